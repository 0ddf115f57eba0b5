"""Keeps every jam: told by the loop, written by a thread of its own that may be late.

A take begins with the player's first note and ends when nobody has played for a minute. What has
been played so far is written every few seconds, so that a pulled plug costs no more than that.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from threading import Event, Thread

from appliance.jam.parts import Part
from appliance.jam.view import View
from appliance.music.notes import NoteMessage
from appliance.realtime.tireless import Tireless
from appliance.recording.shelf import Shelf
from appliance.recording.take import HUMAN, MOST_MESSAGES, Take, Track

_log = logging.getLogger(__name__)

SAVE_SECONDS = 5.0
END_SECONDS = 60.0
LONG_MESSAGES = 5_000  # a take of so many is written half as often: the card lives longer
MOST_WAITING = 50_000  # of what the thread has not taken yet: a minute's flood
_Told = Callable[[], None]


class Recorder:
    """The loop's side only queues; beyond a bound, the oldest is lost."""

    def __init__(
        self, shelf: Shelf, clock: Callable[[], float] = time.monotonic, pause: float = 0.5
    ) -> None:
        """
        Args:
            shelf: where takes go.
            clock: seconds.
            pause: seconds between two looks at what has been told.
        """
        self._shelf, self._clock, self._pause = shelf, clock, pause
        self._told: deque[_Told] = deque(maxlen=MOST_WAITING)
        self._views = {0: View()}
        self._take: Take | None = None
        self._name = ""
        self._last_note = self._saved = 0.0
        self._unsaved = False
        self._problem: str | None = None
        self._closing = Event()
        self._thread: Thread | None = None

    @property
    def problem(self) -> str | None:
        """Why jams are not kept, in a plain sentence; None if they are."""
        return self._problem

    def start(self) -> None:
        """Write from now on."""
        self._thread = Tireless(self._run, "recorder")
        self._thread.start()

    def close(self) -> None:
        """Write what there is, and stop; may be called twice."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join(timeout=5.0)

    def hear(
        self, position: float, heard: Sequence[NoteMessage], view: View, player: int = 0
    ) -> None:
        """A step: what a player did in it, and what there is to see after it.

        Args:
            position: of the step, in steps; between two where it swings.
            heard: in order.
            view: after it.
            player: from 0.
        """
        self._told.append(partial(self._look, view, player))
        for message in heard:
            self._told.append(partial(self._add, Track(player, HUMAN), position, message))

    def play(
        self, position: float, due: Sequence[tuple[Part, NoteMessage]], player: int = 0
    ) -> None:
        """What the box plays for a player in a step; `position` as for `hear`."""
        for part, message in due:
            self._told.append(partial(self._add, Track(player, part.value), position, message))

    def write(self) -> None:
        """Take in what has been told, and save what is due to be saved."""
        while self._told:
            self._told.popleft()()
        now = self._clock()
        if self._take is None:
            return
        over = now - self._last_note > END_SECONDS or len(self._take) >= MOST_MESSAGES
        pause = SAVE_SECONDS * (1 + len(self._take) // LONG_MESSAGES)
        if self._unsaved and (over or now - self._saved >= pause or self._closing.is_set()):
            self._save(self._take, now)
        if over:
            self._take = None

    def _add(self, track: Track, position: float, message: NoteMessage) -> None:
        if self._take is None:
            if track.part != HUMAN or not message.is_on:
                return
            self._take, self._name = Take(self._present()), self._shelf.next_name()
            self._saved = self._clock()
        self._take.add(track, position + message.late, message)
        self._unsaved = True
        if message.is_on and track.part != Part.CLICK.value:
            self._last_note = self._clock()

    def _present(self) -> dict[int, View]:
        """What was seen of late of those who are still there."""
        late = self._views[0].step - 1
        return {player: view for player, view in self._views.items() if view.step >= late}

    def _look(self, view: View, player: int) -> None:
        self._views[player] = view
        if self._take is not None:
            self._take.see(view, player)

    def _save(self, take: Take, now: float) -> None:
        self._saved = now
        try:
            self._shelf.keep(self._name, take.file())
        except OSError as error:
            if self._problem is None:
                _log.warning("the jam cannot be kept in %s (%s)", self._shelf.folder, error)
            self._problem = "Jams not kept: " + _reason(error)
            return
        self._unsaved, self._problem = False, None

    def _run(self) -> None:
        self._shelf.tidy()
        while not self._closing.wait(self._pause):
            self._try_to_write()
        self._try_to_write()

    def _try_to_write(self) -> None:
        try:
            self.write()
        except Exception:
            _log.exception("a jam could not be recorded")
            self._take = None


def _reason(error: OSError) -> str:
    known = {28: "card full", 30: "card read-only", 13: "no permission", 122: "card full"}
    return known.get(error.errno or 0, "cannot write")
