"""What the box logs as an error while it is attacked: it survives it, but it should not be."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

_LOGGER = logging.getLogger("appliance")


class Errors(logging.Handler):
    """Keeps the errors that are logged, with where they came from; `told` are their words."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one."""
        error = record.exc_info[1] if record.exc_info else None
        trace = "".join(traceback.format_exception(error, limit=-4)) if error else ""
        self.told.append(f"{record.getMessage()}\n{trace}")


@contextmanager
def kept(errors: Errors) -> Iterator[None]:
    """Keep errors for a while."""
    _LOGGER.addHandler(errors)
    try:
        yield
    finally:
        _LOGGER.removeHandler(errors)


@contextmanager
def hushed() -> Iterator[None]:
    """Write nothing of what the box logs for a while; errors are still kept."""
    before = _LOGGER.propagate, _LOGGER.level
    _LOGGER.propagate = False
    _LOGGER.setLevel(logging.ERROR)
    try:
        yield
    finally:
        _LOGGER.propagate, level = before
        _LOGGER.setLevel(level)
