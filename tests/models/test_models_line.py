"""What is remembered of a voice, the running key, and passages found again."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.models.line import LONG_DECAY, NONE, SHORT_DECAY, Line
from appliance.models.recall import LONGEST_MATCH, Recall
from appliance.models.tonic import Key, follow
from appliance.music.events import HOLD, REST, onset

events = st.lists(st.sampled_from([REST, HOLD, onset(60), onset(62), onset(67)]), min_size=1)


def line_of(*told, memory=64):
    line = Line(memory)
    for event in told:
        line.push(event)
    return line


def ago(line, steps):
    moment = line.ago(steps)
    return moment.kind, moment.pitch


def test_a_fresh_line_knows_nothing():
    line = Line()
    assert line.pitch == line.since == line.kind == NONE
    assert ago(line, 1) == ago(line, 5) == (NONE, NONE)


def test_the_last_note_and_the_move_to_it_are_kept():
    line = line_of(onset(60), HOLD, onset(67), HOLD)
    assert (line.pitch, line.move, line.since) == (67, 7, 1)
    line = line_of(onset(60), REST, REST, REST)
    assert (line.pitch, line.move, line.since) == (60, None, 3)


def test_the_past_says_what_sounded_then():
    line = line_of(onset(60), HOLD, REST, onset(64))
    assert [ago(line, steps) for steps in range(6)] == [
        (NONE, NONE),
        (2, 64),
        (0, NONE),
        (1, 60),
        (2, 60),
        (NONE, NONE),
    ]
    assert [line.ago(steps).move for steps in (1, 2, 3, 4)] == [4, None, None, None]


def test_the_past_is_forgotten_after_the_memory():
    line = line_of(onset(60), *[HOLD] * 9, memory=4)
    assert ago(line, 4) == (1, 60)
    assert ago(line, 5) == (NONE, NONE)


def test_durations_fade():
    line = line_of(onset(60), HOLD, REST)
    for profile, decay in ((line.short, SHORT_DECAY), (line.long, LONG_DECAY)):
        expected = (1 - decay) * (decay + decay**2)
        assert profile[0] == pytest.approx(expected)
        assert profile.sum() == pytest.approx(expected)


@given(events)
def test_what_may_not_be_heard_is_no_rest(row):
    """An unknown step is neither rest nor hold, and the last note stays known."""
    line = line_of(*row, NONE)
    assert ago(line, 1) == (NONE, NONE)
    assert line.pitch == line_of(*row).pitch


def key_after(pitches, key=None):
    key = key or Key()
    durations = np.zeros((1, 12), np.float32)
    for pitch in pitches:
        durations[0, pitch % 12] += 1
    follow([key], durations)
    return key


@pytest.mark.parametrize("tonic", range(12))
def test_a_major_scale_names_its_tonic_and_a_minor_one_its_relative(tonic):
    major = [tonic + d for d in (0, 0, 0, 2, 4, 4, 5, 7, 7, 9, 11)]
    assert key_after(major).tonic == tonic
    minor = [tonic + d for d in (0, 0, 0, 2, 3, 3, 5, 7, 7, 8, 10)]
    found = key_after(minor)
    assert found.tonic == (tonic + 3) % 12
    assert found.minor


def test_the_key_is_kept_while_another_fits_hardly_better():
    key = key_after([0, 0, 4, 7, 5, 11, 2])
    assert key.tonic == 0
    assert key_after([0, 4, 7, 2, 9, 11, 6, 7], key).tonic in (0, 7)
    key = key_after([0, 0, 4, 7, 5, 11, 2])
    assert key_after([0, 4, 7, 5, 11, 2, 9, 10], key).tonic == 0
    assert key_after([6, 6, 10, 1, 11, 5, 8], key).tonic == 6


def test_silence_fits_no_key():
    keys = [Key() for _ in range(3)]
    follow(keys, np.zeros((3, 12), np.float32))
    assert [(key.tonic, key.fit) for key in keys] == [(0, 0.0)] * 3


def test_keys_side_by_side_are_followed_as_each_alone():
    random = np.random.default_rng(1)
    durations = random.random((20, 4, 12)).astype(np.float32)
    together, alone = [Key() for _ in range(4)], [Key() for _ in range(4)]
    for step in durations:
        follow(together, step)
        for row, key in enumerate(alone):
            follow([key], step[row : row + 1])
    assert [(k.tonic, k.minor) for k in together] == [(k.tonic, k.minor) for k in alone]


def longest(history, memory=128):
    """The longest earlier passage that ends as the history does, the newest of equals.

    It must end within so many steps, the present one included.
    """
    best = (0, NONE)
    last = len(history) - 1
    for end in range(max(0, last - memory + 1), last):
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


@given(st.lists(st.integers(NONE, 2), min_size=1, max_size=80))
def test_the_longest_passage_is_found_again(symbols):
    recall, history = Recall(128), []
    for symbol in symbols:
        recall.push(symbol)
        history.append(symbol)
        assert (recall.length, recall.lag) == longest(history)


@given(st.integers(2, 12), st.integers(0, 3))
def test_a_long_line_is_remembered_as_far_as_the_memory_goes(memory, seed):
    """Longer than anything that is laid down at once; a passage may have begun before that."""
    recall, history = Recall(memory), []
    for symbol in np.random.default_rng(seed).integers(0, 3, 10 * memory).tolist():
        recall.push(symbol)
        history.append(symbol)
        assert (recall.length, recall.lag) == longest(history, memory)


def test_what_is_out_of_memory_is_not_found():
    recall = Recall(8)
    for symbol in [7, 1, 2, 3, 4, 5, 6, 8, 9, 7]:
        recall.push(symbol)
    assert (recall.length, recall.lag) == (0, NONE)
