"""Messages on their way from the MIDI threads to the loop."""

from __future__ import annotations

from collections import deque

MOST_WAITING = 20_000


class Inbox:
    """Stamped messages, put by any thread, taken by one; beyond a bound the oldest are lost."""

    def __init__(self) -> None:
        self._queue: deque[tuple[float, bytes]] = deque(maxlen=MOST_WAITING)

    def put(self, moment: float, message: bytes) -> None:
        """Queue a message; does nothing else, so that a MIDI callback may call it."""
        self._queue.append((moment, message))

    def take_until(self, moment: float) -> list[tuple[float, bytes]]:
        """The messages stamped before `moment` with their stamps, in order of arrival."""
        taken = []
        while self._queue and self._queue[0][0] < moment:
            taken.append(self._queue.popleft())
        return taken
