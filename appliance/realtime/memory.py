"""Memory that is never taken away: what the box uses stays in RAM, where the system allows it."""

from __future__ import annotations

import ctypes
import os
import resource
from pathlib import Path

CURRENT, FUTURE, ON_FAULT = 1, 2, 4  # mlockall(2): what is there and what comes, once it is used
IPC_LOCK = 14  # the capability, as a bit
STATUS = Path("/proc/self/status")


def lock_memory() -> str | None:
    """Keep all pages that are in use, now and later, from being swapped out or dropped.

    Only where no limit applies: with one, memory could not grow beyond it any more. Returns what
    stands in the way, if anything.
    """
    if (limit := memory_limit()) is not None:
        return f"memory not locked (limit {limit // 1024} kB)"
    try:
        locked = ctypes.CDLL(None, use_errno=True).mlockall(CURRENT | FUTURE | ON_FAULT)
    except (OSError, AttributeError) as error:
        return f"memory not locked ({error})"
    return f"memory not locked ({os.strerror(ctypes.get_errno())})" if locked else None


def memory_limit() -> int | None:
    """How many bytes this process may lock; None: as many as there are."""
    limit = resource.getrlimit(resource.RLIMIT_MEMLOCK)[0]
    return None if limit == resource.RLIM_INFINITY or may_exceed() else limit


def may_exceed() -> bool:
    """Whether the limit does not hold for this process: it has the capability CAP_IPC_LOCK."""
    try:
        lines = STATUS.read_text().splitlines()
    except OSError:
        return False
    sets = [int(line.split()[1], 16) for line in lines if line.startswith("CapEff")]
    return any(each >> IPC_LOCK & 1 for each in sets)
