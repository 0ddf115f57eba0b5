"""Threads that have failed: the log says which and why, the display for a while that one has."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from math import inf

SAID_SECONDS = 20.0
FAILED = "A part of me failed, and goes on"

log = logging.getLogger(__name__)


class Failures:
    """A driver of no hardware: hears of every thread that fails, from `start` to `close`."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds."""
        self._clock, self._until = clock, -inf
        self._before = threading.excepthook

    @property
    def problem(self) -> str | None:
        """A plain sentence for some seconds after a failure."""
        return FAILED if self._clock() < self._until else None

    def start(self) -> None:
        """Hear of all threads from now on."""
        self._before, threading.excepthook = threading.excepthook, self.hear

    def close(self) -> None:
        """Hear of none any more; may be called twice."""
        threading.excepthook = self._before

    def hear(self, failed: threading.ExceptHookArgs) -> None:
        """A thread has failed."""
        name = "?" if failed.thread is None else failed.thread.name
        error = failed.exc_value or failed.exc_type()
        log.error("the thread %r has failed", name, exc_info=error)
        self._until = self._clock() + SAID_SECONDS
