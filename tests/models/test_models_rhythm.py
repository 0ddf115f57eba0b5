"""A critic decides which pitch, and never whether one comes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.models.frames import log_softmax
from appliance.models.rhythm import of_pitches
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
    ours, full = (
        log_softmax((logits + each)[:, FIRST_ONSET:])
        for each in (of_pitches(values, logits), values)
    )
    assert ours == pytest.approx(full, abs=1e-3)


@given(SEEDS)
def test_kinds_come_as_the_lstm_has_them(seed):
    values, logits = drawn(seed)
    alone = of_pitches(values, logits)
    assert kinds(logits + alone) == pytest.approx(kinds(logits), abs=1e-3)
