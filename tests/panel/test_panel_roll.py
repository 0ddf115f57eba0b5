"""The little piano roll."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from appliance.jam.view import ROLL_STEPS, View
from appliance.music.notes import Note
from appliance.panel.roll import draw_roll

TOP, HEIGHT = 4, 14


def drawn(heard=(), answered=(), step=31, place=31):
    """The roll as an array of (HEIGHT, 128); `place` keeps bar lines out of the picture."""
    picture = Image.new("1", (128, 64))
    view = View(step=step, place=place + 1, heard=tuple(heard), answered=tuple(answered))
    draw_roll(picture, view, TOP, HEIGHT)
    pixels = np.asarray(picture)
    assert not pixels[:TOP].any()
    assert not pixels[TOP + HEIGHT :].any()
    return pixels[TOP : TOP + HEIGHT]


def test_heard_is_hollow_and_answered_solid():
    note = Note(4, 4, 60)
    hollow, solid = drawn(heard=[note]), drawn(answered=[note])
    assert solid.sum() == 3 * 15
    assert solid.sum() - hollow.sum() == 13
    assert (hollow <= solid).all()


def test_a_note_lies_over_its_steps():
    columns = np.flatnonzero(drawn(answered=[Note(8, 2, 60)]).any(axis=0))
    assert (columns[0], columns[-1]) == (32, 38)


def test_the_roll_scrolls_by_a_step():
    notes = [Note(10, 2, 60), Note(14, 3, 67)]
    before, after = drawn(notes), drawn(notes, step=33, place=33)
    assert (after[:, :-8] == before[:, 8:]).all()


def test_a_sounding_note_ends_at_the_present():
    columns = np.flatnonzero(drawn(answered=[Note(30, 64, 60)]).any(axis=0))
    assert (columns[0], columns[-1]) == (120, 126)


def test_a_note_that_has_scrolled_off_moves_nothing():
    kept, gone = Note(20, 2, 60), Note(-9, 9, 100)
    assert (drawn([gone, kept]) == drawn([kept])).all()


def test_higher_is_higher_up():
    low, high = drawn(answered=[Note(2, 2, 60), Note(20, 2, 64)]), slice(80, 90)
    rows = [np.flatnonzero(part.any(axis=1))[0] for part in (low[:, :20], low[:, high])]
    assert rows[0] - rows[1] == 4


@given(st.lists(st.builds(Note, st.integers(0, 31), st.integers(1, 8), st.integers(0, 127)),
                min_size=1, max_size=12))  # fmt: skip
def test_every_note_is_seen(notes):
    pixels = drawn(answered=notes)
    for note in notes:
        assert pixels[:, note.onset * 4].any()


@pytest.mark.parametrize("pitches", [(60, 61), (21, 108), (0, 127)])
def test_the_height_is_fitted_to_the_notes(pitches):
    rows = np.flatnonzero(drawn(answered=[Note(1, 2, pitch) for pitch in pitches]).any(axis=1))
    assert rows[-1] - rows[0] + 1 == (4 if pitches[1] - pitches[0] == 1 else HEIGHT)


def test_bar_lines_stand_at_the_bars():
    picture = Image.new("1", (128, 64))
    draw_roll(picture, View(step=ROLL_STEPS, place=0), TOP, HEIGHT)
    columns = np.flatnonzero(np.asarray(picture).any(axis=0))
    assert columns.tolist() == [60, 124]
