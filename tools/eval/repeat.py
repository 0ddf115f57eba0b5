"""The repeat-last baseline: the next onset has the pitch of the last one.

When an onset comes is guessed from the kind of the last event and the sixteenth in the bar; how
often the pitch repeats is counted, all other pitches are equally likely.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from appliance.music.events import FIRST_ONSET, VOCABULARY_SIZE
from appliance.music.grid import LONGEST_BAR
from tools.corpus.pieces import Piece

KINDS = 3  # rest, hold, onset


class RepeatLast:
    """Counts from training pieces, add-one smoothed."""

    def __init__(self, pieces: list[Piece]) -> None:
        self._kinds = np.ones((KINDS, LONGEST_BAR, KINDS))
        repeats, onsets = 1.0, 2.0
        for piece in pieces:
            kind = np.minimum(piece.events, FIRST_ONSET)
            np.add.at(self._kinds, (_before(kind), _positions(piece), kind), 1.0)
            pitches = piece.events[piece.events >= FIRST_ONSET]
            repeats += float((pitches[1:] == pitches[:-1]).sum())
            onsets += max(0, len(pitches) - 1)
        self._kinds /= self._kinds.sum(-1, keepdims=True)
        self._repeat = repeats / onsets

    def probabilities(self, piece: Piece) -> npt.NDArray[np.float64]:
        """P of every event at every step, [steps, VOCABULARY_SIZE]."""
        kind = np.minimum(piece.events, FIRST_ONSET)
        kinds = self._kinds[_before(kind), _positions(piece)]
        pitches = VOCABULARY_SIZE - FIRST_ONSET
        share = np.full((len(piece.events), pitches), (1.0 - self._repeat) / (pitches - 1))
        last = _last_onset(piece.events)
        known = np.flatnonzero(last >= 0)
        share[known, last[known] - FIRST_ONSET] = self._repeat
        share[last < 0] = 1.0 / pitches
        return np.hstack([kinds[:, :FIRST_ONSET], kinds[:, FIRST_ONSET:] * share])


def _before(kind: npt.NDArray[np.int8]) -> npt.NDArray[np.int8]:
    return np.concatenate([[0], kind[:-1]]).astype(np.int8)


def _positions(piece: Piece) -> npt.NDArray[np.int64]:
    return np.arange(len(piece.events)) % piece.meter.steps_per_bar


def _last_onset(events: npt.NDArray[np.int8]) -> npt.NDArray[np.int64]:
    """The last onset event before each step, -1 before the first."""
    where = np.where(events >= FIRST_ONSET, np.arange(len(events)), -1)
    latest = np.concatenate([[-1], np.maximum.accumulate(where)[:-1]])
    return np.where(latest >= 0, events[np.maximum(latest, 0)], -1).astype(np.int64)
