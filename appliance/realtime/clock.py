"""Time: reading it, and sleeping until an absolute moment of it."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Seconds on a clock that never jumps; tests bring their own."""

    def now(self) -> float:
        """The present time."""

    def sleep_until(self, moment: float) -> None:
        """Return as soon as possible after `moment`; at once if it is past."""


class MonotonicClock:
    """The computer's own steady clock."""

    def now(self) -> float:
        """`time.monotonic()`."""
        return time.monotonic()

    def sleep_until(self, moment: float) -> None:
        """Sleep on an absolute deadline (Python 3.11's sleep is clock_nanosleep)."""
        wait = moment - time.monotonic()
        if wait > 0:
            time.sleep(wait)
