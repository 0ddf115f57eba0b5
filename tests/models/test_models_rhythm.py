"""A critic's say on kinds is a share of its say on pitches."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.models.frames import log_softmax
from appliance.models.rhythm import gentle_on_rhythm
from appliance.music.events import FIRST_ONSET, VOCABULARY_SIZE

SEEDS = st.integers(0, 2**32 - 1)


def drawn(seed):
    random = np.random.default_rng(seed)
    return random.normal(scale=4.0, size=(2, 3, VOCABULARY_SIZE)).astype(np.float32)


def kinds(logits):
    logs = log_softmax(logits)
    onset = np.logaddexp.reduce(logs[:, FIRST_ONSET:], axis=1, keepdims=True)
    return np.concatenate([logs[:, :FIRST_ONSET], onset], 1)


@given(SEEDS, st.floats(0.0, 1.0))
def test_which_pitch_comes_is_decided_by_its_full_value(seed, share):
    values, logits = drawn(seed)
    gentle = gentle_on_rhythm(values, logits, share)
    ours, full = (log_softmax((logits + each)[:, FIRST_ONSET:]) for each in (gentle, values))
    assert ours == pytest.approx(full, abs=1e-3)


@given(SEEDS)
def test_without_a_share_kinds_come_as_the_lstm_has_them(seed):
    values, logits = drawn(seed)
    gentle = gentle_on_rhythm(values, logits, 0.0)
    assert kinds(logits + gentle) == pytest.approx(kinds(logits), abs=1e-3)


@given(SEEDS)
def test_with_all_of_it_values_stay_as_they_are(seed):
    values, logits = drawn(seed)
    assert gentle_on_rhythm(values, logits, 1.0) == pytest.approx(values, abs=1e-4)


def test_a_dear_rest_becomes_rarer_by_a_share():
    """Odds of rest against hold move by the share of the difference of their values."""
    values = np.zeros((1, VOCABULARY_SIZE), np.float32)
    values[0, 0] = -5.0
    gentle = gentle_on_rhythm(values, np.zeros_like(values), 0.6)
    assert gentle[0, :2].tolist() == pytest.approx([-3.0, 0.0])
