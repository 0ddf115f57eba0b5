"""A value made steady enough to be read: the mean of its newest few."""

from __future__ import annotations

from collections import deque
from math import isfinite


class Steady:
    """A running mean; a gap forgets what was before it."""

    def __init__(self, most: int) -> None:
        """`most` is how many of the newest values count."""
        self._newest: deque[float] = deque(maxlen=most)

    def take(self, value: float | None) -> float | None:
        """The mean with a new value; None for a gap, and for what is no number."""
        if value is None or not isfinite(value):
            self._newest.clear()
            return None
        self._newest.append(value)
        return sum(self._newest) / len(self._newest)
