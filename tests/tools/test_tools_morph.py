"""How alike a theme and a variation are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.music.events import HOLD, REST, VOCABULARY_SIZE, onset
from tools.eval.suite_morph import likeness

THEME = np.array([onset(60), HOLD, onset(64), HOLD, onset(62), REST, onset(67), HOLD])


def test_another_pitch_changes_the_intervals_beside_it():
    varied = THEME.copy()
    varied[2] = onset(65)
    found = likeness(THEME, varied)
    assert found == {
        "rhythm": 1.0,
        "pitch": 0.75,
        "interval": pytest.approx(1 / 3),
        "contour": 1.0,
    }


def test_a_note_left_out_is_another_rhythm():
    varied = THEME.copy()
    varied[2] = HOLD
    assert likeness(THEME, varied)["rhythm"] == 0.75


@given(st.lists(st.integers(2, VOCABULARY_SIZE - 1), min_size=2, max_size=30))
def test_a_theme_is_like_itself_and_its_transposition_but_for_the_pitch(events):
    line = np.array(events)
    assert set(likeness(line, line).values()) == {1.0}
    lower = np.clip(line, 3, None)
    moved = likeness(lower, lower - 1)
    assert (moved["pitch"], moved["interval"], moved["contour"]) == (0.0, 1.0, 1.0)
