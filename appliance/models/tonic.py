"""The running key: which diatonic scale fits best what was heard of late.

A key and its relative share a scale, so the estimate is one of twelve, named by the tonic of its
major key; hearing A minor as C major never moves the ground under the networks' feet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from appliance.models.line import Floats, Ints
from appliance.models.side_by_side import side_by_side
from appliance.music.keys import RATINGS

RELATIVE_MINOR: Final = 9
RELUCTANCE: Final = 0.05  # by how much a new key must fit better, as a correlation


def _templates() -> Floats:
    """Key ratings, centred and of unit length: [12, 24], twelve major keys, their relatives."""
    columns = [np.roll(RATINGS["major"], tonic) for tonic in range(12)]
    columns += [np.roll(RATINGS["minor"], tonic + RELATIVE_MINOR) for tonic in range(12)]
    table = np.array(columns, np.float32).T
    table -= table.mean(0)
    scaled: Floats = table / np.linalg.norm(table, axis=0)
    return scaled


_TEMPLATES: Final = _templates()


class TonicTracker:
    """Follows the scale in several jams at once.

    Method: correlation of sounding durations with the probe-tone ratings of Krumhansl (1990),
    Cognitive Foundations of Musical Pitch, chapter 4, over a fading memory.
    """

    def __init__(self, rows: int) -> None:
        self.tonic: Ints = np.zeros(rows, np.int64)
        self.minor: npt.NDArray[np.bool_] = np.zeros(rows, np.bool_)
        self.fit: Floats = np.zeros(rows, np.float32)  # correlation, 0 before the first note
        self._rows = np.arange(rows)

    @classmethod
    def side_by_side(cls, trackers: Sequence[TonicTracker]) -> TonicTracker:
        """Several trackers as one."""
        whole = side_by_side(trackers, ("tonic", "minor", "fit"))
        whole._rows = np.arange(len(whole.tonic))
        return whole

    def adopt(self, whole: TonicTracker, rows: slice) -> None:
        """Know of the keys what a tracker of several knows of these rows."""
        self.tonic, self.minor, self.fit = whole.tonic[rows], whole.minor[rows], whole.fit[rows]

    def update(self, durations: Floats) -> None:
        """Follow the durations by pitch class, [rows, 12]."""
        centred = durations - durations.mean(1, keepdims=True)
        length = np.linalg.norm(centred, axis=1, keepdims=True)
        fits = (centred / np.maximum(length, 1e-9)) @ _TEMPLATES
        major, minor = fits[:, :12], fits[:, 12:]
        scale = np.maximum(major, minor)
        best = scale.argmax(1)
        better = scale[self._rows, best] > scale[self._rows, self.tonic] + RELUCTANCE
        self.tonic = np.where(better, best, self.tonic)
        self.fit = scale[self._rows, self.tonic]
        self.minor = minor[self._rows, self.tonic] > major[self._rows, self.tonic]
