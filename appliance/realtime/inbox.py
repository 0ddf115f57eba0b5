"""Messages on their way from the MIDI threads to the loop."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

MOST_WAITING = 20_000


class Letter(NamedTuple):
    """A message, when it came and from whom; an empty one says that its source is gone."""

    moment: float
    message: bytes
    source: str


class Inbox:
    """Stamped messages, put by any thread, taken by one; beyond a bound the oldest are lost."""

    def __init__(self) -> None:
        self._queue: deque[Letter] = deque(maxlen=MOST_WAITING)

    def put(self, moment: float, message: bytes, source: str = "") -> None:
        """Queue a message; does nothing else, so that a MIDI callback may call it."""
        self._queue.append(Letter(moment, message, source))

    def take_until(self, moment: float) -> list[Letter]:
        """The messages stamped before `moment`, in order of arrival."""
        taken = []
        while self._queue and self._queue[0].moment < moment:
            taken.append(self._queue.popleft())
        return taken
