"""What people in a genre are wont to do, as nats for and against every event.

A table of each genre says how much the box must be drawn to an interval, a gap between notes, a
place in the bar, a degree of the key, a register, a note length, a rest or an onset while the other
player is silent, to use it as often as people do. The tables are found by playing
(`tools.habits`); a critic brings them, since what it asks for would else push them aside.
"""

from __future__ import annotations

from collections.abc import Sequence
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

_SINGLE: Final = 5  # entries of a table that count whatever the pitch
# Entries by pitch, seen from each pitch that was before, and from each tonic.
_INTERVALS: Final = (
    _AT["interval"] + FARTHEST + np.clip(PITCHES - np.arange(128)[:, None], -FARTHEST, FARTHEST)
)
_DEGREES: Final = _AT["degree"] + (PITCHES - np.arange(12)[:, None]) % 12


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

    @classmethod
    def of(cls, rows: Sequence[Sequence[int]]) -> Place:
        """Places of several lines, [rows], the fields of each in order."""
        before, gap, sounds, position, tonic, lag = np.array(rows).T
        return cls(before, gap, sounds != 0, position, tonic, lag)


def habitual(tables: Floats, genre: Numbers, place: Place) -> Floats:
    """What each event is worth by habit, in nats, […, VOCABULARY_SIZE].

    Args:
        tables: of all genres, in the order of HABITS, [genres, WIDTH].
        genre: index of the lines' genres, of a shape that goes with the place's.
        place: of the lines, […].
    """
    known = place.before != NONE
    said = tables.ravel().take(_entries(genre, place))  # all at once
    gap, position, lag, length, silence = (said[..., entry] for entry in range(_SINGLE))
    interval = said[..., _SINGLE : _SINGLE + len(PITCHES)]
    pitch = said[..., _SINGLE + len(PITCHES) :].reshape(*known.shape, 2, len(PITCHES)).sum(-2)
    ended = place.sounds * length
    worth = np.zeros((*known.shape, VOCABULARY_SIZE), np.float32)
    worth[..., REST] = silence + ended
    onset = known * gap + position + lag + ended
    worth[..., FIRST_ONSET:] = onset[..., None] + pitch + known[..., None] * interval
    return worth


def lag_index(lag: Numbers) -> Numbers:
    """Where a lag stands in its table: the last place but one for long ones, the last for NONE."""
    return np.where(lag == NONE, LONGEST_GAP + 1, np.minimum(lag, LONGEST_GAP))


def _entries(genre: Numbers, place: Place) -> Numbers:
    """What of the tables counts at a place: gap, position, lag, length, silence, then by pitch."""
    entries = np.empty((*place.before.shape, _SINGLE + 3 * len(PITCHES)), np.int64)
    gap = np.minimum(np.maximum(place.gap, 1), LONGEST_GAP) - 1
    entries[..., 0], entries[..., 3] = _AT["gap"] + gap, _AT["length"] + gap
    entries[..., 1] = _AT["position"] + place.position
    entries[..., 2] = _AT["lag"] + lag_index(place.lag)
    entries[..., 4] = _AT["silence"]
    by_interval, by_degree, by_register = (
        slice(_SINGLE + part * len(PITCHES), _SINGLE + (part + 1) * len(PITCHES))
        for part in range(3)
    )
    entries[..., by_interval] = _INTERVALS[place.before]
    entries[..., by_degree] = _DEGREES[place.tonic % 12]
    entries[..., by_register] = _AT["register"] + _HEIGHT
    entries += (genre * WIDTH)[..., None]
    return entries
