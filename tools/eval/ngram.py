"""The n-gram baseline: interpolated Witten-Bell back-off over the events of each step.

P(w | h) = (c(hw) + T(h) P(w | h')) / (c(h) + T(h)), where h' is h without its oldest event and
T(h) counts the different events seen after h (Witten & Bell 1991, IEEE Trans. Inf. Theory 37(4);
interpolated as in Chen & Goodman 1999, section 2.5).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from appliance.music.events import VOCABULARY_SIZE

Ints = npt.NDArray[np.int64]
START = VOCABULARY_SIZE
BASE = VOCABULARY_SIZE + 1


@dataclass(frozen=True)
class _Table:
    """Sorted keys with a count each."""

    keys: Ints
    counts: Ints

    def of(self, keys: Ints) -> Ints:
        """Counts of keys, 0 for those never seen."""
        place = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[place] == keys, self.counts[place], 0)


@dataclass(frozen=True)
class _Order:
    """Counts of one order: of histories with their event, of histories, and T(h)."""

    joint: _Table
    history: _Table
    distinct: _Table


class NGram:
    """An n-gram model of event lines."""

    def __init__(self, lines: list[npt.NDArray[np.int8]], order: int = 5) -> None:
        self.order = order
        self._orders = [self._count(lines, length) for length in range(order)]

    def probabilities(self, line: npt.NDArray[np.int8]) -> npt.NDArray[np.float64]:
        """P of every event at every step, [steps, VOCABULARY_SIZE]."""
        out = np.full((len(line), VOCABULARY_SIZE), 1.0 / VOCABULARY_SIZE)
        events = np.arange(VOCABULARY_SIZE)
        for length, order in enumerate(self._orders):
            history = _histories(line, length)
            joint = order.joint.of(history[:, None] * BASE + events[None, :])
            total = order.history.of(history)[:, None]
            distinct = order.distinct.of(history)[:, None]
            seen = total > 0
            mixed = (joint + distinct * out) / np.maximum(total + distinct, 1)
            out = np.where(seen, mixed, out)
        return out

    def _count(self, lines: list[npt.NDArray[np.int8]], length: int) -> _Order:
        history = np.concatenate([_histories(line, length) for line in lines])
        event = np.concatenate([line.astype(np.int64) for line in lines])
        joint = _Table(*np.unique(history * BASE + event, return_counts=True))
        return _Order(
            joint,
            _Table(*np.unique(history, return_counts=True)),
            _Table(*np.unique(joint.keys // BASE, return_counts=True)),
        )


def _histories(line: npt.NDArray[np.int8], length: int) -> Ints:
    """The `length` events before each step, packed into one number, [steps]."""
    padded = np.concatenate([np.full(length, START, np.int64), line.astype(np.int64)])
    packed = np.zeros(len(line), np.int64)
    for offset in range(length):
        packed = packed * BASE + padded[offset : offset + len(line)]
    return packed
