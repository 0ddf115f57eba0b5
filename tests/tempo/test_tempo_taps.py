"""Tapped tempos."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.tempo.pulse import FASTEST, SLOWEST
from appliance.tempo.taps import Taps


@given(st.floats(SLOWEST + 1, FASTEST), st.floats(0, 1e6))
def test_even_taps_are_their_tempo(bpm, start):
    taps = Taps()
    found = [taps.tap(start + number * 60.0 / bpm) for number in range(5)]
    assert found[0] is None
    assert found[1:] == pytest.approx([bpm] * 4, rel=1e-3)


@pytest.mark.parametrize("bpm", [60, 120, 180])
def test_one_tap_astray_hardly_matters(bpm):
    beat = 60.0 / bpm
    taps = Taps()
    for number in range(4):
        taps.tap(number * beat)
    assert taps.tap(4 * beat + 0.04) == pytest.approx(bpm, rel=0.04)


def test_unsteady_hands_are_averaged():
    """Taps with 20 ms of jitter: nine in ten are within 6 % at 120."""
    random = np.random.default_rng(0)
    found = []
    for _ in range(200):
        taps = Taps()
        found.append([taps.tap(0.5 * n + random.normal(0, 0.02)) for n in range(5)][-1])
    assert np.mean(np.abs(np.array(found) / 120 - 1) < 0.06) > 0.9


def test_a_pause_begins_anew():
    taps = Taps()
    taps.tap(0.0)
    taps.tap(0.5)
    assert taps.tap(10.0) is None
    assert taps.tap(11.0) == pytest.approx(60.0)


def test_a_bouncing_pedal_is_the_fastest_tempo_and_no_error():
    taps = Taps()
    taps.tap(1.0)
    assert taps.tap(1.0) == FASTEST
