"""What outlives a box that is killed: some bytes of memory that whoever started it holds as well.

A service manager keeps a descriptor for a service that asks for it (FDSTORE=1, see sd_notify(3)),
and hands it to the next life of the service. `antiphon run --revive` makes it itself.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress

from appliance.service.notify import Manager

NAME = "controls"
DESCRIPTOR = "ANTIPHON_KEPT"  # in the environment: its number
FIRST_HANDED = 3  # of the descriptors that systemd hands over
SIZE = 8192  # bytes


class Afterlife:
    """Bytes that are read by the next life; never raises, and may as well keep nothing."""

    def __init__(self, descriptor: int | None = None) -> None:
        """`descriptor` is that of a file in memory; None: nobody would hold it."""
        self._descriptor = descriptor

    def read(self) -> bytes:
        """What the life before has left, once; empty where it has left nothing."""
        content = b""
        if self._descriptor is not None:
            with suppress(OSError):
                content = os.pread(self._descriptor, SIZE, 0).rstrip()
            self.write(b"")
        return content

    def write(self, content: bytes) -> None:
        """Leave this, in place of what was there: whole, whenever the box is killed."""
        if self._descriptor is not None and len(content) <= SIZE:
            with suppress(OSError):
                os.pwrite(self._descriptor, content.ljust(SIZE), 0)

    def close(self) -> None:
        """Let go of it; others may hold it still."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            with suppress(OSError):
                os.close(descriptor)


def memory() -> int:
    """The descriptor of a new file in memory.

    Raises:
        OSError: if there can be none.
    """
    return os.memfd_create(NAME)


def afterlife_of(environment: Mapping[str, str], manager: Manager) -> Afterlife:
    """What the life before has left, or a place for what this one leaves, if anybody holds it."""
    ours = environment.get("LISTEN_PID") == str(os.getpid())
    if ours and environment.get("LISTEN_FDNAMES") == NAME:
        return Afterlife(FIRST_HANDED)
    with suppress(OSError, ValueError):
        if DESCRIPTOR in environment:
            descriptor = int(environment[DESCRIPTOR])
            os.fstat(descriptor)
            return Afterlife(descriptor)
        if manager.listens:
            descriptor = memory()
            manager.hold(descriptor, NAME)
            return Afterlife(descriptor)
    return Afterlife()
