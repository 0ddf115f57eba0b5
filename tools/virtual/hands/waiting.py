"""Waits for what is about to happen."""

from __future__ import annotations

import time
from collections.abc import Callable


def until(true: Callable[[], object], what: str, patience: float = 10.0) -> None:
    """Wait until something is true, at most so many seconds; raises an OSError if it is in vain."""
    deadline = time.monotonic() + patience
    while not true():
        if time.monotonic() > deadline:
            raise OSError(f"in vain: {what}")
        time.sleep(0.02)
