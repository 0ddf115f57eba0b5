"""What is in event lines, for many at once: who sounds, which notes follow each other.

Lines are [jams, steps]. These are the building stones of all rewards.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from appliance.models.bass_layout import UNSEEN_STEPS
from appliance.models.line import Line
from appliance.models.tonic import Key, follow
from appliance.music.events import FIRST_ONSET, HOLD, LOWEST_PITCH

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
SILENT = -1


@dataclass(frozen=True)
class Notes:
    """Lines as notes, every field [jams, steps].

    `onset` is where a note begins; there, `pitch` is its own, `before` the pitch of the note
    before it and `gap` the steps since that one began; `before` is SILENT for a first note.
    `before` and `gap` have a meaning in every step; `sounds` is True where a note of the step
    before could be held.
    """

    onset: Bools
    pitch: Ints
    before: Ints
    gap: Ints
    sounds: Bools


def sounding(events: Ints) -> Ints:
    """MIDI pitch that sounds in each step, SILENT where none does."""
    place = np.arange(events.shape[1])
    source = np.maximum.accumulate(np.where(events != HOLD, place, 0), axis=1)
    begun = np.take_along_axis(events, source, 1)
    return np.where(begun >= FIRST_ONSET, begun - FIRST_ONSET + LOWEST_PITCH, SILENT)


def notes(events: Ints) -> Notes:
    """The notes of lines, each seen from its onset."""
    onset = events >= FIRST_ONSET
    pitch = events - FIRST_ONSET + LOWEST_PITCH
    place = np.broadcast_to(np.arange(events.shape[1]), events.shape)
    last = np.maximum.accumulate(np.where(onset, place, SILENT), axis=1)
    earlier = np.concatenate([np.full((len(events), 1), SILENT), last[:, :-1]], 1)
    before = np.take_along_axis(pitch, np.maximum(earlier, 0), 1)
    known = earlier != SILENT
    heard = sounding(events)[:, :-1] != SILENT
    sounds = np.concatenate([np.zeros((len(events), 1), np.bool_), heard], 1)
    gap = np.where(known, place - earlier, 0)
    return Notes(onset, pitch, np.where(known, before, SILENT), gap, sounds)


def lags(melody: Ints) -> Ints:
    """Steps since the last onset of what a bass has heard before each step; SILENT for none yet."""
    delay = UNSEEN_STEPS + 1
    place = np.broadcast_to(np.arange(melody.shape[1]), melody.shape)
    last = np.maximum.accumulate(np.where(melody >= FIRST_ONSET, place, SILENT), axis=1)
    since = np.where(last == SILENT, SILENT, place - last)
    unheard = np.full((len(melody), delay), SILENT)
    return np.concatenate([unheard, since], 1)[:, : melody.shape[1]]


def running_tonics(*voices: tuple[Ints, float]) -> Ints:
    """The running key as the networks follow it, known before each step, [jams, steps].

    Args:
        voices: event lines, and how much each counts.
    """
    jams, steps = voices[0][0].shape
    lines = [[Line(1) for _ in range(jams)] for _ in voices]
    keys, out = [Key() for _ in range(jams)], np.zeros((jams, steps), np.int64)
    for step in range(steps):
        out[:, step] = [key.tonic for key in keys]
        durations = np.zeros((jams, 12), np.float32)
        for voice, (events, weight) in zip(lines, voices, strict=True):
            for line, event in zip(voice, events[:, step].tolist(), strict=True):
                line.push(event)
            durations += weight * np.array([line.long for line in voice])
        follow(keys, durations)
    return out


def later(lines: Ints, steps: Ints) -> Ints:
    """Lines moved in a circle by so many steps, [jams] of them."""
    place = (np.arange(lines.shape[1])[None, :] - steps[:, None]) % lines.shape[1]
    return np.take_along_axis(lines, place, 1)
