"""The tempo of a player's notes: found, followed through a ritardando, given up in silence."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.tempo.note_follower import SILENCE, NoteFollower
from tools.bench.tempo import error_of, played, settled_after

TEMPI = (60, 90, 120, 150, 180)


def followed(bpm, set_to, seed=0, slower=0.0):
    return played(NoteFollower(), bpm, set_to, bars=16, seed=seed, slower=slower)


@pytest.mark.parametrize("bpm", TEMPI)
def test_a_tempo_is_found_from_another_one(bpm):
    runs = [followed(bpm, set_to=0.8 * bpm, seed=seed) for seed in range(7)]
    assert np.median([error_of(run) for run in runs]) < 0.02
    assert np.median([settled_after(run) for run in runs]) < 10


@pytest.mark.parametrize("bpm", TEMPI)
def test_a_ritardando_is_followed(bpm):
    """Without following, the error would be 15 % in its middle and 30 % at its end."""
    runs = [followed(bpm, set_to=bpm, seed=seed, slower=0.3) for seed in range(7)]
    assert np.median([error_of(run) for run in runs]) < 0.06


def test_too_few_notes_give_no_tempo():
    follower = NoteFollower()
    for number in range(5):
        follower.hear(0.5 * number, 120)
    assert follower.pulse(2.0) is None
    follower.hear(2.5, 120)
    assert follower.pulse(2.5).bpm == pytest.approx(120, rel=0.02)


def test_a_chord_is_one_onset():
    follower = NoteFollower()
    for number in range(12):
        for late in (0.0, 0.01, 0.02):
            follower.hear(0.6 * number + late, 100)
    assert follower.pulse(6.6).bpm == pytest.approx(100, rel=0.02)


def test_in_silence_nobody_gives_the_tempo():
    follower = NoteFollower()
    for number in range(12):
        follower.hear(0.5 * number, 120)
    assert follower.pulse(5.5 + SILENCE - 0.1) is not None
    assert follower.pulse(5.5 + SILENCE + 0.1) is None
    follower.hear(20.0, 120)
    assert follower.pulse(20.0) is None


@given(st.lists(st.floats(0, 5), max_size=60), st.floats(40, 240))
def test_whatever_is_played_the_tempo_stays_a_number(gaps, bpm):
    follower, now = NoteFollower(), 0.0
    for gap in gaps:
        now += gap
        follower.hear(now, bpm)
        pulse = follower.pulse(now)
        assert pulse is None or 40 <= pulse.bpm <= 240
