"""What is wrong, as sentences: each kind counted, the first ones kept with their moment."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Callable

MOST_KEPT = 20
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")


class Complaints:
    """Takes sentences; those that differ by numbers alone are of one kind."""

    def __init__(self, now: Callable[[], float]) -> None:
        """`now` gives the moment of a complaint, in seconds."""
        self.kinds: Counter[str] = Counter()
        self.first: list[str] = []
        self._now = now

    def __call__(self, sentence: str) -> None:
        """Something is wrong."""
        self.kinds[_NUMBER.sub("#", sentence)] += 1
        if len(self.first) < MOST_KEPT:
            self.first.append(f"at {self._now():.3f} s: {sentence}")

    def __len__(self) -> int:
        return sum(self.kinds.values())


class LogCheck(logging.Handler):
    """Complains of errors and exceptions that are logged; counts warnings by their words."""

    def __init__(self, complain: Callable[[str], None]) -> None:
        """Not in use before it is added to a logger."""
        super().__init__(logging.WARNING)
        self.warnings: Counter[str] = Counter()
        self._complain = complain

    def emit(self, record: logging.LogRecord) -> None:
        """A line is logged."""
        if record.levelno >= logging.ERROR or record.exc_info:
            text = logging.Formatter().format(record)
            self._complain(f"{record.levelname.lower()} in the log: {text}")
        else:
            self.warnings[str(record.msg)] += 1
