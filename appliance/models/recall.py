"""Where a line has been before: the longest earlier passage that ends as the line ends now.

What followed that passage is a good guess of what follows now. It is the idea of prediction by
partial matching (Cleary & Witten 1984) within the piece, as one input among others: the network
learns how far to trust it, by how long the passage is.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from appliance.models.line import NONE

LONGEST_MATCH: Final = 32  # steps; of longer passages the newest counts


class Recall:
    """Finds the passage in a line of symbols, symbol by symbol.

    `length` is how many steps the best passage has in common with the line's end, 0 for none, and
    `lag` how many steps ago the event that followed it was (1 is the newest).
    """

    def __init__(self, memory: int) -> None:
        """No symbol yet; so many will be remembered."""
        self._memory = memory
        # The newest symbol stands first, at `_at`: so the first of the longest is the newest.
        # Symbols are laid down from the end of a stretch to its beginning, then moved to the end.
        self._symbols = np.zeros(4 * memory, np.int16)
        self._match = np.zeros(4 * memory, np.int8)  # steps in common, up to each symbol
        self._at = 4 * memory
        self._known = 0
        self.lag = NONE
        self.length = 0

    def push(self, symbol: int) -> None:
        """Take in the next symbol."""
        if self._at == 0:
            self._move_to_the_end()
        self._at -= 1
        self._symbols[self._at] = symbol
        first, last = self._at + 1, self._at + 1 + self._known
        self._known = min(self._known + 1, self._memory - 1)
        match = self._match[first:last]
        if len(match) == 0:
            return
        # A passage goes on where the symbol is the same, from what its forerunner had in common.
        match[:-1] = match[1:]
        match[-1] = self._match[last] if last < len(self._match) else 0
        match += 1
        match *= (self._symbols[first:last] == symbol).view(np.int8)
        np.minimum(match, LONGEST_MATCH, out=match)
        newest = int(match.argmax())
        self.length = int(match[newest])
        self.lag = newest + 1 if self.length else NONE

    def _move_to_the_end(self) -> None:
        kept = self._known + 1
        for stretch in (self._symbols, self._match):
            stretch[-kept:] = stretch[:kept].copy()
        self._at = len(self._symbols) - kept
