import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.music.events import (
    FIRST_ONSET,
    HIGHEST_PITCH,
    HOLD,
    LOWEST_PITCH,
    REST,
    VOCABULARY_SIZE,
    events_of,
    fold,
    is_onset,
    notes_of,
    onset,
    pitch_of,
)
from appliance.music.notes import Note

pitches = st.integers(LOWEST_PITCH, HIGHEST_PITCH)


@st.composite
def lines(draw: st.DrawFn) -> list[Note]:
    """A monophonic line: notes one after the other with gaps."""
    notes, step = [], 0
    for gap, duration, pitch in draw(
        st.lists(st.tuples(st.integers(0, 5), st.integers(1, 9), pitches), max_size=12)
    ):
        notes.append(Note(step + gap, duration, pitch))
        step += gap + duration
    return notes


def test_a_line_of_events_reads_as_it_was_meant():
    notes = [Note(0, 2, 60), Note(2, 1, 62), Note(5, 2, 64)]
    expected = [onset(60), HOLD, onset(62), REST, REST, onset(64), HOLD, REST]
    assert events_of(notes, 8) == expected


@given(lines())
def test_a_monophonic_line_survives_the_round_trip(notes):
    length = max((note.end for note in notes), default=0)
    assert notes_of(events_of(notes, length)) == notes


@given(
    st.lists(st.builds(Note, st.integers(-4, 20), st.integers(1, 9), st.integers(0, 127))),
    st.integers(0, 24),
)
def test_any_notes_give_a_line_without_stray_holds(notes, length):
    events = events_of(notes, length)
    assert len(events) == length
    assert all(0 <= event < VOCABULARY_SIZE for event in events)
    before = [REST, *events]
    assert not any(a == REST and b == HOLD for a, b in zip(before, events, strict=False))


def test_a_later_note_cuts_into_a_longer_one():
    assert events_of([Note(0, 4, 60), Note(2, 1, 67)], 5) == [
        onset(60),
        HOLD,
        onset(67),
        REST,
        REST,
    ]


@given(st.integers(0, 127))
def test_folding_keeps_the_pitch_class_and_the_range(pitch):
    folded = fold(pitch)
    assert LOWEST_PITCH <= folded <= HIGHEST_PITCH
    assert (folded - pitch) % 12 == 0
    assert pitch_of(onset(pitch)) == folded


def test_only_onsets_have_a_pitch():
    assert not is_onset(HOLD)
    assert is_onset(FIRST_ONSET)
    with pytest.raises(ValueError, match="starts no note"):
        pitch_of(REST)
