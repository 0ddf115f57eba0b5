import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.models.encoding import FEATURES, OFFSETS, MelodyEncoder, allowed_events
from appliance.models.policy import sample
from appliance.music.events import HOLD, REST, VOCABULARY_SIZE, onset
from appliance.music.grid import COMMON_TIME, METERS

LOGITS = np.array([0.0, 1.0, 2.0, 3.0], np.float32)
ALL = np.ones(4, np.bool_)


def draws(logits, allowed, temperature, count=4000):
    random = np.random.default_rng(0)
    events = [sample(logits, allowed, temperature, random) for _ in range(count)]
    return np.bincount(events, minlength=len(logits)) / count


def test_samples_follow_the_softmax():
    expected = np.exp(LOGITS) / np.exp(LOGITS).sum()
    assert draws(LOGITS, ALL, 1.0) == pytest.approx(expected, abs=0.03)


def test_a_low_temperature_takes_the_likeliest():
    assert draws(LOGITS, ALL, 0.05)[3] == 1.0


def test_a_high_temperature_levels():
    assert draws(LOGITS, ALL, 100.0) == pytest.approx([0.25] * 4, abs=0.03)


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


def test_hold_needs_a_note():
    assert not allowed_events(sounding=False)[HOLD]
    assert allowed_events(sounding=True).all()


def part(vector, feature):
    return vector[OFFSETS[feature] : OFFSETS[feature] + FEATURES[feature]]


def test_the_features_of_a_step():
    encoder = MelodyEncoder(COMMON_TIME)
    events = [onset(60), HOLD, REST, onset(67)] + [HOLD] * 15
    for event in events:
        encoder.push(event)
    vector = encoder.vector(19, genre=9)
    assert part(vector, "previous").argmax() == HOLD
    assert part(vector, "bar_ago").argmax() == onset(67)
    assert not part(vector, "two_bars_ago").any()
    assert part(vector, "last_pitch").argmax() == onset(67)
    assert part(vector, "position").argmax() == 3
    assert part(vector, "bar").argmax() == 1
    assert part(vector, "genre").argmax() == 9
    profile = part(vector, "profile")
    assert profile.sum() == pytest.approx(1)
    assert profile[7] > profile[0] > 0


@given(st.lists(st.integers(0, VOCABULARY_SIZE - 1), max_size=40), st.sampled_from(METERS))
def test_any_history_gives_a_finite_vector(events, meter):
    encoder = MelodyEncoder(meter)
    for event in events:
        encoder.push(event)
    vector = encoder.vector(len(events), 0)
    assert np.isfinite(vector).all()
    assert vector.max() <= 1
    assert encoder.sounding == bool(events and events[-1] != REST)
