"""`antiphon render`: answers to MIDI files, written as MIDI, picture and sound."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from appliance.jam.controls import Controls
from appliance.jam.engine import Part
from appliance.models.predictor import Predictor
from appliance.music.midifile import MidiFileError, Track, read_score, write_score
from appliance.music.score import Score
from appliance.offline.piano_roll import draw_roll
from appliance.offline.session import Session, TooLongError, respond
from appliance.offline.sound import SoundError, render_sound

# Track name → General MIDI program: grand piano, electric piano, fingered bass.
PROGRAMS = {"human": 0, "response": 4, "bass": 33}


class RenderError(Exception):
    """A file that could not be answered; the message says why in one sentence."""


@dataclass(frozen=True)
class Job:
    """What is wanted of every file."""

    out: Path
    controls: Controls
    seed: int = 0
    policy: str = "lstm"
    picture: bool = False
    sound: bool = False


def render(source: Path, job: Job, predictor: Predictor) -> dict[str, object]:
    """Answer one file; returns the facts of what was written, fit for JSON.

    Raises:
        RenderError: if the file cannot be read or the results not be written.
    """
    target = job.out / f"{source.stem}.mid"
    if target.resolve() == source.resolve():
        raise RenderError(f"{source} would be overwritten: choose another folder with -o")
    try:
        score = read_score(source)
        session = respond(score, predictor, job.controls, job.seed)
        tracks = _tracks(score, session)
        job.out.mkdir(parents=True, exist_ok=True)
        write_score(target, tracks, score.bpm, score.meter)
        if job.picture:
            draw_roll(tracks, score.meter).save(target.with_suffix(".png"))
        if job.sound:
            render_sound(target, target.with_suffix(".wav"))
    except TooLongError as error:
        raise RenderError(f"{source} cannot be answered: {error}") from error
    except (MidiFileError, SoundError) as error:
        raise RenderError(str(error)) from error
    except OSError as error:
        raise RenderError(f"{job.out} cannot be written to ({error.strerror})") from error
    return _report(source, target, job, score, session)


def _tracks(score: Score, session: Session) -> list[Track]:
    notes = {"human": score.notes, "response": session.parts[Part.ANSWER], "bass": ()}
    return [Track(name, notes[name], program) for name, program in PROGRAMS.items()]


def _report(
    source: Path, target: Path, job: Job, score: Score, session: Session
) -> dict[str, object]:
    return {
        "file": str(source),
        "out": str(target),
        "mode": "respond",
        "genre": job.controls.genre.key,
        "policy": job.policy,
        "seed": job.seed,
        "temperature": job.controls.temperature,
        "bpm": round(score.bpm, 3),
        "meter": score.meter.name,
        "written_meter": score.written_meter,
        "call_steps": session.call_steps,
        "answer_start": session.answer_start,
        "answer_steps": session.answer_steps,
        "answer_notes": len(session.parts[Part.ANSWER]),
    }
