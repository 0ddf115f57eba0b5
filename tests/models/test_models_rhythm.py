"""A critic decides which pitch comes, and where, not how many."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.models.frames import log_softmax
from appliance.models.rhythm import Rhythm, of_pitches, with_say, worth_of_kinds, worth_of_onset
from appliance.music.events import FIRST_ONSET, VOCABULARY_SIZE

SEEDS = st.integers(0, 2**32 - 1)


def drawn(seed):
    random = np.random.default_rng(seed)
    return random.normal(scale=4.0, size=(2, 3, VOCABULARY_SIZE)).astype(np.float32)


def kinds(logits):
    logs = log_softmax(logits)
    onset = np.logaddexp.reduce(logs[:, FIRST_ONSET:], axis=1, keepdims=True)
    return np.concatenate([logs[:, :FIRST_ONSET], onset], 1)


@given(SEEDS)
def test_which_pitch_comes_is_decided_by_its_full_value(seed):
    values, logits = drawn(seed)
    full = log_softmax((logits + values)[:, FIRST_ONSET:])
    for each in (of_pitches(values, logits), Rhythm().steered(values, logits)):
        assert log_softmax((logits + each)[:, FIRST_ONSET:]) == pytest.approx(full, abs=1e-3)


@given(SEEDS)
def test_kinds_come_as_the_lstm_has_them_or_with_their_full_worth(seed):
    values, logits = drawn(seed)
    assert kinds(logits + of_pitches(values, logits)) == pytest.approx(kinds(logits), abs=1e-3)
    assert kinds(logits + with_say(values, logits, 1.0)) == pytest.approx(
        kinds(logits + values), abs=1e-3
    )


@given(SEEDS)
def test_what_is_always_worth_the_same_changes_no_rhythm(seed):
    """However much onsets are worth: a riff that is foreseen brings not one more."""
    values, logits = drawn(seed)
    rhythm = Rhythm()
    for _ in range(5):
        steered = rhythm.steered(values, logits)
        rhythm.accept()
        assert kinds(logits + steered) == pytest.approx(kinds(logits), abs=1e-3)


def test_an_onset_comes_where_it_is_worth_more_than_of_late():
    logits = np.zeros((1, VOCABULARY_SIZE), np.float32)
    poor, rich = logits.copy(), logits.copy()
    rich[:, FIRST_ONSET:] = 3.0
    rhythm = Rhythm()
    onsets = []
    for values in [poor, rich] * 200:
        onsets.append(kinds(logits + rhythm.steered(values, logits))[0, -1])
        rhythm.accept()
    usual = kinds(logits)[0, -1]
    assert onsets[-1] > usual > onsets[-2]
    assert worth_of_kinds(rich, worth_of_onset(rich, logits))[0] == pytest.approx([-1, -1, 2])


def test_steps_that_are_asked_about_twice_count_once():
    values, logits = drawn(1)
    once, twice = Rhythm(), Rhythm()
    for step in range(3):
        once.steered(values * step, logits)
        twice.steered(values, logits)
        twice.steered(values * step, logits)
        once.accept()
        twice.accept()
    assert once.steered(values, logits) == pytest.approx(twice.steered(values, logits))
