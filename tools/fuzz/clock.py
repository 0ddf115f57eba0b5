"""Time that passes only while the loop sleeps: hours go by in a moment."""

from __future__ import annotations

from collections.abc import Callable

SLICES = 3  # of every sleep: what is due meanwhile is done at the end of its slice


class FastClock:
    """A clock that never waits; in every slice of a sleep, something is done instead."""

    def __init__(self, meanwhile: Callable[[float, float], None]) -> None:
        """`meanwhile` is called with begin and end of a slice, in seconds; it is the end then."""
        self.time = 1000.0
        self._meanwhile = meanwhile

    def now(self) -> float:
        """The present time."""
        return self.time

    def sleep_until(self, moment: float) -> None:
        """Let time pass, slice by slice."""
        begin = self.time
        for number in range(1, SLICES + 1):
            before, self.time = self.time, max(begin, begin + (moment - begin) * number / SLICES)
            self._meanwhile(before, self.time)
        self.time = max(self.time, moment)
