"""Standing back: work that may be late gives way to the music."""

from __future__ import annotations

import os
import threading
from contextlib import suppress

NICENESS = 10


def stand_back(niceness: int = NICENESS) -> None:
    """Lower the priority of the calling thread alone, as far as the system lets us.

    Real-time scheduling, which a thread inherits from the one that made it, is given up as well.
    """
    thread = threading.get_native_id()
    with suppress(AttributeError, OSError):
        os.sched_setscheduler(thread, os.SCHED_OTHER, os.sched_param(0))
    with suppress(AttributeError, OSError):
        present = os.getpriority(os.PRIO_PROCESS, thread)
        os.setpriority(os.PRIO_PROCESS, thread, max(present, niceness))
