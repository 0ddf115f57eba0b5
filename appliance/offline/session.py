"""A whole jam at once: a score is played to the engine as a player would play it."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.jam.accompany import Accompanist
from appliance.jam.controls import Controls
from appliance.jam.engine import Jam
from appliance.jam.loudness import Loudness
from appliance.jam.parts import Part
from appliance.jam.phases import Phase, Signal
from appliance.jam.voice import Voice
from appliance.music.grid import STEPS_PER_QUARTER
from appliance.music.melody import MelodyTracker
from appliance.music.notes import Note, NoteMessage
from appliance.music.score import Score, TimedNote, messages_by_step, quantized

LONGEST_STEPS = 100_000


class TooLongError(Exception):
    """A score that lasts longer than anybody would wait for."""


@dataclass(frozen=True)
class Session:
    """What came of a jam: the box's notes by part, and where its turn lies, in steps."""

    parts: dict[Part, tuple[TimedNote, ...]]
    call_steps: int
    answer_start: int
    answer_steps: int


def respond(score: Score, jam: Jam, controls: Controls) -> Session:
    """Play a score into a fresh jam, hand over at its end, and let the box play to its end.

    Raises:
        TooLongError: if the score lasts more than LONGEST_STEPS.
    """
    notes, end = on_grid(score)
    played = messages_by_step(notes)
    log: list[tuple[int, Part, NoteMessage]] = []
    step, phase = 0, Phase.LISTEN
    while step < end or phase is not Phase.LISTEN:
        outcome = jam.step(
            played.get(step, ()), controls, Signal.HAND_OVER if step == end - 1 else None
        )
        phase = outcome.view.phase
        step += 1
        log += [(step, part, message) for part, message in outcome.play]
    parts = {part: notes_of(log, part) for part in (Part.ANSWER, Part.BASS)}
    answer = parts[Part.ANSWER]
    start = int(answer[0].onset * STEPS_PER_QUARTER) if answer else end
    first = min(note.onset for note in notes)
    return Session(parts, end - first, start, step - end)


def accompany(score: Score, accompanist: Accompanist, controls: Controls) -> tuple[TimedNote, ...]:
    """Play a score, and let the box play its bass under it to the end of the last bar.

    Raises:
        TooLongError: if the score lasts more than LONGEST_STEPS.
    """
    notes, end = on_grid(score)
    played = messages_by_step(notes)
    length = -(-end // score.meter.steps_per_bar) * score.meter.steps_per_bar
    tracker, voice, loudness = MelodyTracker(), Voice(), Loudness()
    log: list[tuple[int, Part, NoteMessage]] = []
    for step in range(length):
        event = accompanist.decide(controls)
        log += [(step, Part.BASS, each) for each in voice.play(event, loudness.velocity)]
        heard = played.get(step, ())
        loudness.hear(heard)
        accompanist.hear(tracker.step(heard))
    log += [(length, Part.BASS, each) for each in voice.silence()]
    return notes_of(log, Part.BASS)


def on_grid(score: Score) -> tuple[list[Note], int]:
    """A score's notes on the grid, and the step after the last of them.

    Raises:
        TooLongError: if the score lasts more than LONGEST_STEPS.
    """
    notes = quantized(score.notes)
    end = max(note.end for note in notes)
    if end > LONGEST_STEPS:
        bars = end // score.meter.steps_per_bar
        raise TooLongError(f"it lasts {bars} bars, longer than I play along")
    return notes, end


def notes_of(log: list[tuple[int, Part, NoteMessage]], part: Part) -> tuple[TimedNote, ...]:
    """The notes that a part's messages start and end."""
    notes: list[TimedNote] = []
    begun: dict[int, tuple[int, int]] = {}
    for step, player, message in log:
        if player is not part:
            continue
        if message.is_on:
            begun[message.pitch] = (step, message.velocity)
        elif message.pitch in begun:
            onset, velocity = begun.pop(message.pitch)
            quarters = (step - onset) / STEPS_PER_QUARTER
            notes.append(TimedNote(onset / STEPS_PER_QUARTER, quarters, message.pitch, velocity))
    return tuple(sorted(notes, key=lambda note: note.onset))
