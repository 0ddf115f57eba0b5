"""Tells the service manager that the box can play, how it is, and that it is alive.

A word is given by the port watcher's thread, and only after loop, watcher and drawing have each
shown life since the last one: whichever hangs, the manager hears no more and starts the box anew.
The networks' thread is not among them: where it is slow, the box plays on without it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from math import inf

from appliance.service.notify import Manager
from appliance.service.vitals import Vitals

LOOP, MIDI, DRAWING = "loop", "MIDI ports", "drawing"
PAUSE_SECONDS = 2.0  # between two words, where no watchdog says how often it wants one
SHARE = 0.25  # of the watchdog's period is such a pause
SILENCE_SECONDS = 5.0  # without life, after which the log names who shows none

_log = logging.getLogger(__name__)


class Herald:
    """Listens to the port watcher, as the last to do so, and speaks when all are alive."""

    def __init__(self, manager: Manager, clock: Callable[[], float] = time.monotonic) -> None:
        """
        Args:
            manager: is told.
            clock: seconds.
        """
        self._manager, self._clock = manager, clock
        pause = PAUSE_SECONDS if manager.period is None else SHARE * manager.period
        self._vitals = Vitals((LOOP, MIDI, DRAWING), pause)
        self.loop_lives = self._vitals.sign(LOOP)
        self.drawing_lives = self._vitals.sign(DRAWING)
        self._watcher_lives = self._vitals.sign(MIDI)
        self._words: Callable[[], str] = str
        self._ready, self._status = False, ""
        self._silent_since = inf  # until the first word, nobody is missed

    def describe_by(self, words: Callable[[], str]) -> None:
        """Let the box' state be told in words, a single line, from now on."""
        self._words = words

    def look(self, present: object) -> None:
        """The port watcher is alive; so all may be."""
        self._watcher_lives()
        now = self._clock()
        if self._vitals.due(now):
            self._speak(now)
        elif now - self._silent_since >= SILENCE_SECONDS:
            self._miss(now)

    def leave(self) -> None:
        """The port watcher ends: nothing is said any more."""

    def stop(self) -> None:
        """The box ends."""
        self._manager.tell("STOPPING=1", "STATUS=Ending")

    def _speak(self, now: float) -> None:
        status = self._words()
        lines = [] if self._ready else ["READY=1"]
        lines += [] if self._manager.period is None else ["WATCHDOG=1"]
        lines += [] if status == self._status else [f"STATUS={status}"]
        if lines and not self._manager.tell(*lines):
            return
        self._ready, self._status, self._silent_since = True, status, now
        self._vitals.give(now)

    def _miss(self, now: float) -> None:
        """Name who shows no life, in the log and to the manager; not twice a second."""
        silent = ", ".join(self._vitals.missing)
        if not silent:
            return
        self._silent_since, self._status = now, f"No sign of life: {silent}"
        _log.error("no sign of life for %.0f s: %s", SILENCE_SECONDS, silent)
        self._manager.tell(f"STATUS={self._status}")
