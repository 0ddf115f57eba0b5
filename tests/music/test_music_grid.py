import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.music.genres import GENRES, genre_keyed, turned
from appliance.music.grid import METERS, meter_named, nearest_step, step_seconds
from appliance.music.keys import Key, estimate_key
from appliance.music.notes import Note


@pytest.mark.parametrize(
    ("bpm", "milliseconds"), [(60, 250), (100, 150), (120, 125), (160, 93.75), (240, 62.5)]
)
def test_a_sixteenth_lasts(bpm, milliseconds):
    assert step_seconds(bpm) * 1000 == pytest.approx(milliseconds)


@given(st.sampled_from(METERS), st.integers(-1000, 1000))
def test_bar_and_position_make_up_the_step(meter, step):
    assert meter.bar(step) * meter.steps_per_bar + meter.position(step) == step
    assert 0 <= meter.beat(step) < meter.beats_per_bar


def test_written_meters_are_played_as_known_ones():
    assert meter_named("2/2").name == "4/4"
    assert meter_named("3/8").name == "6/8"
    with pytest.raises(ValueError, match="no grid for time signature '5/4'"):
        meter_named("5/4")


@pytest.mark.parametrize(("quarters", "step"), [(0, 0), (0.124, 0), (0.125, 1), (1, 4), (1.9, 8)])
def test_times_go_to_the_nearest_step(quarters, step):
    assert nearest_step(quarters) == step


def test_a_mistyped_genre_names_its_neighbour():
    assert genre_keyed("jazz").name == "Jazz"
    assert genre_keyed("Art Song").key == "lied"
    with pytest.raises(ValueError, match="did you mean 'ragtime'"):
        genre_keyed("ragtme")
    with pytest.raises(ValueError, match="known: folk"):
        genre_keyed("zzz")


def test_the_knob_turns_past_a_genre_that_is_not_on_it_and_away_from_it():
    jazz, blues = genre_keyed("jazz"), genre_keyed("blues")
    assert turned(jazz, 1) is GENRES[0]
    assert turned(GENRES[0], -1) is jazz
    assert turned(blues, -1) is jazz
    assert turned(blues, 1) is GENRES[0]


def test_genre_names_fit_the_display():
    assert all(len(genre.name) <= 10 for genre in GENRES)


@given(st.integers(0, 11))
def test_a_scale_is_heard_in_its_key(tonic):
    degrees = [0, 2, 4, 5, 7, 9, 11, 12, 7, 4, 0]
    notes = [Note(4 * i, 4, 60 + tonic + degree) for i, degree in enumerate(degrees)]
    assert estimate_key(notes) == Key(tonic, "major")
    assert Key(tonic, "major").pitch_classes == {note.pitch % 12 for note in notes}


def test_no_notes_have_no_key():
    assert estimate_key([]) is None
