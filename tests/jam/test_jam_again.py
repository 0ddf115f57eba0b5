"""An answer again: another one to the same call, or the same over and over."""

from dataclasses import replace

import pytest

from appliance.jam.controls import Controls, Mode
from appliance.jam.engine import Jam
from appliance.jam.phases import Phase, Signal
from appliance.models.manifest import MELODY, load_model
from appliance.models.predictor import EchoPredictor, LstmPredictor
from appliance.music.notes import NoteMessage
from appliance.music.score import messages_by_step
from tests.jam.test_jam_engine import BY_SWITCH, TUNE, answers, phases

LOOP = replace(BY_SWITCH, loop=True)
FLIP = {19: Signal.HAND_OVER}


@pytest.fixture(scope="module")
def network(models):
    return load_model(models, MELODY).network()


def jam(network, signals, steps, controls=BY_SWITCH, notes=TUNE, loops=lambda step: True):
    """[(step, part, pitch, velocity)] of what the box plays, and the view after every step."""
    playing, played = Jam(LstmPredictor(network), 5), messages_by_step(notes)
    events, views = [], []
    for step in range(steps):
        now = replace(controls, loop=controls.loop and loops(step))
        outcome = playing.step(played.get(step, ()), now, signals.get(step))
        events += [(step + 1, part, m.pitch, m.velocity) for part, m in outcome.play]
        views.append(outcome.view)
    return events, views


def line(events, start, length=16):
    return [(s - start, p) for s, p, v in answers(events) if v and start <= s < start + length]


def test_another_answer_lies_on_the_same_place_of_the_beat_and_is_another(network):
    events, views = jam(network, FLIP | {60: Signal.AGAIN}, 100)
    assert [phase for _, phase in phases(views)] == [
        Phase.LISTEN, Phase.RESPOND, Phase.LISTEN, Phase.RESPOND, Phase.LISTEN,
    ]  # fmt: skip
    assert [step for step, phase in phases(views) if phase is Phase.RESPOND] == [19, 60]
    first, second = line(events, 23), line(events, 63)  # the call began on step 3 of its beat
    assert first and second and first != second


def test_in_the_midst_of_an_answer_the_next_one_takes_its_place(network):
    events, views = jam(network, FLIP | {28: Signal.AGAIN}, 70)
    assert [step for step, _ in phases(views)] == [0, 19, 46]
    assert not [s for s, _, v in answers(events) if v and 29 <= s < 31]
    assert line(events, 31)


def test_asked_for_while_the_player_plays_it_takes_the_call(network):
    _, views = jam(network, {19: Signal.AGAIN}, 30)
    assert phases(views) == [(0, Phase.LISTEN), (19, Phase.RESPOND)]


def test_a_looped_answer_is_the_same_again_until_the_loop_is_off(network):
    events, views = jam(network, FLIP, 120, LOOP, loops=lambda step: step < 60)
    assert [step for step, _ in phases(views)] == [0, 19, 70]
    assert line(events, 23) == line(events, 39) == line(events, 55) != []
    assert line(events, 71, 40) == []


def test_the_player_who_comes_in_ends_the_loop(network):
    later = [replace(note, onset=note.onset + 50) for note in TUNE]
    _, views = jam(network, FLIP, 100, LOOP, notes=[*TUNE, *later])
    assert [step for step, _ in phases(views)] == [0, 19, 54]


def test_another_answer_is_looped_from_then_on(network):
    events, _ = jam(network, FLIP | {44: Signal.AGAIN}, 100, LOOP)
    assert line(events, 47) == line(events, 63) != line(events, 23)


def test_no_note_is_left_sounding_by_any_of_it(network):
    signals = FLIP | dict.fromkeys(range(25, 90, 7), Signal.AGAIN) | {110: Signal.HAND_OVER}
    events, _ = jam(network, signals, 140, LOOP)
    held = set()
    for _, pitch, velocity in answers(events):
        (held.add if velocity else held.remove)(pitch)
    assert held == set()


def test_before_anything_was_played_it_is_a_free_one(network):
    events, views = jam(network, {5: Signal.AGAIN}, 60, notes=[])
    assert [phase for _, phase in phases(views)] == [Phase.LISTEN, Phase.RESPOND, Phase.LISTEN]
    assert line(events, 8, 32)


def test_asked_for_in_a_replay_the_answer_begins_at_once(network):
    _, views = jam(network, FLIP | {26: Signal.AGAIN}, 50, replace(BY_SWITCH, replay=True))
    assert phases(views) == [
        (0, Phase.LISTEN), (19, Phase.REPLAY), (26, Phase.RESPOND), (42, Phase.LISTEN),
    ]  # fmt: skip


def test_while_both_play_another_answer_leaves_the_players_notes_alone(network):
    later = [replace(note, onset=note.onset + 21) for note in TUNE]  # into the answer
    _, views = jam(network, FLIP | {30: Signal.AGAIN}, 60, notes=[*TUNE, *later])
    assert [step for step, _ in phases(views)] == [0, 19, 46]
    assert not views[46].waiting


@pytest.mark.parametrize("silence", [20, 100, 3000])
def test_a_phrase_of_long_ago_is_answered_again_without_reading_all_the_silence_since(silence):
    class Counting(EchoPredictor):
        read = 0

        def accept(self, event, genre):
            Counting.read += 1
            super().accept(event, genre)

    jam, quiet = Jam(Counting(), 5), Controls(replay=False, silence=0.0, answer_bars=2)
    for step in range(16):
        pitch = 60 + 4 * (step // 4)
        jam.step([NoteMessage(pitch, 80 if step % 4 == 0 else 0)] if step % 2 == 0 else [], quiet)
    jam.step([], quiet, Signal.HAND_OVER)
    for _ in range(silence):
        jam.step([], quiet)
    played, read = [], []
    for step in range(40):
        Counting.read = 0
        outcome = jam.step([], quiet, None if step else Signal.AGAIN)
        played += [message for _, message in outcome.play]
        read.append(Counting.read)
    assert {message.pitch for message in played} <= {60, 64, 68, 72}
    assert played
    assert max(read) <= 16  # what is left of a bar


def test_after_another_way_to_play_an_answer_again_is_a_free_one():
    """The line has gone on with other notes: a place in it would be another's."""

    class Reading(EchoPredictor):
        def __init__(self):
            super().__init__()
            self.begun, self.asked = 0, []

        def begin(self, meter):
            super().begin(meter)
            self.begun += 1

        def answer(self, steps, lag):
            self.asked.append((self.begun, lag))

    predictor = Reading()
    jam, quiet = Jam(predictor, 5), Controls(replay=False, silence=0.0, answer_bars=1)
    morphing = replace(quiet, mode=Mode.MORPH)

    def play(steps, controls, *signals):
        for step in range(steps):
            heard = [NoteMessage(60 + step // 4, 80 if step % 4 == 0 else 0)]
            signal = signals[0] if signals and step == steps - 1 else None
            jam.step(heard if step % 2 == 0 else [], controls, signal)

    play(16, quiet, Signal.HAND_OVER)
    for _ in range(40):
        jam.step([], quiet)
    play(16, morphing, Signal.HAND_OVER)
    for _ in range(20):
        jam.step([], morphing)
    begun = predictor.begun
    jam.step([], quiet)
    for step in range(20):
        jam.step([], quiet, None if step else Signal.AGAIN)
    assert predictor.asked[-1] == (begun + 1, None)
