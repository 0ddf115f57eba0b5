"""Virtual time: it passes while somebody sleeps, and what is planned happens in it.

Loop, agenda, synths and people all live in one world and one thread: a day passes in an hour, and
the same seed gives the same day.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterator

from appliance.realtime.agenda import Act, Agenda, Done

BEGINNING = 1000.0  # seconds

Life = Iterator[float]
"""Somebody who acts, then says for how many seconds they wait."""


class World:
    """A clock, as the box knows one, and all that happens by it."""

    def __init__(self) -> None:
        """Nothing is planned."""
        self.oversleeps = 0.0  # seconds by which the next sleeper wakes too late
        self.overslept = 0.0  # seconds by which the last one did
        self._time = BEGINNING
        self._plans: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = itertools.count()

    def now(self) -> float:
        """The present time, in seconds."""
        return self._time

    @property
    def passed(self) -> float:
        """Seconds since the beginning."""
        return self._time - BEGINNING

    def at(self, moment: float, act: Callable[[], None]) -> None:
        """Plan something; what is past happens as soon as time passes."""
        heapq.heappush(self._plans, (max(moment, self._time), next(self._numbers), act))

    def live(self, life: Life) -> None:
        """Let somebody live, from now on."""

        def go_on() -> None:
            pause = next(life, None)
            if pause is not None:
                self.at(self._time + pause, go_on)

        self.at(self._time, go_on)

    def sleep_until(self, moment: float) -> None:
        """Sleep, as the loop does; whoever is to oversleep wakes later."""
        self.overslept, self.oversleeps = self.oversleeps, 0.0
        self.pass_to(max(moment, self._time) + self.overslept)

    def pass_to(self, moment: float) -> None:
        """Let everything happen that is planned up to a moment."""
        while self._plans and self._plans[0][0] <= moment:
            when, _, act = heapq.heappop(self._plans)
            self._time = max(self._time, when)
            act()
        self._time = max(self._time, moment)


class VirtualAgenda(Agenda):
    """The box's agenda, which acts as the world's time passes, without a thread."""

    def __init__(self, world: World, done: Done) -> None:
        """`done` as for `Agenda`."""
        super().__init__(world, done)
        self._world = world

    def at(
        self, moment: float, act: Act, lasting: bool = False, latest: float | None = None
    ) -> None:
        """See `Agenda.at`."""
        super().at(moment, act, lasting, latest)
        self._world.at(moment, lambda: self.do_until(self._world.now()))
