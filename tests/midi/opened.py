"""Ports that are open for a while, and closed again also when a test fails meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar


class Driver(Protocol):
    """Inputs or outputs."""

    def start(self) -> None:
        """Open the ports."""

    def close(self) -> None:
        """Close them."""


D = TypeVar("D", bound=Driver)


@contextmanager
def opened(driver: D) -> Iterator[D]:
    """Start a driver, and close it in the end."""
    driver.start()
    try:
        yield driver
    finally:
        driver.close()
