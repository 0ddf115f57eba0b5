import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.models.policy import BASS, sample

LOGITS = np.array([0.0, 1.0, 2.0, 3.0], np.float32)
ALL = np.ones(4, np.bool_)


def draws(logits, allowed, temperature, count=4000, **sway):
    random = np.random.default_rng(0)
    events = [sample(logits, allowed, temperature, random, **sway) for _ in range(count)]
    return np.bincount(events, minlength=len(logits)) / count


def test_samples_follow_the_softmax():
    expected = np.exp(LOGITS) / np.exp(LOGITS).sum()
    assert draws(LOGITS, ALL, 1.0) == pytest.approx(expected, abs=0.03)


def test_a_low_temperature_takes_the_likeliest_pitch_and_leaves_the_rhythm_nearly_alone():
    """P(onset) is 0.865 at temperature 1; the rhythm is drawn at 1 - 0.95 / 3 = 0.683."""
    shares = draws(LOGITS, ALL, 0.05)
    assert shares[2] == 0.0
    kinds = np.exp(np.array([0.0, 1.0, np.logaddexp(2.0, 3.0)]) / (1 - 0.95 / 3))
    assert shares[3] == pytest.approx(kinds[2] / kinds.sum(), abs=0.03)


def test_the_temperature_of_a_bass_leaves_its_rhythm_alone_and_reaches_the_pitch_by_half():
    shares = draws(LOGITS, ALL, 0.05, sway=BASS)
    kinds = np.exp(np.array([0.0, 1.0, np.logaddexp(2.0, 3.0)]))
    assert shares[:2] == pytest.approx(kinds[:2] / kinds.sum(), abs=0.03)
    odds = np.exp(1.0 / (1 - 0.95 / 2))
    assert shares[3] / shares[2] == pytest.approx(odds, rel=0.2)


def test_a_high_temperature_levels():
    assert draws(LOGITS, ALL, 1000.0) == pytest.approx([1 / 3, 1 / 3, 1 / 6, 1 / 6], abs=0.03)


@given(st.lists(st.booleans(), min_size=4, max_size=4).filter(any), st.integers(0, 9))
def test_only_allowed_events_are_drawn(allowed, seed):
    mask = np.array(allowed)
    assert mask[sample(LOGITS, mask, 1.0, np.random.default_rng(seed))]


@pytest.mark.parametrize(
    ("logits", "allowed"),
    [(LOGITS, np.zeros(4, np.bool_)), (np.array([0, np.nan, 0, 0], np.float32), ALL)],
)
def test_an_impossible_choice_is_an_error(logits, allowed):
    with pytest.raises(ValueError, match="no event can be drawn"):
        sample(logits, allowed, 1.0, np.random.default_rng(0))
