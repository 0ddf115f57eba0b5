"""Where a line has been before: the longest earlier passage that ends as the line ends now.

What followed that passage is a good guess of what follows now. It is the idea of prediction by
partial matching (Cleary & Witten 1984) within the piece, as one input among others: the network
learns how far to trust it, by how long the passage is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from appliance.models.line import NONE, Ints
from appliance.models.side_by_side import side_by_side

LONGEST_MATCH: Final = 32  # steps; of longer passages the newest counts
MOST_STEPS: Final = np.int64(1 << 20)  # a line is never that long
_NOTHING: Final = np.iinfo(np.int16).min
Shorts = npt.NDArray[np.int16]


class Recall:
    """Finds the passage in `rows` lines of symbols, symbol by symbol."""

    def __init__(self, rows: int, memory: int) -> None:
        """
        Args:
            rows: lines side by side.
            memory: steps that are remembered.
        """
        self._memory = memory
        self._symbols = np.full((rows, memory), _NOTHING, np.int16)
        self._match = np.zeros((rows, memory), np.int16)
        self._born = np.zeros(memory, np.int64)  # step that each place was written in
        self._rows = np.arange(rows)
        self._steps = 0
        self.lag: Ints = np.full(rows, NONE)
        self.length: Ints = np.zeros(rows, np.int64)

    @classmethod
    def side_by_side(cls, recalls: Sequence[Recall]) -> Recall:
        """What several have found, as one, to be read, not pushed."""
        return side_by_side(recalls, ("lag", "length"))

    def push(self, symbols: Ints) -> None:
        """Take in the next symbol of every row, [rows].

        Afterwards `length` is how many steps the best passage has in common with the line's end,
        0 for none, and `lag` how many steps ago the event that followed it was (1 is the newest).
        """
        place = self._steps % self._memory
        before, match = self._match, np.empty_like(self._match)
        np.add(before[:, :-1], 1, out=match[:, 1:])
        np.add(before[:, -1], 1, out=match[:, 0])
        match *= self._symbols == symbols[:, None].astype(np.int16)
        match[:, place] = 0
        self._symbols[:, place] = symbols
        self._born[place] = self._steps
        self._match = match
        newest = np.minimum(match, LONGEST_MATCH) * MOST_STEPS
        newest += self._born
        best = newest.argmax(1)
        self.length = np.minimum(match[self._rows, best], LONGEST_MATCH).astype(np.int64)
        self.lag = np.where(self.length > 0, self._steps - self._born[best], NONE)
        self._steps += 1
