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
    gap = np.clip(place.gap, 1, LONGEST_GAP) - 1
    onset = np.where(known, _said(tables, "gap", gap), 0.0)
    onset = onset + _said(tables, "position", place.position)
    onset = onset + _said(tables, "lag", lag_index(place.lag))
    distance = np.clip(PITCHES - place.before[..., None], -FARTHEST, FARTHEST) + FARTHEST
    interval = np.take_along_axis(tables, _AT["interval"] + distance, -1)
    degree = (PITCHES - place.tonic[..., None]) % 12
    pitch = np.take_along_axis(tables, _AT["degree"] + degree, -1)
    pitch = pitch + tables[..., _AT["register"] + _HEIGHT]
    worth = np.zeros((*known.shape, VOCABULARY_SIZE), np.float32)
    ended = np.where(place.sounds, _said(tables, "length", gap), 0.0)
    worth[..., REST] = tables[..., _AT["silence"]] + ended
    move = np.where(known[..., None], interval, 0.0)
    worth[..., FIRST_ONSET:] = (onset + ended)[..., None] + pitch + move
    return worth


def lag_index(lag: Numbers) -> Numbers:
    """Where a lag stands in its table: the last place but one for long ones, the last for NONE."""
    return np.where(lag == NONE, LONGEST_GAP + 1, np.minimum(lag, LONGEST_GAP))


def _said(tables: Floats, habit: str, index: Numbers) -> Floats:
    """One entry of each table, […]."""
    entry: Floats = np.take_along_axis(tables, (_AT[habit] + index)[..., None], -1)[..., 0]
    return entry
