"""The separate lines of a MIDI file, and which of them is the melody and which the bass.

A line is what one track plays on one channel; drums are no line. Times are in quarter notes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import mido

from appliance.music.midifile import DRUM_CHANNEL
from appliance.music.score import TimedNote

MELODY_NAMES = ("melody", "human", "lead")
BASS_PROGRAMS = range(32, 40)  # General MIDI, counted from 0
LOW = 48  # C3: a line whose median pitch is below it can be the bass without being named so


@dataclass(frozen=True)
class MidiLine:
    """Notes of one track and channel, in order of onset; `program` is 0 … 127 of General MIDI."""

    name: str
    program: int
    notes: tuple[TimedNote, ...]

    @property
    def centre(self) -> float:
        """The median pitch."""
        return median(note.pitch for note in self.notes)

    @property
    def called_bass(self) -> bool:
        """True if its name or its instrument says that it is the bass."""
        return "bass" in self.name or self.program in BASS_PROGRAMS


def read_lines(path: Path) -> list[MidiLine]:
    """All lines with notes, of a file that `appliance.music.midifile.read_score` accepts."""
    file = mido.MidiFile(path, clip=True)
    return [line for track in file.tracks for line in _lines(track, file.ticks_per_beat)]


def written_meters(path: Path) -> set[str]:
    """All time signatures of a file, such as {"4/4"}."""
    messages = (message for track in mido.MidiFile(path, clip=True).tracks for message in track)
    return {f"{m.numerator}/{m.denominator}" for m in messages if m.type == "time_signature"}


def melody_lines(lines: Sequence[MidiLine]) -> list[MidiLine]:
    """The line named melody, human or lead, or else every line but the bass."""
    for name in MELODY_NAMES:
        named = [line for line in lines if name in line.name and not line.called_bass]
        if named:
            return named[:1]
    bass = bass_line(lines)
    return [line for line in lines if line is not bass and not line.called_bass]


def bass_line(lines: Sequence[MidiLine]) -> MidiLine | None:
    """The bass: by instrument, by name, or the lowest of several lines if it is low; else None."""
    by_program = [line for line in lines if line.program in BASS_PROGRAMS]
    by_name = [line for line in lines if "bass" in line.name]
    if by_program or by_name:
        return max(by_program or by_name, key=lambda line: len(line.notes))
    unnamed = [line for line in lines if not any(name in line.name for name in MELODY_NAMES)]
    lowest = min(unnamed, key=lambda line: line.centre, default=None)
    if lowest is None or len(lines) < 2 or lowest.centre >= LOW:
        return None
    return lowest


def _lines(track: mido.MidiTrack, ticks: int) -> Iterator[MidiLine]:
    programs: dict[int, int] = {}
    for message in track:
        if message.type == "program_change":
            programs.setdefault(message.channel, message.program)
    notes: dict[int, list[TimedNote]] = {}
    for channel, note in _notes(track, ticks):
        notes.setdefault(channel, []).append(note)
    for channel, found in sorted(notes.items()):
        in_order = tuple(sorted(found, key=lambda note: (note.onset, note.pitch)))
        yield MidiLine(track.name.strip().casefold(), programs.get(channel, 0), in_order)


def _notes(track: mido.MidiTrack, ticks: int) -> Iterator[tuple[int, TimedNote]]:
    """(channel, note) of every note that ends; one struck again while it sounds ends then."""
    sounding: dict[tuple[int, int], tuple[int, int]] = {}
    tick = 0
    for message in track:
        tick += message.time
        if message.type not in ("note_on", "note_off") or message.channel == DRUM_CHANNEL:
            continue
        key = (message.channel, message.note)
        if key in sounding:
            begun, velocity = sounding.pop(key)
            duration = (tick - begun) / ticks
            yield message.channel, TimedNote(begun / ticks, duration, message.note, velocity)
        if message.type == "note_on" and message.velocity > 0:
            sounding[key] = (tick, message.velocity)
