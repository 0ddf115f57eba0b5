"""What makes the box's basses as dense, and as full under the melody, as people's in a genre.

Drawn with its own past as company, a network drifts: a rest leads to more rests, a run to more
runs. A few nats on rests and onsets, found by playing and correcting, bring it back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

RATE = 0.6  # share of a difference, in log units, that one correction takes away
FARTHEST = 0.4  # nats of one correction, at most
LEAST_BARE = 0.03  # a smaller bare share of the melody counts as this


@dataclass(frozen=True)
class Fullness:
    """Of basses under melodies: onsets in a bar, and the share of the melody with a bass."""

    notes: float
    coverage: float

    @classmethod
    def mean(cls, each: Iterable[Fullness]) -> Fullness:
        """The mean of several."""
        notes, coverage = np.mean([(one.notes, one.coverage) for one in each], axis=0)
        return cls(float(notes), float(coverage))

    def off(self, people: Fullness) -> float:
        """The larger of the two differences from people's, as a share of people's."""
        return max(abs(self.notes / people.notes - 1.0), abs(self.coverage / people.coverage - 1.0))


def corrected(
    balance: tuple[float, float, float], played: Fullness, people: Fullness
) -> tuple[float, float, float]:
    """The nats on rest, hold and onset after one correction; those on hold stay 0."""
    rest, hold, onset = balance
    bare, wanted = (max(LEAST_BARE, 1.0 - each.coverage) for each in (played, people))
    rest += _step(wanted / bare)
    onset += _step(people.notes / max(played.notes, 0.1))
    return round(rest, 3), hold, round(onset, 3)


def _step(ratio: float) -> float:
    return float(np.clip(RATE * np.log(ratio), -FARTHEST, FARTHEST))
