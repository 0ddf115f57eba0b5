"""Says what was late, but not too often: one line at a time, with how many were kept back."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from math import inf

QUIET_SECONDS = 3.0

_log = logging.getLogger("appliance.realtime.late")


class Notifier:
    """Writes warnings into the log, at most one in QUIET_SECONDS; any thread may use it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds."""
        self._clock = clock
        self._said_at = -inf
        self._kept_back = 0

    def say(self, words: str, *values: object) -> None:
        """Log a line with its values filled in as logging does, or count it as kept back."""
        now = self._clock()
        if now - self._said_at < QUIET_SECONDS:
            self._kept_back += 1
            return
        kept, self._kept_back, self._said_at = self._kept_back, 0, now
        if kept:
            words, values = words + " (%d such lines kept back)", (*values, kept)
        _log.warning(words, *values)
