"""Keys, and the key that a handful of notes is most likely in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from appliance.music.notes import Note

SCALES = {"major": (0, 2, 4, 5, 7, 9, 11), "minor": (0, 2, 3, 5, 7, 8, 10)}
# How well each pitch class fits a key of tonic 0: the probe-tone ratings of
# Krumhansl & Kessler (1982), Psychological Review 89(4), table 1.
RATINGS = {
    "major": (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88),
    "minor": (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17),
}


@dataclass(frozen=True, slots=True)
class Key:
    """A key: `tonic` as pitch class 0 (C) … 11 (B), `mode` "major" or "minor"."""

    tonic: int
    mode: str

    @property
    def pitch_classes(self) -> frozenset[int]:
        """The pitch classes of its scale (natural minor)."""
        return frozenset((self.tonic + degree) % 12 for degree in SCALES[self.mode])


def estimate_key(notes: Iterable[Note]) -> Key | None:
    """The best-fitting key by correlation of durations with key profiles; None without notes.

    Method: Krumhansl (1990), Cognitive Foundations of Musical Pitch, chapter 4.
    """
    durations = np.zeros(12)
    for note in notes:
        durations[note.pitch % 12] += note.duration
    if not durations.any():
        return None
    keys = [Key(tonic, mode) for mode in RATINGS for tonic in range(12)]
    return max(keys, key=lambda key: _fit(durations, key))


def _fit(durations: npt.NDArray[np.float64], key: Key) -> float:
    ratings = np.roll(RATINGS[key.mode], key.tonic)
    if np.ptp(durations) == 0:
        return 0.0
    return float(np.corrcoef(durations, ratings)[0, 1])
