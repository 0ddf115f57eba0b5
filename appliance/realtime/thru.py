"""MIDI thru: the player's own notes sent on to the synth at once, from a thread of their own.

Never from the MIDI callback: sending there stalls ALSA.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from queue import SimpleQueue

from appliance.realtime.tireless import Tireless

log = logging.getLogger(__name__)


class Thru:
    """Passes messages on as they come in."""

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._send = send
        self._queue: SimpleQueue[bytes | None] = SimpleQueue()
        self._thread = Tireless(self._run, "thru")
        self._thread.start()

    def put(self, message: bytes) -> None:
        """Queue a message; does nothing else, so that a MIDI callback may call it."""
        self._queue.put(message)

    def close(self) -> None:
        """Send what is queued, then stop."""
        self._queue.put(None)
        self._thread.join(timeout=2.0)

    def _run(self) -> None:
        while (message := self._queue.get()) is not None:
            try:
                self._send(message)
            except Exception:
                log.exception("the player's own note could not be sent on")
