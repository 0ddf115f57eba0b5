"""A realtime priority for the time it takes to open ports.

The thread in which ALSA's input arrives takes its priority from the thread that opens the port.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def promoted(priority: int) -> Iterator[None]:
    """Run the calling thread with a realtime priority, 1 … 99; 0, or no right to it: as it is."""
    if priority == 0:
        yield
        return
    before = os.sched_getscheduler(0), os.sched_getparam(0)
    _promote(priority)
    try:
        yield
    finally:
        os.sched_setscheduler(0, *before)


def _promote(priority: int) -> None:
    with suppress(PermissionError):
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(priority))
