"""Calls and answers in the corpus: two neighbouring phrases of the same length.

A phrase ends where no note begins in the last three sixteenths before the next one does: on a
longer note or a rest, the grouping cue of proximity (Lerdahl & Jackendoff 1983, GPR 2; compare the
local boundary detection of Cambouropoulos 2001).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from appliance.music.events import FIRST_ONSET
from appliance.music.grid import Meter

QUIET_STEPS = 3
FEWEST_ONSETS = 4
BARS = (1, 2, 4, 8)


@dataclass(frozen=True, slots=True)
class Pair:
    """A call from `start` on and its answer after `length` steps, which lasts as long."""

    start: int
    length: int


def pairs_of(events: npt.NDArray[np.int8], meter: Meter, longest: int) -> list[Pair]:
    """All neighbouring phrases of 1, 2, 4 or 8 bars each, at most `longest` steps together."""
    onset = np.concatenate([events >= FIRST_ONSET, np.zeros(1, np.bool_)])
    count = np.concatenate([[0], np.cumsum(onset)])
    steps = len(events)
    quiet_from = np.maximum(np.arange(steps + 1) - QUIET_STEPS, 0)
    boundary = count[np.arange(steps + 1)] == count[quiet_from]
    begins = np.flatnonzero(boundary[:steps] & onset[:steps])
    pairs = []
    for length in (bars * meter.steps_per_bar for bars in BARS):
        start = begins[begins + 2 * length <= steps]
        if 2 * length > longest or not len(start):
            continue
        middle, end = start + length, start + 2 * length
        closed = boundary[middle] & boundary[end]
        full = (count[middle] - count[start] >= FEWEST_ONSETS) & (
            count[end] - count[middle] >= FEWEST_ONSETS
        )
        pairs += [Pair(int(each), length) for each in start[closed & full]]
    return pairs
