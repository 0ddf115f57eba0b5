"""Active sensing: a keyboard that keeps saying that it is there, and then says nothing, is gone.

A pulled DIN plug cannot be seen otherwise. MIDI 1.0: once a source has sent active sensing (0xFE),
something comes from it every 300 ms at least; 330 ms after the last of it, all that it began ends,
and it is as if it had never sent any.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from appliance.realtime.tireless import Tireless

ACTIVE_SENSING = b"\xfe"
LOST_SECONDS = 0.33
PAUSE = 0.04  # seconds between two looks
OVERSLEPT = 0.15  # seconds: who was away for so long may not have got what was said meanwhile


class Sensing:
    """Whether one source is still there."""

    def __init__(self) -> None:
        """It has not said that it would go on."""
        self._newest: float | None = None  # moment of its newest message, if it senses

    @property
    def expecting(self) -> bool:
        """Whether something must come soon."""
        return self._newest is not None

    def hear(self, moment: float, message: bytes) -> None:
        """A message of the source, heard at a moment in seconds."""
        if self._newest is not None or message == ACTIVE_SENSING:
            self._newest = moment

    def lost(self, now: float) -> bool:
        """Whether it has gone by now, in seconds; true once."""
        if self._newest is None or now - self._newest <= LOST_SECONDS:
            return False
        self._newest = None
        return True


class Lookout:
    """Looks at all sources again and again while any of them senses, in a thread of its own."""

    def __init__(
        self,
        look: Callable[[float], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """
        Args:
            look: looks at all sources at a moment in seconds; whether any of them senses.
            clock: seconds.
        """
        self._look, self._clock = look, clock
        self._wanted, self._closing = threading.Event(), False
        self._thread: Tireless | None = None

    def start(self) -> None:
        """Wait for somebody who senses."""
        self._closing = False
        self._thread = Tireless(self._run, "active sensing")
        self._thread.start()

    def want(self) -> None:
        """A source senses; does nothing but say so, so that a MIDI callback may call it."""
        self._wanted.set()

    def close(self) -> None:
        """Look no more; may be called twice."""
        self._closing = True
        self._wanted.set()
        if self._thread is not None:
            self._thread.join(timeout=2.0)
            self._thread = None

    def _run(self) -> None:
        while self._wanted.wait() and not self._closing:
            self._wanted.clear()
            try:
                self._watch()
            except BaseException:
                self._wanted.set()  # nobody says it again, should the keyboard be gone by now
                raise

    def _watch(self) -> None:
        """Look until nobody senses any more."""
        sensing, looked = True, self._clock()
        while sensing and not self._closing:
            time.sleep(PAUSE)
            before, looked = looked, self._clock()
            if looked - before < OVERSLEPT:
                sensing = self._look(looked)
