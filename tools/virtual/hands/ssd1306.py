"""A display's controller: what is written to it on the I2C bus becomes a picture."""

from __future__ import annotations

import time

COLUMNS, PAGES = 128, 8
_DATA = 0x40  # in the first byte of a message: what follows is data, not commands
_COLUMNS, _PAGES = 0x21, 0x22
# Commands with arguments, and how many; all others have none.
_ARGUMENTS = {
    0x20: 1, _COLUMNS: 2, _PAGES: 2, 0x26: 6, 0x27: 6, 0x29: 5, 0x2A: 5, 0x81: 1,
    0xA3: 2, 0xA8: 1, 0xD3: 1, 0xD5: 1, 0xD9: 1, 0xDA: 1, 0xDB: 1, 0x8D: 1,
}  # fmt: skip
_OFF, _ON = 0xAE, 0xAF


class Ssd1306:
    """Its memory of 8 pages of 128 bytes, in each of which 8 pixels lie below one another.

    Addresses go along a page and then to the next one (horizontal mode), within a window.

    Attributes:
        first_lit: when the first pixel was lit, in seconds of `time.monotonic()`; None: not yet.
    """

    def __init__(self) -> None:
        self.memory = bytearray(COLUMNS * PAGES)
        self.is_on = False
        self.first_lit: float | None = None
        self._window = [(0, COLUMNS - 1), (0, PAGES - 1)]
        self._column, self._page = 0, 0
        self._command: list[int] = []

    def write(self, message: bytes) -> None:
        """Take one message of the bus, without the address."""
        if not message:
            return
        if message[0] & _DATA:
            self._fill(message[1:])
        else:
            for byte in message[1:]:
                self._take(byte)

    def _take(self, byte: int) -> None:
        self._command.append(byte)
        if len(self._command) <= _ARGUMENTS.get(self._command[0], 0):
            return
        (name, *arguments), self._command = self._command, []
        if name == _COLUMNS:
            self._window[0] = (arguments[0], arguments[1])
            self._column = arguments[0]
        elif name == _PAGES:
            self._window[1] = (arguments[0], arguments[1])
            self._page = arguments[0]
        elif name in (_OFF, _ON):
            self.is_on = name == _ON

    def _fill(self, data: bytes) -> None:
        if self.first_lit is None and any(data):
            self.first_lit = time.monotonic()
        (left, right), (top, bottom) = self._window
        while data:
            part, data = data[: right + 1 - self._column], data[right + 1 - self._column :]
            place = self._page * COLUMNS + self._column
            self.memory[place : place + len(part)] = part
            self._column += len(part)
            if self._column > right:
                self._column = left
                self._page = top if self._page >= bottom else self._page + 1
