"""Tells the service manager that the box can play, how it is, and that it is alive.

A word is given by the port watcher's thread, and only after loop, agenda, watcher and drawing have
each shown life since the last one: whichever hangs, the manager hears no more and starts the box
anew. The networks' thread is not among them: where it is slow, the box plays on without it.

    loop, agenda,    ─► signs of life ─┬─► the watcher's thread: all live ─► the manager
    watcher, drawing                   └─► watcher's or drawing's: one does not ─► the log
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from math import inf
from threading import Lock

from appliance.service.notify import Manager
from appliance.service.vitals import Vitals
from appliance.service.whereabouts import whereabouts

LOOP, AGENDA, MIDI, DRAWING = "loop", "agenda", "MIDI ports", "drawing"
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
        self._vitals = Vitals((LOOP, AGENDA, MIDI, DRAWING), pause)
        self.loop_lives = self._vitals.sign(LOOP)
        self.agenda_lives = self._vitals.sign(AGENDA)
        self._drawing_lives = self._vitals.sign(DRAWING)
        self._watcher_lives = self._vitals.sign(MIDI)
        self._words: Callable[[], str] = str
        self._ready, self._status = False, ""
        self._silent_since = inf  # until the first word, nobody is missed
        self._looked = inf  # when the port watcher did, seconds
        self._missing = Lock()  # two threads look who is missed

    def describe_by(self, words: Callable[[], str]) -> None:
        """Let the box' state be told in words, a single line, from now on."""
        self._words = words

    def look(self, present: object) -> None:
        """The port watcher is alive; so all may be."""
        self._watcher_lives()
        now = self._looked = self._clock()
        if self._vitals.due(now):
            self._speak(now)
        else:
            self._look_after(now)

    def drawing_lives(self) -> None:
        """A picture was drawn. Should the port watcher hang, it is this thread that says so."""
        self._drawing_lives()
        self._look_after(self._clock())

    def leave(self) -> None:
        """The port watcher ends: nothing is said any more, and nobody is missed."""
        self._silent_since = inf

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

    def _look_after(self, now: float) -> None:
        """Whoever shows no life is named once in a while."""
        silent = self._silent(now)
        with self._missing:
            if not silent or now - self._silent_since < SILENCE_SECONDS:
                return
            self._silent_since = now
        self._miss(silent)

    def _silent(self, now: float) -> list[str]:
        """Who has shown no life since the last word, or was to give one and did not."""
        silent = self._vitals.missing
        mute = MIDI not in silent and now - self._looked >= SILENCE_SECONDS
        return [*silent, MIDI] if mute else silent

    def _miss(self, silent: Sequence[str]) -> None:
        """Name who shows no life to the manager, and in the log where each of them hangs."""
        names = ", ".join(silent)
        self._status = f"No sign of life: {names}"
        _log.error("no sign of life for %.0f s: %s", SILENCE_SECONDS, names)
        for part in silent:
            if place := whereabouts(self._vitals.thread(part)):
                _log.error("%s hangs here:\n%s", part, place)
        self._manager.tell(f"STATUS={self._status}")
