"""Whole MIDI messages from bytes that come in pieces.

Most MIDI systems hand over whole messages, but a program on JACK may leave out a status byte that
is the same as the last one (running status), cut a message in two, or put a clock tick inside it.
"""

from __future__ import annotations

from appliance.midi.messages import is_whole, length_of

_FIRST_STATUS, _FIRST_SYSTEM, _FIRST_REALTIME = 0x80, 0xF0, 0xF8


class Assembler:
    """Puts the bytes of one port together; of system exclusive, only what comes whole."""

    def __init__(self) -> None:
        """Nothing has come in yet."""
        self._begun = b""  # a message as far as it is known; a running status at least

    def feed(self, content: bytes) -> tuple[bytes, ...]:
        """The messages that these bytes make whole, each with its status byte."""
        if is_whole(content):
            self._leave(content[0])
            return (content,)
        return tuple(message for byte in content for message in self._take(byte))

    def _take(self, byte: int) -> tuple[bytes, ...]:
        if byte >= _FIRST_REALTIME:
            return (bytes((byte,)),) if length_of(byte) else ()
        if byte >= _FIRST_STATUS:
            self._begun = bytes((byte,)) if length_of(byte) else b""
        elif self._begun:
            self._begun += bytes((byte,))
        if not is_whole(self._begun):
            return ()
        message = self._begun
        self._leave(message[0])
        return (message,)

    def _leave(self, status: int) -> None:
        """A message is over: that of a channel lends its status to the next."""
        if status < _FIRST_REALTIME:
            self._begun = bytes((status,)) if status < _FIRST_SYSTEM else b""
