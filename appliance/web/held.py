"""What a page holds down, so that nothing sounds on when the page goes away."""

from __future__ import annotations

_NOTE_OFF, _NOTE_ON, _CONTROL = 0x80, 0x90, 0xB0
_SUSTAIN = 64
_ALL_SOUND_OFF, _ALL_NOTES_OFF = 120, 123


class Held:
    """Keys and sustain pedals that are down, as the messages that passed tell."""

    def __init__(self) -> None:
        """Begin with nothing held."""
        self._notes: set[tuple[int, int]] = set()
        self._pedals: set[int] = set()

    def follow(self, message: bytes) -> None:
        """Take note of one whole MIDI message."""
        kind, channel = message[0] & 0xF0, message[0] & 0x0F
        if kind == _NOTE_ON and message[2] > 0:
            self._notes.add((channel, message[1]))
        elif kind in (_NOTE_ON, _NOTE_OFF):
            self._notes.discard((channel, message[1]))
        elif kind == _CONTROL:
            self._control(channel, message[1], message[2])

    def let_go(self) -> list[bytes]:
        """The messages that end all that is held; nothing is held afterwards."""
        messages = [bytes((_NOTE_OFF | channel, key, 0)) for channel, key in sorted(self._notes)]
        messages += [bytes((_CONTROL | channel, _SUSTAIN, 0)) for channel in sorted(self._pedals)]
        self._notes.clear()
        self._pedals.clear()
        return messages

    def _control(self, channel: int, number: int, value: int) -> None:
        """Follow the pedal, and the two controls that end every note of a channel."""
        if number == _SUSTAIN and value >= 64:
            self._pedals.add(channel)
        elif number == _SUSTAIN:
            self._pedals.discard(channel)
        elif number in (_ALL_SOUND_OFF, _ALL_NOTES_OFF):
            self._notes = {note for note in self._notes if note[0] != channel}
