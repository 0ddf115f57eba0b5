"""Synths of the virtual world: what is sent to them, at once or by a queue, reaches an ear."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from appliance.midi.ahead import Ahead
from appliance.midi.messages import channel_of
from appliance.midi.outputs import HANDED_AHEAD
from tools.soak.world import World

Hear = Callable[[float, bytes], None]
"""Takes a moment, in seconds, and a message."""


class Wire:
    """Carries messages to an ear; what is handed over ahead waits, as in the kernel's queue."""

    def __init__(self, world: World, hear: Hear) -> None:
        self._world, self._hear = world, hear
        self._waiting: dict[int, tuple[bytes, int]] = {}
        self._numbers = itertools.count()

    def send(self, message: bytes) -> None:
        """Send a message at once."""
        self._hear(self._world.now(), message)

    def send_at(self, message: bytes, due: float, tag: int) -> None:
        """Let a message be sent at a moment; those of one moment leave in the order given."""
        number = next(self._numbers)
        self._waiting[number] = message, tag
        self._world.at(due, lambda: self._leave(number))

    def take_back(self, tag: int, channel: int | None) -> None:
        """Forget what waits with a tag, and on a channel if one is given."""
        for number, (message, its_tag) in list(self._waiting.items()):
            if its_tag == tag and channel in (None, channel_of(message)):
                del self._waiting[number]

    def _leave(self, number: int) -> None:
        message, _ = self._waiting.pop(number, (b"", 0))
        if message:
            self.send(message)


class VirtualSynth:
    """An output of the box, with or without a queue that keeps the time, at once or slow."""

    problem = None

    def __init__(self, world: World, hear: Hear, queued: bool, lead: float = 0.0) -> None:
        """`lead` is by how many seconds it has to be told ahead."""
        self.lead, self.ahead = lead, HANDED_AHEAD
        self._queued = queued
        self._ahead = Ahead(Wire(world, hear), world.now)

    @property
    def queue(self) -> VirtualSynth | None:
        """Itself, if it has one."""
        return self if self._queued else None

    def start(self) -> None:
        """It is there already."""

    def close(self) -> None:
        """End all that sounds."""
        self._ahead.end()

    def send(self, message: bytes) -> None:
        """Send one message at once."""
        self._ahead.send(message)

    def send_at(self, message: bytes, due: float, lasting: bool = False) -> None:
        """Let one message leave at a moment."""
        self._ahead.send_at(message, due, lasting)

    def recall(self, lasting: bool = False) -> None:
        """Take back what has not left yet."""
        self._ahead.recall(lasting)
