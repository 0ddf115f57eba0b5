"""The PPM baseline: what the training pieces taught, mixed with what the piece taught so far.

A long-term model counts the events after every history in the training lines, a short-term model
those in the piece before the step. Both are PPM with escape method C, interpolated smoothing and
update exclusion (Moffat 1990, IEEE Trans. Communications 38(11); Pearce & Wiggins 2004, J. New
Music Research 33(4)): P(w | h) = (c(hw) + T(h) P(w | h')) / (c(h) + T(h)). T(h) is how many
different events followed h, and h' the next shorter history. By update exclusion a shorter history
counts an event only where it is new to the longer one.

The two are averaged, the surer one weighing more: weight = (entropy / most possible)^-BIAS
(Pearce, Conklin & Wiggins 2005, Methods for Combining Statistical Models of Music, LNCS 3310).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from appliance.music.events import VOCABULARY_SIZE

Line = npt.NDArray[np.int8]
Table = npt.NDArray[np.float64]
Hashes = npt.NDArray[np.uint64]
START = VOCABULARY_SIZE
# These, update exclusion and a mean not of logarithms were chosen on training pieces left out.
ORDERS = (0, 1, 2, 3, 4, 5, 6, 8, 12, 16)
BIAS = 0.5
EVENT_BITS, EVENT_MASK = np.uint64(7), np.uint64(127)
SPREAD, FOLD = np.uint64(0x9E3779B97F4A7C15), np.uint64(29)  # mix the bits of a hash


class PPM:
    """PPM over event lines that adapts within the piece."""

    def __init__(self, lines: Sequence[Line], orders: Sequence[int] = ORDERS) -> None:
        """Count training lines.

        Args:
            lines: the events of each piece, [steps].
            orders: lengths in steps of the histories looked at, ascending from 0.
        """
        self._orders = tuple(orders)
        histories, events = self._read(lines)
        self._levels: list[_Level] = []
        while histories:
            level, new = _count(histories.pop(), events)
            self._levels.insert(0, level)
            histories = [shorter[new] for shorter in histories]
            events = events[new]

    def probabilities(self, line: Line) -> Table:
        """P of every event at every step given the steps before it, [steps, VOCABULARY_SIZE]."""
        histories, _ = self._read([line])
        pairs = zip(self._levels, histories, strict=True)
        long_term = _interpolated((level.rows(hashes) for level, hashes in pairs), len(line))
        return _averaged([long_term, _interpolated(_so_far(histories, line), len(line))])

    def _read(self, lines: Sequence[Line]) -> tuple[list[Hashes], Hashes]:
        """The hashed history of each order before every step, and the events, each [steps].

        Every line is led by START, so that no history crosses from one line into the next.
        """
        gap = np.full(self._orders[-1], START)
        flat = np.concatenate([part for line in lines for part in (gap, line)]).astype(np.uint64)
        own = flat != START
        return [hashes[own] for hashes in _histories(flat, self._orders)], flat[own]


@dataclass(frozen=True)
class _Level:
    """Counts of one order: the entries of history i are those from starts[i] to starts[i + 1]."""

    histories: Hashes
    starts: npt.NDArray[np.int64]
    events: npt.NDArray[np.int8]
    counts: npt.NDArray[np.int32]

    def rows(self, hashes: Hashes) -> Table:
        """How often each event followed the history of each step, [steps, VOCABULARY_SIZE]."""
        place = np.minimum(np.searchsorted(self.histories, hashes), len(self.histories) - 1)
        begin = self.starts[place]
        length = np.where(self.histories[place] == hashes, self.starts[place + 1] - begin, 0)
        entry = np.repeat(begin - np.cumsum(length) + length, length) + np.arange(length.sum())
        rows = np.zeros((len(hashes), VOCABULARY_SIZE))
        rows[np.repeat(np.arange(len(hashes)), length), self.events[entry]] = self.counts[entry]
        return rows


def _histories(flat: Hashes, orders: Sequence[int]) -> Iterator[Hashes]:
    """The hashed history of each order before every step, with the low EVENT_BITS clear, [steps].

    The chance that any two of ten million histories share one of 2^57 hashes is 0.04 %.
    """
    hashes = np.zeros(len(flat), np.uint64)
    for age in range(orders[-1] + 1):
        if age:
            hashes = (hashes ^ (np.roll(flat, age) + np.uint64(1))) * SPREAD
            hashes ^= hashes >> FOLD
        if age in orders:
            yield hashes << EVENT_BITS


def _count(hashes: Hashes, events: Hashes) -> tuple[_Level, npt.NDArray[np.int64]]:
    """Counts of one order, and the steps at which an event was new to its history."""
    keys, new, counts = np.unique(hashes | events, return_index=True, return_counts=True)
    histories, starts = np.unique(keys & ~EVENT_MASK, return_index=True)
    followers = (keys & EVENT_MASK).astype(np.int8)
    level = _Level(histories, np.append(starts, len(keys)), followers, counts.astype(np.int32))
    return level, new


def _so_far(histories: Sequence[Hashes], line: Line) -> list[Table]:
    """Counts of each order within the line before each step, [steps, VOCABULARY_SIZE] each."""
    rows = [np.zeros((len(line), VOCABULARY_SIZE)) for _ in histories]
    seen = [defaultdict[int, Table](lambda: np.zeros(VOCABULARY_SIZE)) for _ in histories]
    keys = [hashes.tolist() for hashes in histories]
    for step, event in enumerate(line.tolist()):
        new = True
        for order in reversed(range(len(keys))):
            counts = seen[order][keys[order][step]]
            rows[order][step] = counts
            if new:
                new = counts[event] == 0
                counts[event] += 1
    return rows


def _interpolated(levels: Iterable[Table], steps: int) -> Table:
    """Smoothed probabilities from the counts of each order, shortest first."""
    out = np.full((steps, VOCABULARY_SIZE), 1.0 / VOCABULARY_SIZE)
    for counts in levels:
        total = counts.sum(1, keepdims=True)
        distinct = (counts > 0).sum(1, keepdims=True)
        mixed = (counts + distinct * out) / np.maximum(total + distinct, 1)
        out = np.where(total > 0, mixed, out)
    return out


def _averaged(models: Sequence[Table]) -> Table:
    """Mean of models, each row weighted by how sure the model is there."""
    stack = np.stack(models)
    entropies = -(stack * np.log(stack)).sum(-1, keepdims=True) / np.log(VOCABULARY_SIZE)
    weights = np.maximum(entropies, 1e-9) ** -BIAS
    mean: Table = (weights * stack).sum(0) / weights.sum(0)
    mean /= mean.sum(1, keepdims=True)
    return mean
