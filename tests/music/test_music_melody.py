from hypothesis import given
from hypothesis import strategies as st

from appliance.music.events import HOLD, REST, events_of, onset
from appliance.music.melody import MelodyTracker
from appliance.music.notes import Note, NoteMessage
from appliance.music.score import messages_by_step


def heard(notes, steps):
    tracker, played = MelodyTracker(), messages_by_step(notes)
    return [tracker.step(played.get(step, [])) for step in range(steps)]


def test_a_single_line_is_its_own_melody():
    line = [Note(0, 2, 60), Note(2, 3, 64), Note(7, 1, 62)]
    assert heard(line, 10) == events_of(line, 10)


def test_the_highest_note_of_a_chord_is_the_melody():
    chord = [Note(0, 4, 48), Note(0, 4, 64), Note(0, 4, 55)]
    assert heard(chord, 5) == [onset(64), HOLD, HOLD, HOLD, REST]


def test_an_inner_voice_does_not_break_a_held_melody_note():
    assert heard([Note(0, 6, 72), Note(2, 2, 60)], 7) == [onset(72), *[HOLD] * 5, REST]


def test_a_bass_held_below_leaves_the_melodys_rests_alone():
    notes = [Note(0, 12, 40), Note(2, 2, 72), Note(6, 2, 74)]
    assert heard(notes, 9)[2:] == [onset(72), HOLD, REST, REST, onset(74), HOLD, REST]


def test_a_descending_legato_line_is_heard_whole():
    """Each key is let go a step after the next one is struck."""
    notes = [Note(0, 5, 72), Note(4, 5, 71), Note(8, 4, 69)]
    onsets = [event for event in heard(notes, 13) if event > HOLD]
    assert onsets == [onset(72), onset(71), onset(69)]


def test_a_note_shorter_than_a_step_is_an_onset():
    tracker = MelodyTracker()
    assert tracker.step([NoteMessage(60, 90), NoteMessage(60, 0)]) == onset(60)
    assert tracker.step([]) == REST


@given(
    st.lists(
        st.lists(st.builds(NoteMessage, st.integers(0, 127), st.sampled_from([0, 1, 127]))),
        max_size=24,
    )
)
def test_any_playing_gives_a_line_without_stray_holds(steps):
    tracker, last = MelodyTracker(), REST
    for messages in steps:
        event = tracker.step(messages)
        assert not (event == HOLD and last == REST)
        last = event
