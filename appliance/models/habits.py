"""What people in a genre are wont to do, as nats for and against every event.

A table of each genre says how much the box must be drawn to an interval, a gap between notes, a
place in the bar, a degree of the key, a register, a note length, a rest or an onset while the other
player is silent, to use it as often as people do. The tables are found by playing
(`tools.habits`); a critic brings them, since what it asks for would else push them aside.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from appliance.models.frames import PITCHES
from appliance.models.line import NONE, Floats
from appliance.models.voice_features import REGISTER_SEMITONES, REGISTERS
from appliance.music.events import FIRST_ONSET, LOWEST_PITCH, REST, VOCABULARY_SIZE
from appliance.music.grid import LONGEST_BAR

FARTHEST: Final = 24  # semitones of an interval; more counts as this
LONGEST_GAP: Final = 17  # steps from onset to onset, or to a note's end; more counts as this
HABITS: Final = {
    "interval": 2 * FARTHEST + 1,
    "gap": LONGEST_GAP,
    "position": LONGEST_BAR,
    "degree": 12,
    "silence": 1,
    "register": REGISTERS,
    "length": LONGEST_GAP,
    "lag": LONGEST_GAP + 2,
}
WIDTH: Final = sum(HABITS.values())
_AT: Final = dict(zip(HABITS, accumulate(HABITS.values(), initial=0), strict=False))
_HEIGHT: Final = (PITCHES - LOWEST_PITCH) // REGISTER_SEMITONES
Numbers = npt.NDArray[np.integer[Any]]

_SINGLE: Final = 4  # entries of a table that count whatever the pitch


@dataclass(frozen=True, slots=True)
class Place:
    """Where lines stand before a step, each field of the same shape […].

    `before` is the pitch of the last note and `gap` how many steps ago it began, NONE and anything
    for no note yet; `sounds` is True while it still sounds; `position` counts steps from the bar
    line; `tonic` is the running key's; `lag` is how many steps lie between the last onset of the
    other player that was heard and the last step that was, NONE where there is none.
    """

    before: Numbers
    gap: Numbers
    sounds: npt.NDArray[np.bool_]
    position: Numbers
    tonic: Numbers
    lag: Numbers


def habitual(tables: Floats, place: Place) -> Floats:
    """What each event is worth by habit, in nats, […, VOCABULARY_SIZE].

    Args:
        tables: of the lines' genres, in the order of HABITS, […, WIDTH].
        place: of the lines, […].
    """
    known = place.before != NONE
    said = np.take_along_axis(tables, _entries(place), -1)  # all at once
    gap, position, lag, length = (said[..., entry] for entry in range(_SINGLE))
    interval, degree = said[..., _SINGLE : _SINGLE + len(PITCHES)], said[..., -len(PITCHES) :]
    onset = np.where(known, gap, 0.0) + position + lag
    ended = np.where(place.sounds, length, 0.0)
    pitch = degree + tables[..., _AT["register"] + _HEIGHT]
    worth = np.zeros((*known.shape, VOCABULARY_SIZE), np.float32)
    worth[..., REST] = tables[..., _AT["silence"]] + ended
    move = np.where(known[..., None], interval, 0.0)
    worth[..., FIRST_ONSET:] = (onset + ended)[..., None] + pitch + move
    return worth


def lag_index(lag: Numbers) -> Numbers:
    """Where a lag stands in its table: the last place but one for long ones, the last for NONE."""
    return np.where(lag == NONE, LONGEST_GAP + 1, np.minimum(lag, LONGEST_GAP))


def _entries(place: Place) -> Numbers:
    """What of a table counts at a place: first gap, position, lag, length."""
    entries = np.empty((*place.before.shape, _SINGLE + 2 * len(PITCHES)), np.int64)
    gap = np.minimum(np.maximum(place.gap, 1), LONGEST_GAP) - 1
    entries[..., 0], entries[..., 3] = _AT["gap"] + gap, _AT["length"] + gap
    entries[..., 1] = _AT["position"] + place.position
    entries[..., 2] = _AT["lag"] + lag_index(place.lag)
    distance = np.minimum(np.maximum(PITCHES - place.before[..., None], -FARTHEST), FARTHEST)
    entries[..., _SINGLE : _SINGLE + len(PITCHES)] = _AT["interval"] + FARTHEST + distance
    degree = (PITCHES - place.tonic[..., None]) % 12
    entries[..., -len(PITCHES) :] = _AT["degree"] + degree
    return entries
