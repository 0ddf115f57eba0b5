from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.jam.controls import Controls
from appliance.jam.swing import delay, share
from appliance.music.genres import GENRES, genre_keyed
from appliance.music.grid import COMMON_TIME, METERS, meter_named

JAZZ = genre_keyed("jazz")


def test_jazz_swings_and_a_chorale_does_not():
    assert share(Controls(genre=JAZZ, bpm=120)) == pytest.approx(1.8 / 2.8)
    assert share(Controls(genre=genre_keyed("chorale"))) == 0.5
    assert share(Controls(genre=JAZZ, swing=0.0)) == 0.5


def test_the_faster_the_evener():
    shares = [share(Controls(genre=JAZZ, bpm=bpm)) for bpm in (40, 120, 160, 200, 240)]
    assert shares[0] == shares[1]
    assert shares[1:] == sorted(shares[1:], reverse=True)
    assert shares[-1] > 0.5


def test_the_second_eighth_of_a_triplet_swing_comes_at_two_thirds():
    """A third of a beat late of a half: two thirds of a step of a quarter."""
    assert [delay(place, COMMON_TIME, 2 / 3) for place in range(5)] == pytest.approx(
        [0, 1 / 3, 2 / 3, 1 / 3, 0]
    )


def test_six_eight_does_not_swing():
    assert all(delay(place, meter_named("6/8"), 0.7) == 0 for place in range(12))


@given(st.sampled_from(METERS), st.sampled_from(GENRES), st.floats(40, 240), st.floats(0, 1))
def test_steps_stay_in_their_order(meter, genre, bpm, swing):
    first = share(Controls(genre=genre, bpm=bpm, swing=swing))
    times = [place + delay(place, meter, first) for place in range(25)]
    assert all(after - before > 0.4 for before, after in pairwise(times))
    beats = times[:: meter.steps_per_beat]
    assert beats == [place * meter.steps_per_beat for place in range(len(beats))]
