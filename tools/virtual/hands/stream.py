"""MIDI messages out of the bytes that a keyboard's input hears."""

from __future__ import annotations

_LENGTHS = {0x80: 3, 0x90: 3, 0xA0: 3, 0xB0: 3, 0xC0: 2, 0xD0: 2, 0xE0: 3}
_LENGTHS_OF_SYSTEM = {0xF1: 2, 0xF2: 3, 0xF3: 2}
_SYSEX, _SYSEX_END, _REAL_TIME = 0xF0, 0xF7, 0xF8


class Stream:
    """Takes bytes as they come, running status included."""

    def __init__(self) -> None:
        self._begun = bytearray()

    def take(self, data: bytes) -> list[bytes]:
        """The messages that these bytes complete."""
        return [message for byte in data if (message := self._next(byte)) is not None]

    def _next(self, byte: int) -> bytes | None:
        if byte >= _REAL_TIME:
            return bytes([byte])
        if byte >= 0x80 and byte != _SYSEX_END:
            self._begun = bytearray()
        elif not self._begun:
            return None
        self._begun.append(byte)
        return self._ended(byte) if self._is_whole(byte) else None

    def _is_whole(self, byte: int) -> bool:
        status = self._begun[0]
        if status == _SYSEX:
            return byte == _SYSEX_END
        length = _LENGTHS.get(status & 0xF0) or _LENGTHS_OF_SYSTEM.get(status, 1)
        return len(self._begun) >= length

    def _ended(self, byte: int) -> bytes:
        message = bytes(self._begun)
        del self._begun[1 if message[0] < _SYSEX else 0 :]
        return message
