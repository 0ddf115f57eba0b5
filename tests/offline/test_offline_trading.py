"""Turns with a file: who waits for whom, and that no note of either is lost."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.jam.controls import Controls, Mode
from appliance.jam.engine import Jam
from appliance.models.predictor import EchoPredictor
from appliance.music.score import Score, TimedNote
from appliance.offline.trading import take_turns

BAR = 4.0  # quarter notes


class Overheard(Jam):
    """A jam that remembers what was played to it: step and velocity, by pitch."""

    def __init__(self, *of):
        super().__init__(*of)
        self.heard = {}

    def step(self, heard, *rest):
        for message in heard:
            self.heard.setdefault(message.pitch, []).append((self.steps, message.velocity))
        return super().step(heard, *rest)


def controls(mode, bars=1, **more):
    return Controls(
        mode=mode, bars=bars, replay=False, silence=0.0, downbeat=False, theme=1.0, **more
    )


def turns(notes, mode=Mode.TRADE, bars=1, **more):
    return take_turns(Score(tuple(notes)), Jam(EchoPredictor(), 1), controls(mode, bars, **more))


def scale(*bars, duration=0.75):
    return [
        TimedNote(BAR * bar + beat, duration, 60 + beat, 80) for bar in bars for beat in range(4)
    ]


def bars_of(notes):
    return sorted({int(note.onset // BAR) for note in notes})


def test_a_file_that_goes_on_waits_while_the_box_plays():
    taken = turns(scale(0, 1, 2))
    assert taken.later == (0,) * 4 + (16,) * 4 + (32,) * 4
    assert bars_of(taken.answers) == [1, 3, 5]


@pytest.mark.parametrize("bars", [1, 2])
def test_a_file_that_leaves_the_bars_of_the_box_free_is_played_as_it_is(bars):
    free = [bar for bar in range(6 * bars) if bar // bars % 2 == 0]
    taken = turns(scale(*free), bars=bars)
    assert set(taken.later) == {0}
    assert not set(bars_of(taken.answers)) & set(free)
    assert {bar // bars for bar in bars_of(taken.answers)} == {1, 3, 5}


def test_an_answer_of_another_length_is_waited_for():
    taken = turns(scale(0, 1), answer_bars=2)
    assert taken.later == (0,) * 4 + (32,) * 4
    assert bars_of(taken.answers) == [1, 2, 4, 5]


def test_bars_that_are_free_for_less_than_the_answer_are_not_free():
    assert turns(scale(0, 2), answer_bars=2).later == (0,) * 4 + (32,) * 4


def test_both_at_once_nobody_waits():
    taken = turns(scale(0, 1, 2), Mode.OVERLAP)
    assert set(taken.later) == {0}
    assert bars_of(taken.answers) == [1, 2, 3]


def test_the_last_bars_are_answered_even_if_they_are_not_full():
    assert bars_of(turns(scale(0)[:2], bars=2).answers)[0] >= 2


def test_a_note_held_into_the_turn_of_the_box_keeps_its_length():
    notes = [*scale(0)[:3], TimedNote(3.0, 2.0, 72, 80), *scale(1)]
    jam = Overheard(EchoPredictor(), 1)
    assert take_turns(Score(tuple(notes)), jam, controls(Mode.TRADE)).later == (0,) * 4 + (16,) * 4
    assert jam.heard[72] == [(12, 80), (20, 0)]
    assert jam.heard[60] == [(0, 80), (3, 0), (32, 80), (35, 0)]


def test_a_file_that_begins_late_is_answered_on_its_own_bars():
    taken = turns(scale(5))
    assert set(taken.later) == {0}
    assert bars_of(taken.answers) == [6]


@given(
    st.lists(st.tuples(st.integers(0, 150), st.integers(1, 40)), min_size=1, max_size=20),
    st.sampled_from([Mode.TRADE, Mode.OVERLAP]),
    st.sampled_from([1, 2]),
)
def test_every_note_is_played_in_order_and_waits_are_whole_turns(notes, mode, bars):
    played = [TimedNote(on / 4, steps / 4, 60 + on % 12, 80) for on, steps in sorted(notes)]
    taken = turns(played, mode, bars)
    assert len(taken.later) == len(played)
    assert all(before <= after for before, after in pairwise(taken.later))
    assert all(late % (16 * bars) == 0 for late in taken.later)
    starts = [note.onset + late / 4 for note, late in zip(played, taken.later, strict=True)]
    last = max(starts)
    assert all(note.onset < last + 2 * bars * BAR + BAR for note in taken.answers)
    if mode is Mode.OVERLAP:
        assert set(taken.later) == {0}
