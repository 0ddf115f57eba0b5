"""The agenda: what has been decided is done at its time, by a thread that does nothing else.

The loop decides half a step ahead; whatever it is busy with then cannot make a note late.
"""

from __future__ import annotations

import heapq
import itertools
import logging
import threading
from collections.abc import Callable
from functools import partial

from appliance.realtime.clock import Clock, MonotonicClock
from appliance.realtime.tireless import Tireless
from appliance.realtime.tuning import favour_this_thread

IDLE_SECONDS = 0.5

log = logging.getLogger(__name__)

Act = Callable[[], None]
Done = Callable[[Act, float, float, float], None]
"""Told of an act: when it could first be done as it should, when it was begun, when it was over."""


class Agenda:
    """Acts by the moments they are due at; those of one moment are done in the order put in."""

    def __init__(
        self,
        clock: Clock | None = None,
        done: Done = lambda *_: None,
        alive: Callable[[], None] = lambda: None,
    ) -> None:
        """Nothing is done before `start`, but by `do_until`.

        Args:
            clock: gives the time.
            done: hears of all that is done.
            alive: called now and then, at least every IDLE_SECONDS; it neither waits nor raises.
        """
        self._clock, self._done, self._alive = clock or MonotonicClock(), done, alive
        self._entries: list[tuple[float, int, Act, bool, float]] = []
        self._numbers = itertools.count()
        self._changed = threading.Condition()
        self._acting = threading.RLock()  # held while something is done; never waited for by `at`
        self._closed = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Do everything at its time from now on."""
        self._thread = Tireless(self._run, "agenda")
        self._thread.start()

    def close(self) -> None:
        """Forget what is not done yet, and do nothing more."""
        with self._changed:
            self._closed = True
            self._entries.clear()
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(timeout=2.0)

    def at(
        self, moment: float, act: Act, lasting: bool = False, latest: float | None = None
    ) -> None:
        """Do something at a moment of the clock, in seconds; at once if it is past.

        What is `lasting` is done even if the agenda is cleared before. It is not late before
        `latest`, if that is said.
        """
        with self._changed:
            if not self._closed:
                wanted = max(moment if latest is None else latest, self._clock.now())
                entry = (moment, next(self._numbers), act, lasting, wanted)
                heapq.heappush(self._entries, entry)
                self._changed.notify()

    def clear(self) -> None:
        """Forget all that does not last; what is being done is done when this returns."""
        with self._acting, self._changed:
            self._entries = [entry for entry in self._entries if entry[3]]
            heapq.heapify(self._entries)

    def do_until(self, moment: float) -> None:
        """Do what is due by a moment; an act that fails is logged."""
        while True:
            with self._acting:
                with self._changed:
                    if not self._entries or self._entries[0][0] > moment:
                        return
                    _, _, act, _, wanted = heapq.heappop(self._entries)
                begun = self._clock.now()
                _do(act)
                _do(partial(self._done, act, wanted, begun, self._clock.now()))

    def _run(self) -> None:
        favour_this_thread()
        while True:
            self.do_until(self._clock.now())
            self._alive()
            with self._changed:
                if self._closed:
                    return
                self._changed.wait(self._patience())

    def _patience(self) -> float:
        """Seconds until something is due, or life is to be shown."""
        if not self._entries:
            return IDLE_SECONDS
        return min(max(0.0, self._entries[0][0] - self._clock.now()), IDLE_SECONDS)


def _do(act: Act) -> None:
    try:
        act()
    except Exception:
        log.exception("something due could not be done")
