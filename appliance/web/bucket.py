"""So many at once, and one more every so often."""

from __future__ import annotations

import time
from collections.abc import Callable


class Bucket:
    """Holds what may still be done; it fills up again by itself."""

    def __init__(
        self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """
        Args:
            most: that it holds, and holds at first.
            seconds: in which one is added.
            clock: seconds.
        """
        self._most, self._seconds, self._clock = most, seconds, clock
        self._full_at = clock()  # when it will be, or was, full

    @property
    def full(self) -> bool:
        """Whether it is as it was at first."""
        return self._clock() >= self._full_at

    def wait(self) -> float:
        """Seconds until there is one to be taken; 0: there is."""
        return max(0.0, self._full_at - self._clock() - (self._most - 1) * self._seconds)

    def take(self) -> float:
        """Take one, if there is one; the seconds until there is, 0 where it was taken."""
        wait = self.wait()
        if not wait:
            self._full_at = max(self._full_at, self._clock()) + self._seconds
        return wait
