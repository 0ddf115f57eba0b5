"""Counts what makes no sense, and writes about it in the log at most once a second."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

_log = logging.getLogger(__name__)
QUIET_SECONDS = 1.0


class Complaints:
    """A counter of messages that were ignored, or of something else."""

    def __init__(
        self,
        what: str = "ignored a message from a page",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start at none; `what` is counted, `clock` gives seconds."""
        self.count = 0
        self._what = what
        self._clock = clock
        self._logged_at = -QUIET_SECONDS

    def add(self, reason: str) -> None:
        """Count one, and log it unless the log has heard of one within the last second."""
        self.count += 1
        now = self._clock()
        if now - self._logged_at >= QUIET_SECONDS:
            self._logged_at = now
            _log.warning("%s (%d so far): %s", self._what, self.count, reason[:80])
