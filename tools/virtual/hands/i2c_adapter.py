"""A USB adapter with an I2C bus, as the kernel's driver i2c-tiny-usb knows it."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Protocol

VENDOR, PRODUCT = 0x0403, 0xC631
_FUNCTIONALITY = 0x8EFF0001  # plain I2C, and SMBus by means of it
_GET_FUNCTIONALITY, _SET_DELAY, _GET_STATUS = 1, 2, 3
_TRANSFERS = range(4, 8)
_READ = 1  # in a transfer's flags
_ACKNOWLEDGED, _NOT_ACKNOWLEDGED = 1, 2

DEVICE = struct.pack(
    "<BBHBBBBHHHBBBB", 18, 1, 0x0110, 0xFF, 0, 0, 8, VENDOR, PRODUCT, 0x0100, 0, 0, 0, 1
)
CONFIGURATION = struct.pack("<BBHBBBBB", 9, 2, 18, 1, 1, 0, 0x80, 50) + struct.pack(
    "<BBBBBBBBB", 9, 4, 0, 0, 0, 0xFF, 0, 0, 0
)


class Slave(Protocol):
    """A device on the bus that is only written to."""

    def write(self, message: bytes) -> None:
        """Take a message, without the address."""


class I2cAdapter:
    """Answers the driver's requests; `slaves` are the devices on the bus by address."""

    device, configuration = DEVICE, CONFIGURATION

    def __init__(self, slaves: Mapping[int, Slave]) -> None:
        self._slaves = slaves
        self._status = 0

    def request(self, number: int, value: int, index: int, data: bytes, length: int) -> bytes:
        """A request of the driver's.

        Args:
            number: which.
            value: of a transfer, its flags.
            index: of a transfer, the address.
            data: what is written.
            length: of what is to be read.

        Raises:
            ValueError: for a request that there is not.
        """
        if number == _GET_FUNCTIONALITY:
            return struct.pack("<I", _FUNCTIONALITY)
        if number == _GET_STATUS:
            return bytes([self._status])
        if number == _SET_DELAY:
            return b""
        if number not in _TRANSFERS:
            raise ValueError(f"no such request: {number}")
        return self._transfer(value, index, data, length)

    def _transfer(self, flags: int, address: int, data: bytes, length: int) -> bytes:
        slave = self._slaves.get(address)
        self._status = _NOT_ACKNOWLEDGED if slave is None else _ACKNOWLEDGED
        if flags & _READ:
            return bytes(length)
        if slave is not None:
            slave.write(data)
        return b""
