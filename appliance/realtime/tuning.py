"""Making Python keep time: scheduling class, garbage collection, thread switching.

Each step is tried for itself and reported, since what is allowed differs from machine to machine.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from contextlib import suppress

PRIORITY = 70
LEAST = 1  # of real-time priorities
SWITCH_SECONDS = 0.0005


def lift_this_process() -> None:
    """Let this thread, and all that begin in it, run before ordinary programs, where allowed.

    A thread that may be late is no better off behind them: while it has Python's lock and does not
    get to run, those that must not be late wait for it.
    """
    with suppress(OSError, AttributeError):
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(LEAST))


def favour_this_thread(priority: int = PRIORITY) -> str | None:
    """Give the calling thread a real-time priority; returns what stands in the way, if any."""
    try:
        policy = os.SCHED_FIFO | os.SCHED_RESET_ON_FORK
        os.sched_setscheduler(0, policy, os.sched_param(priority))
    except (OSError, AttributeError) as error:
        return f"no real-time priority ({error})"
    return None


def settle_memory() -> None:
    """Collect once, keep all that lives from ever being scanned again, and collect no more.

    The jam makes no cycles while it plays; those of other threads wait for `IdleCollector`.
    """
    gc.collect()
    gc.freeze()
    gc.disable()


class IdleCollector:
    """Collects what the other threads leave behind, when the jam is idle and it has been long."""

    def __init__(self, clock: Callable[[], float], every: float = 10.0) -> None:
        self._clock = clock
        self._every = every
        self._last = clock()

    def __call__(self) -> None:
        """The jam is idle now."""
        if self._clock() - self._last >= self._every:
            gc.collect()
            self._last = self._clock()


def switch_threads_often() -> None:
    """Let a waiting thread have the interpreter after half a millisecond instead of five."""
    sys.setswitchinterval(SWITCH_SECONDS)
