"""`antiphon render`: the box plays with MIDI files; written as MIDI, picture and sound."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from appliance.jam.controls import Controls
from appliance.jam.instruments import INSTRUMENTS
from appliance.music.genres import Genre
from appliance.music.grid import STEPS_PER_QUARTER
from appliance.music.midifile import MidiFileError, Track, read_score, write_score
from appliance.music.score import Score, TimedNote
from appliance.offline.performers import Performance, Performer
from appliance.offline.piano_roll import draw_roll
from appliance.offline.session import TooLongError
from appliance.offline.sound import SoundError, render_sound
from appliance.offline.swinging import EVEN, first_half, heard, swung

HUMAN, PIANO = "human", 0  # the player's track and its General MIDI program
LSTM, LSTM_DQN = "lstm", "lstm+dqn"  # who chooses the notes: the network, or the critic with it


class RenderError(Exception):
    """A file that could not be played with; the message says why in one sentence.

    `code` is the exit code: 2 for what was given, 1 for what could not be written.
    """

    code = 2


class OutputError(RenderError):
    """What came of it could not be written."""

    code = 1


@dataclass(frozen=True)
class Job:
    """What is wanted of every file."""

    out: Path
    controls: Controls
    mode: str = "respond"
    seed: int = 0
    picture: bool = False
    sound: bool = False


def render(source: Path, job: Job, performer: Performer) -> dict[str, object]:
    """Play with one file; returns the facts of what was written, fit for JSON.

    Raises:
        RenderError: if the file cannot be read or the results not be written.
    """
    target = job.out / f"{source.stem}.mid"
    if target.resolve() == source.resolve():
        raise RenderError(f"{source} would be overwritten: choose another folder with -o")
    try:
        score = read_score(source)
        first = first_half(score, job.controls)
        understood = heard(score, first)
        performance = performer(understood, job.controls, job.seed)
        tracks = _tracks(score, performance, job.controls.genre, first)
        job.out.mkdir(parents=True, exist_ok=True)
        write_score(target, tracks, score.bpm, score.meter)
        if job.picture:
            draw_roll(tracks, score.meter).save(target.with_suffix(".png"))
        if job.sound:
            render_sound(target, target.with_suffix(".wav"))
    except TooLongError as error:
        raise RenderError(f"{source} cannot be played with: {error}") from error
    except (MidiFileError, SoundError) as error:
        raise RenderError(str(error)) from error
    except OSError as error:
        raise OutputError(f"{job.out} cannot be written to ({error.strerror})") from error
    told = _report(source, target, job, score) | _decided(job, performance) | performance.facts
    return told | _swing(first, understood is not score)


def _tracks(score: Score, performance: Performance, genre: Genre, first: float) -> list[Track]:
    """The player's notes as they came, and the box's as they sound."""
    own = [
        Track(part.value, swung(performance.parts.get(part, ()), score.meter, first), program)
        for part, program in INSTRUMENTS[genre.key].programs.items()
    ]
    return [Track(HUMAN, _come_later(score.notes, performance.later), PIANO), *own]


def _come_later(notes: tuple[TimedNote, ...], steps: tuple[int, ...]) -> tuple[TimedNote, ...]:
    if not steps:
        return notes
    return tuple(
        replace(note, onset=note.onset + late / STEPS_PER_QUARTER)
        for note, late in zip(notes, steps, strict=True)
    )


def _decided(job: Job, performance: Performance) -> dict[str, object]:
    """Who chose the notes: without a critic, the LSTM alone, whatever was wanted."""
    discipline = job.controls.discipline if performance.facts.get("critic", False) else 0.0
    return {"policy": LSTM_DQN if discipline else LSTM, "discipline": discipline}


def _swing(first: float, played_so: bool) -> dict[str, object]:
    """How much the box swings, and whether the player did; nothing where nobody does."""
    return {} if first == EVEN else {"first_half": round(first, 3), "played_swung": played_so}


def _report(source: Path, target: Path, job: Job, score: Score) -> dict[str, object]:
    return {
        "file": str(source),
        "out": str(target),
        "mode": job.mode,
        "genre": job.controls.genre.key,
        "seed": job.seed,
        "temperature": job.controls.temperature,
        "bpm": round(score.bpm, 3),
        "meter": score.meter.name,
        "written_meter": score.written_meter,
    }
