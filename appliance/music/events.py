"""The event vocabulary of one voice, melody or bass: every sixteenth is a rest, a hold or an onset.

    event 0        REST   the voice is silent in this step
    event 1        HOLD   the note that sounded in the last step goes on
    event 2 … 74   onset of MIDI pitch 24 (C1) … 96 (C7)

A HOLD after a REST has no meaning, so every line of notes has exactly one writing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from appliance.music.notes import Note

REST = 0
HOLD = 1
FIRST_ONSET = 2
LOWEST_PITCH = 24
HIGHEST_PITCH = 96
VOCABULARY_SIZE = FIRST_ONSET + HIGHEST_PITCH - LOWEST_PITCH + 1


def is_onset(event: int) -> bool:
    """True if the event starts a note."""
    return event >= FIRST_ONSET


def fold(pitch: int) -> int:
    """The pitch moved by whole octaves into the vocabulary's range."""
    while pitch < LOWEST_PITCH:
        pitch += 12
    while pitch > HIGHEST_PITCH:
        pitch -= 12
    return pitch


def onset(pitch: int) -> int:
    """The event that starts a MIDI pitch; a pitch out of range is folded by octaves."""
    return FIRST_ONSET + fold(pitch) - LOWEST_PITCH


def pitch_of(event: int) -> int:
    """MIDI pitch that an onset starts.

    Raises:
        ValueError: if the event is no onset.
    """
    if not is_onset(event):
        raise ValueError(f"event {event} starts no note")
    return LOWEST_PITCH + event - FIRST_ONSET


def events_of(notes: Iterable[Note], length: int) -> list[int]:
    """Write a monophonic line as `length` events; where notes overlap, the later one cuts in."""
    events = [REST] * length
    for note in sorted(notes, key=lambda each: each.onset):
        for step in range(max(note.onset, 0), min(note.end, length)):
            events[step] = HOLD if step > note.onset else onset(note.pitch)
        if 0 <= note.end < length and events[note.end] == HOLD:
            events[note.end] = REST
    return _without_stray_holds(events)


def notes_of(events: Sequence[int], start: int = 0, velocity: int = 80) -> list[Note]:
    """Read events back as notes; `start` is the absolute step of the first event."""
    notes: list[Note] = []
    open_since: int | None = None
    for step, event in enumerate([*events, REST]):
        if event != HOLD and open_since is not None:
            pitch = pitch_of(events[open_since])
            notes.append(Note(start + open_since, step - open_since, pitch, velocity))
            open_since = None
        if is_onset(event):
            open_since = step
    return notes


def _without_stray_holds(events: list[int]) -> list[int]:
    """Replace a HOLD that follows a REST by a REST."""
    for step, event in enumerate(events):
        if event == HOLD and (step == 0 or events[step - 1] == REST):
            events[step] = REST
    return events
