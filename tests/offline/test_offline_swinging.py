"""Files swing as the box does: steps there and back, and files told apart by where they lie."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from appliance.jam.controls import Controls
from appliance.music.genres import GENRES, genre_keyed
from appliance.music.grid import COMMON_TIME, METERS, meter_named
from appliance.music.score import Score, TimedNote
from appliance.offline.swinging import EVEN, first_half, heard, swung

JAZZ = Controls(genre=genre_keyed("jazz"))
TRIPLETS = 2 / 3
EIGHTHS = tuple(TimedNote(n / 2, 0.5, 60 + n, 80) for n in range(8))
SWUNG = tuple(
    TimedNote(n // 2 + (TRIPLETS if n % 2 else 0), 1 / 3 if n % 2 else TRIPLETS, 60 + n, 80)
    for n in range(8)
)


def times(notes):
    return [(note.onset, note.onset + note.duration) for note in notes]


def test_off_beats_come_late_and_end_where_the_next_note_begins():
    assert times(swung(EIGHTHS, COMMON_TIME, TRIPLETS)) == [
        pytest.approx(time) for time in times(SWUNG)
    ]


def test_on_an_even_grid_nothing_is_moved_by_a_hair():
    sixteenths = tuple(TimedNote(n / 4, 0.25, 60, 80) for n in range(99))
    assert swung(sixteenths, COMMON_TIME, EVEN) == sixteenths
    assert heard(Score(sixteenths), EVEN).notes is sixteenths


def test_a_file_that_swings_is_heard_on_its_steps():
    assert heard(Score(SWUNG), first_half(Score(SWUNG), JAZZ)).notes == EIGHTHS


@pytest.mark.parametrize("short", [0.0, 0.04, 0.1])
def test_a_file_on_the_even_grid_is_left_as_it_is_in_a_genre_that_swings(short):
    notes = tuple(replace(note, duration=note.duration - short) for note in EIGHTHS)
    for genre in ("jazz", "blues", "standards"):
        score = Score(notes)
        assert heard(score, first_half(score, Controls(genre=genre_keyed(genre)))) is score


def test_how_much_it_swings_goes_by_genre_meter_tempo_and_setting():
    score = Score(EIGHTHS, bpm=120.0)
    assert first_half(score, JAZZ) == pytest.approx(1.8 / 2.8)
    assert EVEN < first_half(replace(score, bpm=200.0), JAZZ) < 1.8 / 2.8
    assert first_half(score, replace(JAZZ, swing=0.0)) == EVEN
    assert first_half(score, Controls(genre=genre_keyed("chorale"))) == EVEN
    assert first_half(replace(score, meter=meter_named("6/8")), JAZZ) == EVEN


NOTES = st.lists(st.tuples(st.integers(0, 200), st.integers(1, 16)), min_size=1, max_size=30)


@given(NOTES, st.sampled_from(METERS), st.sampled_from(GENRES), st.floats(40, 240))
def test_what_the_box_swings_it_would_understand(notes, meter, genre, bpm):
    assume(any(onset % 4 for onset, _ in notes))  # beats alone do not tell
    even = tuple(TimedNote(onset / 4, steps / 4, 60, 80) for onset, steps in sorted(notes))
    first = first_half(Score(even, bpm, meter), Controls(genre=genre))
    played = Score(swung(even, meter, first), bpm, meter)
    assert heard(played, first).notes == even
