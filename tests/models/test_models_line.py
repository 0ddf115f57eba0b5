"""What is remembered of a voice, the running key, and passages found again."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.models.line import LONG_DECAY, NONE, SHORT_DECAY, Line
from appliance.models.recall import LONGEST_MATCH, Recall
from appliance.models.tonic import TonicTracker
from appliance.music.events import HOLD, REST, onset

events = st.lists(st.sampled_from([REST, HOLD, onset(60), onset(62), onset(67)]), min_size=1)


def line_of(*rows, memory=64):
    line = Line(len(rows), memory)
    for step in zip(*rows, strict=True):
        line.push(np.array(step))
    return line


def ago(line, *steps):
    moment = line.ago(np.array(steps))
    return moment.kind.tolist(), moment.pitch.tolist()


def test_a_fresh_line_knows_nothing():
    line = Line(2)
    assert line.pitch.tolist() == line.since.tolist() == line.kind.tolist() == [NONE, NONE]
    assert ago(line, 1, 5) == ([NONE, NONE], [NONE, NONE])


def test_the_last_note_and_the_move_to_it_are_kept():
    line = line_of([onset(60), HOLD, onset(67), HOLD], [onset(60), REST, REST, REST])
    assert line.pitch.tolist() == [67, 60]
    assert line.move[0] == 7 and line.moved.tolist() == [True, False]
    assert line.since.tolist() == [1, 3]


def test_the_past_says_what_sounded_then():
    line = line_of([onset(60), HOLD, REST, onset(64)])
    assert [ago(line, steps) for steps in (1, 2, 3, 4, 5)] == [
        ([2], [64]),
        ([0], [NONE]),
        ([1], [60]),
        ([2], [60]),
        ([NONE], [NONE]),
    ]
    assert line.ago(np.array([1])).move[0] == 4
    assert line.ago(np.array([1])).moved[0]
    assert not line.ago(np.array([3])).moved[0]


def test_the_past_is_forgotten_after_the_memory():
    line = line_of([onset(60)] + [HOLD] * 9, memory=4)
    assert ago(line, 4) == ([1], [60])
    assert ago(line, 5) == ([NONE], [NONE])


def test_durations_fade():
    line = line_of([onset(60), HOLD, REST])
    for profile, decay in ((line.short, SHORT_DECAY), (line.long, LONG_DECAY)):
        expected = (1 - decay) * (decay + decay**2)
        assert profile[0, 0] == pytest.approx(expected)
        assert profile.sum() == pytest.approx(expected)


@given(events)
def test_rows_do_not_touch_each_other(row):
    both, alone = line_of(row, [REST] * len(row)), line_of(row)
    assert both.pitch[0] == alone.pitch[0]
    assert (both.long[0] == alone.long[0]).all()
    assert both.pitch[1] == NONE


def tracker_after(pitches, tracker=None):
    tracker = tracker or TonicTracker(1)
    durations = np.zeros((1, 12), np.float32)
    for pitch in pitches:
        durations[0, pitch % 12] += 1
    tracker.update(durations)
    return tracker


@pytest.mark.parametrize("tonic", range(12))
def test_a_major_scale_names_its_tonic_and_a_minor_one_its_relative(tonic):
    major = [tonic + d for d in (0, 0, 0, 2, 4, 4, 5, 7, 7, 9, 11)]
    assert tracker_after(major).tonic[0] == tonic
    minor = [tonic + d for d in (0, 0, 0, 2, 3, 3, 5, 7, 7, 8, 10)]
    found = tracker_after(minor)
    assert found.tonic[0] == (tonic + 3) % 12
    assert found.minor[0]


def test_the_key_is_kept_while_another_fits_hardly_better():
    tracker = tracker_after([0, 0, 4, 7, 5, 11, 2])
    assert tracker.tonic[0] == 0
    assert tracker_after([0, 4, 7, 2, 9, 11, 6, 7], tracker).tonic[0] in (0, 7)
    tracker = tracker_after([0, 0, 4, 7, 5, 11, 2])
    assert tracker_after([0, 4, 7, 5, 11, 2, 9, 10], tracker).tonic[0] == 0
    assert tracker_after([6, 6, 10, 1, 11, 5, 8], tracker).tonic[0] == 6


def test_silence_fits_no_key():
    tracker = TonicTracker(3)
    tracker.update(np.zeros((3, 12), np.float32))
    assert tracker.tonic.tolist() == [0, 0, 0]
    assert (tracker.fit == 0).all()


def longest(history):
    """The longest earlier passage that ends as the history does, the newest of equals."""
    best = (0, NONE)
    last = len(history) - 1
    for end in range(last):
        length = 0
        while (
            length <= end
            and length < LONGEST_MATCH
            and history[end - length] == history[last - length]
        ):
            length += 1
        if length and length >= best[0]:
            best = (length, last - end)
    return best


@given(st.lists(st.integers(0, 2), min_size=1, max_size=80))
def test_the_longest_passage_is_found_again(symbols):
    recall, history = Recall(1, 128), []
    for symbol in symbols:
        recall.push(np.array([symbol]))
        history.append(symbol)
        assert (recall.length[0], recall.lag[0]) == longest(history)


def test_what_is_out_of_memory_is_not_found():
    recall = Recall(1, 8)
    for symbol in [7, 1, 2, 3, 4, 5, 6, 8, 9, 7]:
        recall.push(np.array([symbol]))
    assert (recall.length[0], recall.lag[0]) == (0, NONE)
