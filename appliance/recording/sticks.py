"""Jams are copied to a USB stick that is plugged in, by a thread that gives way to the music.

What is not on the stick yet goes into a folder of its own there, the newest jams first. As long as
the stick stays in, jams that have come or grown are copied now and then, without a word. A stick
that refuses is left alone until it is plugged in again. The box's log is copied when somebody asks
for it: it is of use only to those who look for a fault.
"""

from __future__ import annotations

import errno
import logging
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event, Thread

from appliance.mounts import Mount
from appliance.realtime.tireless import Tireless
from appliance.recording.copies import Copies, copies_on
from appliance.recording.mounts import sticks
from appliance.recording.shelf import Kept, Shelf

_log = logging.getLogger(__name__)

LOOK_SECONDS = 2.0
AGAIN_SECONDS = 30.0  # between two copies of a jam that grows
SAID_SECONDS = 30.0  # what came of it stays on the display for so long
BREATH_SECONDS = 0.02  # between two files
WANTED_SECONDS = 60.0  # so long, a log that was asked for waits for a stick

COPYING = "Copying jams to the stick"
COPIED = "Jams copied: take the stick out"
NO_JAMS = "No jams yet to copy to the stick"
LOG_WANTED = "Plug in a stick for the log"
COPYING_LOG = "Copying the log to the stick"
LOG_COPIED = "Log copied: take the stick out"
READ_ONLY = "Stick read-only"
FORBIDDEN = "Stick: no permission to write"
BROKEN = "Stick cannot be written"
_FULL = (errno.ENOSPC, errno.EDQUOT)
_REFUSALS = {errno.EROFS: READ_ONLY, errno.EACCES: FORBIDDEN, errno.EPERM: FORBIDDEN}


Log = Callable[[], tuple[str, bytes]]
"""Makes the log, in a second or more: a file's name and its content."""


def no_log() -> tuple[str, bytes]:
    """A log of a box that keeps none."""
    return "log-none.txt", b"There is no log.\n"


@dataclass(eq=False)
class _Visit:
    """A stick that is in: the takes it has, how many were copied, when to look for others."""

    done: set[Kept] = field(default_factory=set)
    copied: int = 0
    due: float = -math.inf  # seconds


class Sticks:
    """Notices sticks, and copies to them; a driver whose `news` say what happens."""

    def __init__(
        self,
        shelf: Shelf,
        look: Callable[[], Sequence[Mount]] = sticks,
        clock: Callable[[], float] = time.monotonic,
        pause: float = LOOK_SECONDS,
        log: Log = no_log,
    ) -> None:
        """
        Args:
            shelf: where jams are kept.
            look: gives the sticks that are plugged in.
            clock: seconds.
            pause: seconds between two looks.
            log: makes the log.
        """
        self._shelf, self._look, self._clock, self._pause = shelf, look, clock, pause
        self._log, self._log_until = log, -math.inf  # seconds until which it is wanted
        self._visits: dict[Mount, _Visit] = {}
        self._said: tuple[str, float] | None = None  # words, and until when
        self._refused = False  # whether they say that something is wrong
        self._trouble = ""
        self._closing = Event()
        self._thread: Thread | None = None

    @property
    def problem(self) -> str | None:
        """Why a stick does not take the jams, in a plain sentence; None if it does."""
        return self._words() if self._refused else None

    @property
    def news(self) -> str | None:
        """What happens to a stick, in a plain sentence; None if nothing does."""
        return None if self._refused else self._words()

    def start(self) -> None:
        """Look for sticks from now on."""
        self._thread = Tireless(self._run, "sticks")
        self._thread.start()

    def want_log(self) -> None:
        """Copy the log to the stick that is in, or comes within a minute; from any thread."""
        self._say(LOG_WANTED, WANTED_SECONDS)
        self._log_until = self._clock() + WANTED_SECONDS

    def close(self) -> None:
        """Stop after the file that is being copied; may be called twice."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join(timeout=5.0)

    def serve(self) -> None:
        """Copy what is missing to the sticks that are in now.

        Raises:
            OSError: if it cannot be told which those are.
        """
        present = self._present()
        if self._visits and not present:
            self._said = None
        before, self._visits = self._visits, {}
        for stick in present:
            self._visits[stick] = before.get(stick) or self._welcome()
        for stick, visit in self._visits.items():
            if self._clock() >= visit.due:
                visit.due = self._clock() + AGAIN_SECONDS
                self._try_to_copy(stick, visit)
        if present and self._clock() < self._log_until:
            self._log_until = -math.inf
            self._try_to_copy_log(present)

    def _present(self) -> list[Mount]:
        """The sticks that are in, but for one that is the shelf itself."""
        shelf = self._shelf.folder.resolve()
        return [stick for stick in self._look() if stick.point not in (shelf, *shelf.parents)]

    def _welcome(self) -> _Visit:
        if not self._shelf.takes():
            self._say(NO_JAMS)
        return _Visit()

    def _try_to_copy(self, stick: Mount, visit: _Visit) -> None:
        """Copy what a stick lacks; the first time, and when it fails, that is said."""
        missing = [kept for kept in self._shelf.takes() if kept not in visit.done]
        if not missing:
            return
        first, visit.copied = not visit.done, 0
        if first:
            self._say(COPYING, math.inf)
        try:
            with copies_on(stick) as copies:
                self._copy(missing, copies, visit)
        except OSError as error:
            self._fail(stick, visit, error)
            return
        if visit.copied:
            _log.info("jams copied to the stick in %s: %d", stick.point, visit.copied)
        if first:
            self._say(COPIED)

    def _try_to_copy_log(self, present: Sequence[Mount]) -> None:
        """Copy the log to all sticks, and say what came of it."""
        self._say(COPYING_LOG, math.inf)
        try:
            name, content = self._log()
            for stick in present:
                with copies_on(stick) as copies:
                    copies.take(name, content, time.time())
                    copies.settle()
        except OSError as error:
            _log.warning("the log cannot be copied to a stick (%s)", error)
            self._say(log_refusal(error), refused=True)
            return
        self._say(LOG_COPIED)

    def _copy(self, missing: Sequence[Kept], copies: Copies, visit: _Visit) -> None:
        for kept in missing:
            content = self._shelf.read(kept.name)
            if content is not None:
                visit.copied += copies.take(kept.name, content, kept.changed)
            visit.done.add(kept)
            if self._closing.wait(BREATH_SECONDS):
                break
        copies.settle()

    def _fail(self, stick: Mount, visit: _Visit, error: OSError) -> None:
        """A stick that was pulled out costs a line in the log; another is left alone."""
        self._closing.wait(self._pause)  # the system may be slower than the hand
        if stick not in self._look():
            _log.info("the stick in %s was pulled out while jams were copied", stick.point)
            self._said = None
            return
        _log.warning("jams cannot be copied to the stick in %s (%s)", stick.point, error)
        visit.due = math.inf
        self._say(refusal(error, visit.copied), refused=True)

    def _say(self, words: str, seconds: float = SAID_SECONDS, refused: bool = False) -> None:
        self._said, self._refused = (words, self._clock() + seconds), refused

    def _words(self) -> str | None:
        said = self._said
        return said[0] if said is not None and self._clock() < said[1] else None

    def _run(self) -> None:
        while not self._closing.wait(self._pause):
            try:
                self.serve()
            except Exception as error:
                self._report(error)

    def _report(self, error: Exception) -> None:
        """Log trouble, but not every two seconds: another stick may be well."""
        if repr(error) != self._trouble:
            self._trouble = repr(error)
            _log.warning("sticks: %s", error, exc_info=error)


def refusal(error: OSError, copied: int) -> str:
    """Why a stick took no more than so many jams, for the display."""
    if error.errno in _FULL:
        return f"Stick full: {copied} {'jam' if copied == 1 else 'jams'} copied"
    return _REFUSALS.get(error.errno or 0, BROKEN)


def log_refusal(error: OSError) -> str:
    """Why a stick did not take the log, for the display."""
    return "Stick full: no log" if error.errno in _FULL else _REFUSALS.get(error.errno or 0, BROKEN)
