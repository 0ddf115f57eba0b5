"""The jam as a player meets it: what is played, step by step, against what was heard."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.jam.controls import Controls, Mode
from appliance.jam.engine import Jam
from appliance.jam.parts import Part
from appliance.jam.phases import Phase
from appliance.models.predictor import EchoPredictor, LstmPredictor
from appliance.music.events import HOLD, REST, onset
from appliance.music.genres import genre_keyed
from appliance.music.notes import Note, NoteMessage
from appliance.music.score import messages_by_step
from tests.jam.asking import asked

TUNE = [Note(3, 4, 60, 50), Note(7, 4, 64, 70), Note(11, 4, 67, 90), Note(15, 4, 64, 70)]
BY_SWITCH = Controls(replay=False, silence=0.0, theme=0.0)


def jam_with(predictor, notes, steps, controls=BY_SWITCH, flips=(), seed=0):
    """[(step, part, pitch, velocity)] of what the box plays, and the view after every step."""
    jam, played = Jam(predictor, seed), messages_by_step(notes)
    events, views = [], []
    for step in range(steps):
        outcome = jam.step(played.get(step, ()), controls, asked(step in flips))
        events += [(step + 1, part, m.pitch, m.velocity) for part, m in outcome.play]
        views.append(outcome.view)
    return events, views


def answers(events):
    return [
        (step, pitch, velocity) for step, part, pitch, velocity in events if part is Part.ANSWER
    ]


def phases(views):
    """[(step, phase)] at which the phase changed."""
    changes, last = [], None
    for view in views:
        if view.phase is not last:
            changes.append((view.step, view.phase))
            last = view.phase
    return changes


def test_the_box_is_silent_while_it_listens(script):
    events, views = jam_with(script([onset(72)]), TUNE, 60)
    assert events == []
    assert phases(views) == [(0, Phase.LISTEN)]
    assert views[2].waiting
    assert not views[3].waiting


def test_the_switch_brings_the_answer_on_the_fitting_part_of_the_beat(script):
    """The call begins on step 3: flipped in step 19, the answer begins on step 23, not 20."""
    events, views = jam_with(script([onset(72), HOLD]), TUNE, 60, flips=[19])
    assert answers(events)[0] == (23, 72, 70)
    assert phases(views) == [(0, Phase.LISTEN), (19, Phase.RESPOND), (38, Phase.LISTEN)]
    last = answers(events)[-1]
    assert last[1:] == (72, 0) and 35 < last[0] <= 39


def test_the_answer_is_as_long_as_the_call_unless_bars_are_set(script):
    _, views = jam_with(script([onset(72)]), TUNE, 120, flips=[19])
    assert phases(views)[-1] == (22 + 16, Phase.LISTEN)
    longer = replace(BY_SWITCH, answer_bars=4)
    _, views = jam_with(script([onset(72)]), TUNE, 120, longer, flips=[19])
    assert phases(views)[-1] == (22 + 64, Phase.LISTEN)


def test_the_replay_is_what_was_played_chords_and_velocities_too(script):
    chord = [Note(0, 4, 48, 40), Note(0, 4, 64, 90), Note(4, 2, 67, 100)]
    controls = replace(BY_SWITCH, replay=True)
    events, views = jam_with(script([REST]), chord, 40, controls, flips=[7])
    assert phases(views)[1:3] == [(7, Phase.REPLAY), (15, Phase.RESPOND)]
    assert sorted(answers(events)[:2]) == [(8, 48, 40), (8, 64, 90)]
    assert (12, 67, 100) in answers(events)
    assert (14, 67, 0) in answers(events)


def test_silence_ends_the_call_after_about_a_second(script):
    controls = replace(BY_SWITCH, silence=1.0)
    _, views = jam_with(script([onset(72)]), TUNE, 60, controls)
    assert phases(views)[1] == (19 + 8 - 1, Phase.RESPOND)


def test_silence_never_ends_a_call_that_has_not_begun(script):
    _, views = jam_with(script([onset(72)]), [], 200, replace(BY_SWITCH, silence=1.0))
    assert phases(views) == [(0, Phase.LISTEN)]


def test_trading_changes_turns_on_the_bar_lines(script):
    tune = [Note(5 + 4 * beat, 3, 60 + beat) for beat in range(8)]
    controls = Controls(mode=Mode.TRADE, bars=2, theme=0.0)
    events, views = jam_with(script([onset(72), HOLD]), tune, 140, controls)
    assert phases(views)[1:3] == [(5 + 32 - 1, Phase.RESPOND), (5 + 64 - 1, Phase.LISTEN)]
    assert answers(events)[0][0] == 5 + 32
    assert views[5 + 16 - 1].left == pytest.approx(0.5)


def test_trading_waits_for_a_player_who_does_not_come_in(script):
    tune = [Note(0, 8, 60), Note(8, 8, 62)]
    controls = Controls(mode=Mode.TRADE, bars=1, theme=0.0)
    _, views = jam_with(script([onset(72)]), tune, 200, controls)
    assert phases(views) == [(0, Phase.LISTEN), (15, Phase.RESPOND), (31, Phase.LISTEN)]
    assert views[-1].left is None


def test_trading_keeps_to_the_bar_lines_when_it_is_chosen_in_mid_phrase(script):
    jam, phase = Jam(script([onset(72)])), Phase.LISTEN
    controls = replace(BY_SWITCH, bars=1)
    for step in range(60):
        heard = [NoteMessage(60, 80)] if step in (3, 20, 40) else []
        mode = Mode.TRADE if step > 24 else Mode.RESPOND
        view = jam.step(heard, replace(controls, mode=mode)).view
        if view.phase is not phase:
            break
        phase = view.phase
    assert view.phase is Phase.RESPOND
    assert view.place == 15


def test_notes_played_over_the_answer_leave_the_player_a_turn_of_their_own(script):
    """The player strikes a key while the box plays: it waits its second after the answer."""
    tune = [*TUNE, Note(28, 1, 50), Note(30, 1, 52), Note(32, 1, 53)]
    controls = replace(BY_SWITCH, silence=1.0)
    _, views = jam_with(script([onset(72)]), tune, 90, controls, flips=[19])
    assert phases(views)[2:4] == [(38, Phase.LISTEN), (46, Phase.RESPOND)]


def test_flipping_back_silences_the_answer_at_once(script):
    events, views = jam_with(script([onset(72), HOLD, HOLD]), TUNE, 60, flips=[19, 24])
    assert phases(views)[-1] == (24, Phase.LISTEN)
    assert answers(events)[-1][0] == 25
    assert answers(events)[-1][2] == 0


def test_a_flip_with_nothing_played_lets_the_box_play_alone(script):
    events, views = jam_with(script([onset(72), HOLD]), [], 60, flips=[5])
    assert phases(views)[1:] == [(5, Phase.RESPOND), (39, Phase.LISTEN)]
    assert answers(events)[0][0] == 8


def test_what_is_played_during_the_answer_belongs_to_the_next_call(script):
    tune = [*TUNE, Note(30, 2, 50)]
    predictor = script([onset(72)])
    _, views = jam_with(predictor, tune, 90, flips=[19, 45])
    assert phases(views)[2:4] == [(38, Phase.LISTEN), (45, Phase.RESPOND)]
    assert onset(50) in predictor.read


def test_the_predictor_reads_the_whole_call_before_it_answers(script):
    predictor = script([onset(72)])
    jam_with(predictor, TUNE, 20, flips=[19])
    assert predictor.read == [onset(60), HOLD, HOLD, HOLD, onset(64), HOLD, HOLD, HOLD, onset(67),
                              HOLD, HOLD, HOLD, onset(64), HOLD, HOLD, HOLD, REST,
                                  REST, REST, REST]  # fmt: skip


def test_the_first_note_after_a_long_silence_is_a_downbeat_unless_there_is_a_click(script):
    _, views = jam_with(script(), TUNE, 10)
    assert views[3].place == 0
    _, views = jam_with(script(), TUNE, 10, replace(BY_SWITCH, click=True))
    assert views[3].place == 3


def test_the_click_marks_the_beats_and_ends_its_notes(script):
    events, _ = jam_with(script(), [], 33, replace(BY_SWITCH, click=True))
    starts = [(step, pitch) for step, part, pitch, velocity in events if velocity]
    assert starts == [(4, 77), (8, 77), (12, 77), (16, 76), (20, 77), (24, 77), (28, 77), (32, 76)]
    assert len(events) == 2 * len(starts)


def test_the_view_shows_what_was_heard_and_answered(script):
    _, views = jam_with(script([onset(72), HOLD, HOLD, REST]), TUNE, 40, flips=[19])
    assert views[10].heard == (Note(3, 4, 60, 50), Note(7, 4, 64, 70))
    assert {note.pitch for note in views[30].answered} == {72}
    assert views[20].phase is Phase.RESPOND
    assert not views[20].players_turn
    assert views[30].left == pytest.approx(8 / 16)


def test_the_same_seed_and_input_give_the_same_music(network):
    def play(seed):
        predictor = LstmPredictor(network)
        controls = Controls(silence=0, theme=0.2, answer_bars=2)
        return jam_with(predictor, TUNE, 90, controls, flips=[19], seed=seed)[0]

    assert play(1) == play(1)
    assert play(1) != play(2)


def test_the_genre_changes_what_the_network_plays(network):
    def play(genre):
        predictor = LstmPredictor(network)
        controls = Controls(silence=0, genre=genre_keyed(genre), replay=False, answer_bars=4)
        return jam_with(predictor, TUNE, 100, controls, flips=[19])[0]

    assert play("jazz") != play("chorale")


steps = st.lists(
    st.tuples(
        st.lists(
            st.builds(NoteMessage, st.integers(30, 100), st.sampled_from([0, 70])), max_size=3
        ),
        st.booleans(),
        st.sampled_from(
            [
                Controls(silence=0.2),
                Controls(mode=Mode.TRADE, bars=1),
                Controls(replay=False, click=True, bpm=200),
                Controls(genre=genre_keyed("blues"), theme=1.0, answer_bars=1),
            ]
        ),
    ),
    max_size=120,
)


@given(steps, st.integers(0, 3))
@settings(max_examples=150)
def test_whatever_happens_every_note_on_gets_its_note_off(history, seed):
    jam, sounding = Jam(EchoPredictor(), seed), set()
    calm = Controls(silence=0.0)
    # flip until the box listens again: then it must have ended everything
    for heard, flip, controls in [*history, ([], False, calm)]:
        outcome = jam.step(heard, controls, asked(flip))
        for part, message in outcome.play:
            key = (part, message.pitch)
            assert (key in sounding) != message.is_on
            (sounding.add if message.is_on else sounding.remove)(key)
    for _ in range(3):
        outcome = jam.step([], calm, asked(outcome.view.phase is not Phase.LISTEN))
        for part, message in outcome.play:
            (sounding.add if message.is_on else sounding.remove)((part, message.pitch))
    assert not sounding


def test_a_phrase_is_answered_after_so_many_bars_at_most(script):
    """It begins on step 3 and goes on; after a bar from there it is answered."""
    long = [Note(3 + 4 * n, 4, 60) for n in range(20)]
    controls = replace(BY_SWITCH, call_most=1)
    _, views = jam_with(script([onset(72)]), long, 30, controls)
    assert phases(views) == [(0, Phase.LISTEN), (18, Phase.RESPOND)]


def test_silence_does_not_end_a_phrase_that_is_too_short(script):
    controls = replace(BY_SWITCH, silence=0.5)
    _, soon = jam_with(script([onset(72)]), TUNE, 60, controls)
    _, later = jam_with(script([onset(72)]), TUNE, 60, replace(controls, call_least=2))
    assert phases(soon)[1][0] < 34
    assert phases(later)[1] == (34, Phase.RESPOND)  # two bars from step 3 on
