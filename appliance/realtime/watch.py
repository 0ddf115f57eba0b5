"""Watches each step: when it was put down against when it was due, and who took the time."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from appliance.realtime.clock import Clock, MonotonicClock
from appliance.realtime.garbage import GarbageWatch
from appliance.realtime.notifier import Notifier
from appliance.realtime.punctuality import Punctuality

LATE = 0.005  # seconds: a musician feels ten milliseconds and hears six
ASLEEP = "the thread did not get to run"
COLLECTING = "garbage was collected"
BUSY = "the step before went on"


class Mark(NamedTuple):
    """A part of a step begins.

    `now` is the time, `ran` how long the thread has run, `thought` how long the mind's has, and
    `collected` for how long garbage was collected, all in seconds.
    """

    part: str
    now: float
    ran: float
    thought: float
    collected: float


class Watch:
    """A step from the moment it should begin to the moment all of it is put down.

    Its cost is a few reads of clocks a step. Used by the loop's thread, but for `acted_late`, which
    is the agenda's; each counts what is its own.
    """

    def __init__(
        self,
        clock: Clock | None = None,
        ran: Callable[[], float] = time.thread_time,
        thought: Callable[[], float] = lambda: 0.0,
        notifier: Notifier | None = None,
    ) -> None:
        """
        Args:
            clock: the loop's.
            ran: seconds that the calling thread has had the processor.
            thought: seconds that the mind's thread has.
            notifier: says what was late.
        """
        self.punctuality = Punctuality()
        self.garbage = GarbageWatch()
        self._clock = clock or MonotonicClock()
        self._ran, self._thought = ran, thought
        self._notifier = notifier or Notifier(self._clock.now)
        self._wanted = 0.0
        self._before: Mark | None = None  # when the step before was over
        self._marks: list[Mark] = []
        self._missed: list[str] = []
        self._spared = False

    def begin(self, wanted: float) -> float:
        """A step begins that should at a moment; returns by how many seconds it is late."""
        self._before = self._marks[-1] if self._marks else None
        self._wanted, self._marks = wanted, []
        self._missed, self._spared = [], False
        self.part("waking")
        return max(0.0, self._marks[0].now - wanted)

    def part(self, name: str) -> None:
        """A part of the step begins; the one before is over."""
        ran, thought = self._ran(), self._thought()
        self._marks.append(Mark(name, self._clock.now(), ran, thought, self.garbage.seconds))

    def missed(self, what: str) -> None:
        """Something could not be decided in time in this step; something simple is played."""
        self._missed.append(what)

    def spared(self, what: str) -> None:
        """Something was not even asked to decide in this step; something simple is played."""
        self._spared = True

    def dropped(self, onsets: int) -> None:
        """Notes were left out, since they would have sounded late."""
        self.punctuality.dropped_onsets += onsets

    def stalled(self, step: int) -> None:
        """The step that has begun is late by more than a step; the grid has been moved."""
        self.punctuality.late_steps += 1
        behind = 1000 * (self._marks[0].now - self._wanted)
        words = "step %d begins %.0f ms late, and the steps go on from there: %s"
        self._notifier.say(words, step, behind, self._culprit())

    def put_down(self, step: int, due: float) -> None:
        """All of a step is put down, that is due at a moment."""
        self.part("end")
        slack = due - self._marks[-1].now
        self.punctuality.put_down(slack)
        if self._missed or self._spared or slack < 0.0:
            self.punctuality.missed_decisions += 1
        if slack < 0.0:
            self._notifier.say(
                "step %d was ready %.0f ms late: %s", step, -1000 * slack, self._culprit()
            )
        elif self._missed:
            words = "step %d is played without %s: not ready in time (%.0f ms left; %s)"
            what = ", ".join(dict.fromkeys(self._missed))
            self._notifier.say(words, step, what, 1000 * slack, self._culprit())

    def acted_late(self, act: str, late: float, why: str) -> None:
        """Something of the agenda was done so many seconds late."""
        self.punctuality.late_acts += 1
        self._notifier.say("%s was done %.0f ms late: %s", act, 1000 * late, why)

    def _culprit(self) -> str:
        """What took most of the step."""
        spent, ran, thought = self._until_awake(), _sums(), _sums()
        for begun, over in pairwise(self._marks):
            collected = over.collected - begun.collected
            spent[COLLECTING] += collected
            spent[begun.part] += over.now - begun.now - collected
            ran[begun.part] += over.ran - begun.ran
            thought[begun.part] += over.thought - begun.thought
        guilty = max(spent, key=lambda part: spent[part])
        took = 1000 * spent[guilty]
        if guilty not in ran:
            return f"{guilty} for {took:.0f} ms"
        if ran[guilty] >= spent[guilty] / 2:
            return f"{guilty} took {took:.0f} ms"
        working = f"this thread ran {1000 * ran[guilty]:.0f}, the mind {1000 * thought[guilty]:.0f}"
        return f"{guilty} took {took:.0f} ms, of which {working}"

    def _until_awake(self) -> defaultdict[str, float]:
        """What took the time, in seconds, between the moment to begin and the beginning."""
        awake, before = self._marks[0], self._before
        ended = self._wanted if before is None else max(self._wanted, before.now)
        collected = 0.0 if before is None else awake.collected - before.collected
        asleep = max(0.0, awake.now - ended)
        return _sums(
            {
                BUSY: ended - self._wanted,
                COLLECTING: min(collected, asleep),
                ASLEEP: max(0.0, asleep - collected),
            }
        )


def _sums(known: Mapping[str, float] = MappingProxyType({})) -> defaultdict[str, float]:
    """Seconds, part by part; none yet but what is known."""
    return defaultdict(float, known)
