"""The notes of one track as they were played, in ten bytes each: a jam goes on for hours."""

from __future__ import annotations

from array import array
from collections.abc import Iterator

import numpy as np

from appliance.music.notes import NoteMessage

_NOTE_OFF, _NOTE_ON = 0x80, 0x90

Timed = tuple[float, bytes]
"""Steps since the beginning of the jam, and a message."""


class Played:
    """Starts and ends of notes, put in as they come."""

    def __init__(self) -> None:
        """None has been played."""
        self._positions = array("d")
        self._notes = bytearray()  # pitch and velocity in turn

    def __len__(self) -> int:
        """How many starts and ends there are."""
        return len(self._positions)

    @property
    def last(self) -> float:
        """The farthest position; ValueError if nothing has been played."""
        return max(self._positions)

    def add(self, position: float, message: NoteMessage) -> None:
        """A note starts or ends, at a position in steps."""
        self._positions.append(position)
        self._notes += bytes((message.pitch, message.velocity))

    def told(self, channel: int) -> Iterator[Timed]:
        """All of it on a channel, 0 … 15, by position; what is at the same one as it came."""
        statuses = _NOTE_OFF + channel, _NOTE_ON + channel
        for place in np.argsort(self._positions, kind="stable"):
            pitch, velocity = self._notes[2 * place], self._notes[2 * place + 1]
            yield self._positions[place], bytes((statuses[velocity > 0], pitch, velocity))
