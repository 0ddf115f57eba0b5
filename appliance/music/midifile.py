"""Standard MIDI Files, through mido."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import mido

from appliance.music.grid import COMMON_TIME, PLAYED_AS, Meter, meter_named
from appliance.music.score import Score, TimedNote

TICKS_PER_QUARTER = 480
DRUM_CHANNEL = 9  # channel 10, counted from 0 as mido does
LONGEST_QUARTERS = 10_000_000  # months

_DAMAGE = (ValueError, KeyError, IndexError, TypeError, AttributeError, mido.KeySignatureError)


class MidiFileError(Exception):
    """A file that cannot be played from; the message says why in one sentence."""


def read_score(path: Path) -> Score:
    """The notes of every track but drums, merged, with the first tempo and time signature.

    Raises:
        MidiFileError: if the file is missing, damaged, or holds no notes.
    """
    file = _parse(path)
    if file.type == 2:
        raise MidiFileError(f"{path} holds separate patterns (MIDI format 2), not one piece")
    if not 0 < file.ticks_per_beat < 0x8000:
        raise MidiFileError(f"{path} counts time in film frames, or not at all, instead of beats")
    messages = _absolute(file)
    if messages and messages[-1][0] > LONGEST_QUARTERS * file.ticks_per_beat:
        raise MidiFileError(f"{path} is a damaged MIDI file (it would last for months)")
    notes = sorted(_notes(messages, file.ticks_per_beat), key=lambda n: (n.onset, n.pitch))
    if not notes:
        raise MidiFileError(f"{path} holds no notes (drums do not count)")
    written = _written_meter(messages)
    meter = meter_named(written) if written in PLAYED_AS else COMMON_TIME
    return Score(tuple(notes), _bpm(messages), meter, written)


@dataclass(frozen=True, slots=True)
class Track:
    """A named track: its notes, and the General MIDI program (0 … 127) that plays them."""

    name: str
    notes: Sequence[TimedNote]
    program: int = 0


def write_score(path: Path, tracks: Iterable[Track], bpm: float, meter: Meter) -> None:
    """Write tracks as a format 1 file; each has a channel of its own.

    Raises:
        MidiFileError: if the file cannot be written.
    """
    file = mido.MidiFile(type=1, ticks_per_beat=TICKS_PER_QUARTER)
    file.tracks.append(_conductor(bpm, meter))
    file.tracks += [_track(channel, track) for channel, track in enumerate(tracks)]
    try:
        file.save(path)
    except OSError as error:
        raise MidiFileError(f"{path} cannot be written ({error.strerror})") from error


def _parse(path: Path) -> mido.MidiFile:
    try:
        return mido.MidiFile(path, clip=True)
    except FileNotFoundError as error:
        raise MidiFileError(f"{path} does not exist") from error
    except EOFError as error:
        raise MidiFileError(f"{path} is cut short or empty") from error
    except OSError as error:
        reason = error.strerror or "it is no MIDI file"
        raise MidiFileError(f"{path} cannot be read ({reason})") from error
    except _DAMAGE as error:
        raise MidiFileError(f"{path} is a damaged MIDI file ({error})") from error


def _absolute(file: mido.MidiFile) -> list[tuple[int, mido.Message]]:
    """All messages of all tracks with their tick from the start, in order of time."""
    merged = []
    for track in file.tracks:
        tick = 0
        for message in track:
            tick += message.time
            merged.append((tick, message))
    return sorted(merged, key=lambda pair: pair[0])


def _notes(messages: list[tuple[int, mido.Message]], ticks: int) -> Iterator[TimedNote]:
    sounding: dict[tuple[int, int], list[tuple[int, int]]] = {}
    last = 0
    for tick, message in messages:
        last = tick
        if message.type not in ("note_on", "note_off") or message.channel == DRUM_CHANNEL:
            continue
        key = (message.channel, message.note)
        if message.type == "note_on" and message.velocity > 0:
            sounding.setdefault(key, []).append((tick, message.velocity))
        elif sounding.get(key):
            yield _note(*sounding[key].pop(0), tick, message.note, ticks)
    for (_, pitch), begun in sounding.items():
        for start, velocity in begun:
            yield _note(start, velocity, max(last, start + ticks), pitch, ticks)


def _note(start: int, velocity: int, end: int, pitch: int, ticks: int) -> TimedNote:
    return TimedNote(start / ticks, (end - start) / ticks, pitch, velocity)


def _bpm(messages: list[tuple[int, mido.Message]]) -> float:
    for _, message in messages:
        if message.type == "set_tempo" and message.tempo > 0:
            return float(mido.tempo2bpm(message.tempo))
    return 120.0


def _written_meter(messages: list[tuple[int, mido.Message]]) -> str:
    for _, message in messages:
        if message.type == "time_signature":
            return f"{message.numerator}/{message.denominator}"
    return COMMON_TIME.name


def _conductor(bpm: float, meter: Meter) -> mido.MidiTrack:
    tempo = mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(bpm))
    return mido.MidiTrack([tempo, meter_mark(meter)])


def meter_mark(meter: Meter) -> mido.MetaMessage:
    """The time signature of a meter."""
    numerator, denominator = (int(part) for part in meter.name.split("/"))
    return mido.MetaMessage("time_signature", numerator=numerator, denominator=denominator)


def _track(channel: int, track: Track) -> mido.MidiTrack:
    out = mido.MidiTrack(
        [
            mido.MetaMessage("track_name", name=track.name),
            mido.Message("program_change", channel=channel, program=track.program),
        ]
    )
    now = 0
    for tick, velocity, pitch in sorted(_edges(track.notes)):
        kind = "note_on" if velocity else "note_off"
        delta, now = tick - now, tick
        out.append(mido.Message(kind, channel=channel, note=pitch, velocity=velocity, time=delta))
    return out


def _edges(notes: Iterable[TimedNote]) -> Iterator[tuple[int, int, int]]:
    """(tick, velocity, pitch) of every start and end; sorted, ends come before starts."""
    for note in notes:
        start = round(note.onset * TICKS_PER_QUARTER)
        end = round((note.onset + note.duration) * TICKS_PER_QUARTER)
        yield start, note.velocity, note.pitch
        yield max(start + 1, end), 0, note.pitch
