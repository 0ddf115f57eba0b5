"""A progress line with the time left, for long work."""

from __future__ import annotations

import sys
import time


class Progress:
    """Shows `done/total`, a bar and the estimated time left; quiet in between."""

    def __init__(self, total: int, done: int = 0, every: float = 5.0) -> None:
        self._total = total
        self._first = done
        self._begun = time.monotonic()
        self._every = every
        self._shown = 0.0

    def show(self, done: int, note: str = "") -> None:
        """Draw the line, at most once in `every` seconds and at the end."""
        now = time.monotonic()
        if now - self._shown < self._every and done < self._total:
            return
        self._shown = now
        pace = (now - self._begun) / max(1, done - self._first)
        filled = 24 * done // self._total
        bar = "█" * filled + "·" * (24 - filled)
        line = f"\r{bar} {done}/{self._total} {note}  {clock(pace * (self._total - done))} left "
        print(line, end="", file=sys.stderr, flush=True)


def clock(seconds: float) -> str:
    """Seconds as h:mm:ss."""
    minutes, second = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{second:02d}"
