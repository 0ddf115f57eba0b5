"""A score: what a MIDI file holds of music, in quarter notes, and its way onto the grid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from appliance.music.grid import COMMON_TIME, Meter, nearest_step
from appliance.music.notes import Note, NoteMessage


@dataclass(frozen=True, slots=True)
class TimedNote:
    """A note off the grid: `onset` and `duration` in quarter notes."""

    onset: float
    duration: float
    pitch: int
    velocity: int


@dataclass(frozen=True, slots=True)
class Score:
    """Notes in order of onset, the first tempo (quarter notes a minute) and the first meter.

    `written_meter` is the time signature as it stands in the file; one that the grid has no bar
    for is played in 4/4.
    """

    notes: tuple[TimedNote, ...]
    bpm: float = 120.0
    meter: Meter = COMMON_TIME
    written_meter: str = COMMON_TIME.name


def quantized(notes: Iterable[TimedNote]) -> list[Note]:
    """Notes moved to the nearest step; each keeps at least one step."""
    return [_quantize(note) for note in notes]


def messages_by_step(notes: Iterable[Note]) -> dict[int, list[NoteMessage]]:
    """What a player of these notes sends in each step: first what ends, then what starts."""
    starts: dict[int, list[NoteMessage]] = defaultdict(list)
    by_step: dict[int, list[NoteMessage]] = defaultdict(list)
    for note in notes:
        starts[note.onset].append(NoteMessage(note.pitch, note.velocity))
        by_step[note.end].append(NoteMessage(note.pitch, 0))
    for step, messages in starts.items():
        by_step[step].extend(messages)
    return dict(by_step)


def _quantize(note: TimedNote) -> Note:
    onset = nearest_step(note.onset)
    end = max(onset + 1, nearest_step(note.onset + note.duration))
    return Note(onset, end - onset, note.pitch, note.velocity)
