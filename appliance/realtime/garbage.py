"""How long Python has collected garbage: meanwhile, no other thread runs."""

from __future__ import annotations

import gc
import time
from typing import Any


class GarbageWatch:
    """Adds up, from `start` on, the seconds that collections take."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._begun = 0.0

    def start(self) -> None:
        """Be told of every collection."""
        if self._told not in gc.callbacks:
            gc.callbacks.append(self._told)

    def close(self) -> None:
        """Be told no more; may be called twice."""
        if self._told in gc.callbacks:
            gc.callbacks.remove(self._told)

    def _told(self, phase: str, info: dict[str, Any]) -> None:
        if phase == "start":
            self._begun = time.perf_counter()
        else:
            self.seconds += time.perf_counter() - self._begun
