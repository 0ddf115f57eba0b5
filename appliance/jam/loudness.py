"""How loud the box plays along: as loud as the player has been of late."""

from __future__ import annotations

from collections.abc import Iterable

from appliance.jam.call import DEFAULT_VELOCITY
from appliance.music.notes import NoteMessage

NEWEST_SHARE = 0.2  # of the newest note in the running mean


class Loudness:
    """A running mean of the player's velocities."""

    def __init__(self) -> None:
        self._mean: float | None = None

    def hear(self, messages: Iterable[NoteMessage]) -> None:
        """Take in what was played in a step."""
        for message in messages:
            if message.is_on:
                before = message.velocity if self._mean is None else self._mean
                self._mean = before + NEWEST_SHARE * (message.velocity - before)

    @property
    def velocity(self) -> int:
        """The velocity to play at, 1 … 127."""
        return DEFAULT_VELOCITY if self._mean is None else round(self._mean)
