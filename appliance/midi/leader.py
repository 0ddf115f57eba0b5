"""Whose MIDI clock counts, where several are plugged in: that of the port that said start last."""

from __future__ import annotations

from collections.abc import Hashable

from appliance.tempo.midi_clock import CONTINUE, START, STOP, TICK


class Leader:
    """Lets the ticks and stops of one port pass, and all other messages of all ports."""

    def __init__(self) -> None:
        self._leading: Hashable | None = None

    def admits(self, port: Hashable, message: bytes) -> bool:
        """Whether a message of a port is to be heard; a start or continue makes it the leader."""
        if message[0] in (START, CONTINUE):
            self._leading = port
        return message[0] not in (TICK, STOP) or port == self._leading

    def leave(self, port: Hashable) -> None:
        """A port is gone."""
        if port == self._leading:
            self._leading = None
