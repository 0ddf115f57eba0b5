"""The wire to the display, as luma's, which the box uses, but without all that luma loads."""

from __future__ import annotations

from collections.abc import Iterable

import smbus2

COMMAND, DATA = 0x00, 0x40  # what the bytes after it are


class Wire:
    """Speaks to one address on an I²C bus; raises OSError where nobody answers."""

    def __init__(self, bus: int, address: int) -> None:
        """`bus` is the number in /dev/i2c-1."""
        self._bus, self._address = smbus2.SMBus(bus), address

    def command(self, *codes: int) -> None:
        """Send commands and their arguments."""
        self._send((COMMAND, *codes))

    def data(self, content: Iterable[int]) -> None:
        """Send bytes for the display's memory."""
        self._send((DATA, *content))

    def cleanup(self) -> None:
        """Let go of the bus."""
        self._bus.close()

    def _send(self, message: Iterable[int]) -> None:
        self._bus.i2c_rdwr(smbus2.i2c_msg.write(self._address, message))
