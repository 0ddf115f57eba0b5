"""Playing along: who has the bass, and what it may know, as lists of step, verb and note."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.jam.accompaniment import ALONE_BARS, GONE_BARS
from appliance.jam.accompany import Accompanist
from appliance.jam.controls import Controls, Mode
from appliance.jam.engine import Jam
from appliance.jam.parts import Part
from appliance.jam.phases import Phase, Signal
from appliance.models.bass_predictor import BassPredictor
from appliance.models.manifest import BASS, load_model, manners
from appliance.models.predictor import EchoPredictor
from appliance.music.notes import Note, NoteMessage
from appliance.music.score import messages_by_step
from tests.jam.asking import asked

ALONG = Controls(mode=Mode.ACCOMPANY, silence=0.5)  # 4 steps at 120
BY_SWITCH = Controls(mode=Mode.ACCOMPANY, silence=0.0)
SEED = [
    Note(step, 2, pitch) for step, pitch in zip(range(0, 32, 4), (36, 43, 36, 43) * 2, strict=True)
]
TUNE = [Note(step, 2, 72 + step % 5) for step in range(0, 160, 2)]


@pytest.fixture(scope="module")
def model(models):
    return load_model(models, BASS)


@pytest.fixture
def jam(model):
    predictor = BassPredictor(model.network(rows=2))
    accompanist = Accompanist(predictor, manners(model), np.random.default_rng(0))
    return Jam(EchoPredictor(), accompanist=accompanist)


def played(jam, notes, steps, controls=ALONG, flips=()):
    """[(step, verb, pitch)] of the box's bass, and the phase after every step."""
    messages, events, phases = messages_by_step(notes), [], []
    for step in range(steps):
        outcome = jam.step(messages.get(step, ()), controls, asked(step in flips))
        events += [
            (step + 1, "on" if m.is_on else "off", m.pitch)
            for part, m in outcome.play
            if part is Part.BASS
        ]
        phases.append(outcome.view.phase)
    return events, phases


def ons(events):
    return [(step, pitch) for step, verb, pitch in events if verb == "on"]


def test_the_box_listens_to_the_bass_and_goes_on_when_it_stops(jam):
    events, phases = played(jam, SEED, 96)
    assert set(phases[:32]) == {Phase.LISTEN}
    assert phases[40] is Phase.ACCOMPANY
    assert min(step for step, *_ in events) > 32
    assert len(ons(events)) >= 4


def test_the_switch_hands_the_bass_over_and_takes_it_back(jam):
    events, phases = played(jam, SEED, 96, BY_SWITCH, flips=[31, 63])
    assert (phases[30], phases[31], phases[62], phases[63]) == (
        Phase.LISTEN, Phase.ACCOMPANY, Phase.ACCOMPANY, Phase.LISTEN,
    )  # fmt: skip
    assert min(step for step, *_ in events) >= 32
    assert max(step for step, *_ in events) <= 64, "nothing sounds on"


def test_it_plays_from_nothing(jam):
    events, phases = played(jam, [], 64, BY_SWITCH, flips=[5])
    assert phases[5] is Phase.ACCOMPANY
    assert len(ons(events)) >= 4


def test_a_tune_with_no_bass_is_joined_after_two_bars(jam):
    events, phases = played(jam, TUNE, 64, BY_SWITCH)
    assert phases.index(Phase.ACCOMPANY) == ALONE_BARS * 16 - 1
    assert ons(events)


def test_the_player_takes_the_bass_back_by_playing_it(jam):
    tune = [note for note in TUNE if note.onset < 96]
    back = [Note(64, 4, 40), Note(68, 4, 38), Note(72, 4, 40), Note(76, 4, 38)]
    events, phases = played(jam, tune + back, 80, BY_SWITCH)
    assert phases[63] is Phase.ACCOMPANY and phases[64] is Phase.LISTEN
    assert not [event for event in events if event[0] > 65]


def test_when_nobody_is_there_it_stops(jam):
    tune = [note for note in TUNE if note.onset < 48]
    gone = 50 + GONE_BARS * 16
    events, phases = played(jam, tune, gone + 20, BY_SWITCH)
    assert phases[gone - 10] is Phase.ACCOMPANY
    assert phases[gone] is Phase.LISTEN
    assert max(step for step, *_ in events) <= gone


def test_another_way_to_play_ends_the_bass(jam):
    played(jam, TUNE, 60, BY_SWITCH)
    sounds = False
    while not sounds:  # until the box begins a note
        sounds = any(message.is_on for _, message in jam.step((), BY_SWITCH).play)
    outcome = jam.step((), Controls(mode=Mode.RESPOND))
    assert outcome.play
    assert all(not message.is_on for _, message in outcome.play)
    assert outcome.view.phase is Phase.LISTEN
    ended = outcome.view.step + 1
    for _ in range(8):
        outcome = jam.step((), Controls(mode=Mode.RESPOND))
    assert max(note.end for note in outcome.view.answered) == ended, "nor is it seen to go on"


def test_two_seeds_under_one_tune_give_two_lines(model):
    lines = []
    for low in (36, 41):
        seed = [Note(step, 4, low + (step // 4 % 2) * 7) for step in range(0, 32, 4)]
        predictor = BassPredictor(model.network(rows=2))
        accompanist = Accompanist(predictor, manners(model), np.random.default_rng(0))
        jam = Jam(EchoPredictor(), accompanist=accompanist)
        lines.append(ons(played(jam, seed + TUNE, 96, BY_SWITCH, flips=[31])[0]))
    assert lines[0] != lines[1]


@pytest.mark.parametrize("changed_at", [60, 61, 64])
def test_the_bass_at_a_step_knows_the_tune_up_to_five_steps_before(model, changed_at):
    """What is changed from a step on leaves the bass as it is for five steps more."""
    lines = []
    for tune in (TUNE, [n if n.onset < changed_at else Note(n.onset, 2, 61) for n in TUNE]):
        predictor = BassPredictor(model.network(rows=2))
        accompanist = Accompanist(predictor, manners(model), np.random.default_rng(0))
        jam = Jam(EchoPredictor(), accompanist=accompanist)
        lines.append(ons(played(jam, tune, 160, BY_SWITCH)[0]))
    same = changed_at + 5
    before, after = ([e for e in line if e[0] < same] for line in lines)
    assert before == after
    assert lines[0] != lines[1]


messages = st.lists(
    st.lists(st.builds(NoteMessage, st.integers(0, 127), st.sampled_from([0, 80])), max_size=3),
    max_size=60,
)


@given(messages, st.sets(st.integers(0, 60)), st.sets(st.integers(0, 60)))
@settings(max_examples=25, deadline=None)
def test_whatever_is_played_every_note_of_the_box_ends(model, heard, flips, switches):
    predictor = BassPredictor(model.network(rows=2))
    accompanist = Accompanist(predictor, manners(model), np.random.default_rng(0))
    jam, sounding, modes = Jam(EchoPredictor(), accompanist=accompanist), set(), list(Mode)
    mode = 2
    for step, some in enumerate(heard):
        mode += step in switches
        controls = Controls(mode=modes[mode % len(modes)], silence=0.5)
        for part, message in jam.step(some, controls, asked(step in flips)).play:
            if message.is_on:
                assert (part, message.pitch) not in sounding
                sounding.add((part, message.pitch))
            else:
                sounding.discard((part, message.pitch))
    for mode in (Mode.RESPOND, Mode.ACCOMPANY, Mode.RESPOND):
        for part, message in jam.step((), Controls(mode=mode)).play:
            sounding.discard((part, message.pitch))
    assert not {each for each in sounding if each[0] is Part.BASS}


@pytest.mark.parametrize("signal", [Signal.AGAIN, Signal.STOP])
def test_what_means_nothing_here_does_not_keep_it_from_joining(jam, signal):
    """Another answer is asked for, or the song of a sequencer stops, before the tune begins."""
    jam.step((), BY_SWITCH, signal)
    _, phases = played(jam, TUNE, 64, BY_SWITCH)
    assert Phase.ACCOMPANY in phases
