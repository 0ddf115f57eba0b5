"""A network that reads along in the mind's thread, is left behind when it is slow, and returns.

        PATIENCE answers too late in a row, or a failure
FOLLOWS ─────────────────────────────────────────► LOST: nothing is read nor waited for
  ▲  ▲                                              │  │
  │  └──────────────── a new line begins ───────────┘  │ on a bar line, after a pause
  │                                                    ▼
  └────────────────── fast enough ──────────────── TRIES: reads the newest bars anew
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, Protocol, TypeVar

from appliance.music.grid import Meter
from appliance.realtime.attempt import Attempt
from appliance.realtime.pauses import Pauses
from appliance.realtime.recollection import About, Job, Recollection
from appliance.realtime.thinker import Mind

PATIENCE = 3
ENOUGH = 0.5  # of the time there is
FARTHEST_BEHIND = 8  # steps that what was read may be behind
LONGEST_ATTEMPT = 128  # things read meanwhile: four bars or more
UNREAD_STEPS = 16  # after which nobody misses a network any more

SLOW, FAILING = "Networks too slow: I play simply", "Networks fail: I play simply"

log = logging.getLogger(__name__)
T = TypeVar("T")


class Tally(Protocol):
    """Hears of what the networks did not decide."""

    def missed(self, what: str) -> None:
        """An answer was waited for in vain."""

    def spared(self, what: str) -> None:
        """None was waited for, as the network is lost."""


class Follower:
    """What is read of a line, in order. Methods are the loop's; jobs are done by the mind.

    `trouble` is a sentence while the network is lost; `complaint` as long as it is missed.
    """

    def __init__(
        self, mind: Mind, name: str, begin: Callable[[Meter], object], tally: Tally
    ) -> None:
        """
        Args:
            mind: does the jobs.
            name: of the network and its player, for the log.
            begin: lets the network start a new line on a bar line.
            tally: hears of answers that were not there.
        """
        self.trouble: str | None = None
        self._mind, self._name, self._start, self._tally = mind, name, begin, tally
        self._recollection, self._pauses = Recollection(), Pauses()
        self._line = 0  # that is read: jobs of an older one are not done any more
        self._failed: tuple[int, BaseException] | None = None  # the line of a job, and its error
        self._late = 0  # answers in a row
        self._glance: Future[Any] | None = None
        self._newest: Future[Any] | None = None  # that is being read
        self._unread = 0  # steps since something was read
        self._behind = 0  # steps in which nothing of what there was to read was done
        self._waits_for: Future[Any] | None = None  # what was newest when that was last looked at
        self._attempt: Attempt | None = None
        self._since: list[Job] = []  # read since the attempt began
        self._asked: Job = _nothing  # the newest question

    @property
    def complaint(self) -> str | None:
        """A sentence for the display: the network is lost, and there is something to read."""
        return self.trouble if self._unread <= UNREAD_STEPS else None

    def let_pass(self) -> None:
        """A step has passed, whether the line is read in it or not."""
        self._unread += 1
        if self._waits_for is None or self._waits_for.done():
            self._behind, self._waits_for = 0, self._newest
            return
        self._behind += 1
        if self._behind >= FARTHEST_BEHIND and self.trouble is None:
            self._lose(SLOW)  # though nothing was asked

    def begin(self, meter: Meter) -> None:
        """Start a new line on a bar line: what was lost can follow one from its beginning."""
        self._unread = 0
        self._recollection.begin(meter)
        self._new_line()
        self.trouble = None
        self._order(partial(self._start, meter))

    def read(self, job: Job, about: About = About.STEP) -> None:
        """Have something read: the line's next step, or else something about one."""
        self._unread = 0
        goes_on = about is About.STEP
        self._recollection.keep(job, about)
        if self.trouble is None:
            self._newest = self._order(job)
            self._notice()
        elif self._attempt is not None:
            self._since.append(job)
        if goes_on and self._recollection.on_bar_line:
            self._bar_line()
        if self._attempt is not None:
            self._go_on(self._attempt)

    def ask(self, job: Callable[[], T]) -> T | None:
        """What a job brings; None where that is not there by the deadline."""
        self._asked = job
        self._notice()
        if self.trouble is not None:
            self._tally.spared(self._name)
            return None
        answer = self._order(job)
        if not self._mind.wait(answer):
            answer.cancel()
            self._is_late()
        elif self._error is None:
            self._late = 0
            return answer.result()
        self._notice()
        self._tally.missed(self._name)
        return None

    def glance(self, job: Callable[[], T]) -> T | None:
        """What the job given in the step before has brought; never waits."""
        self._notice()
        if self.trouble is not None:
            return None
        before = self._glance
        if before is not None and not before.done():
            self._is_late()
            return None
        self._late = 0
        self._glance = self._order(job)
        if before is None or before.cancelled() or before.exception() is not None:
            return None
        seen: T | None = before.result()
        return seen

    def _order(self, job: Callable[[], T]) -> Future[T | None]:
        """Have a job done, unless its line is over by then or has failed: that brings None."""
        line = self._line

        def do() -> T | None:
            if line != self._line or self._error is not None:
                return None
            try:
                return job()
            except BaseException as error:
                self._failed = line, error
                raise

        return self._mind.order(do)

    @property
    def _error(self) -> BaseException | None:
        """What went wrong in a job of this line."""
        failed = self._failed
        return failed[1] if failed is not None and failed[0] == self._line else None

    def _new_line(self) -> None:
        self._line += 1
        if self._attempt is not None:
            self._attempt.give_up()
        self._glance = self._attempt = self._newest = self._waits_for = None
        self._behind = 0
        self._since.clear()
        self._late = 0

    def _is_late(self) -> None:
        self._late += 1
        if self._late >= PATIENCE:
            self._lose(SLOW)

    def _notice(self) -> None:
        """See whether a job has failed."""
        if self._error is not None:
            log.error("%s fails", self._name, exc_info=self._error)
            self._lose(FAILING)

    def _lose(self, trouble: str) -> None:
        why = "too slow" if trouble is SLOW else "failing"
        log.warning("%s is %s: playing simply without it", self._name, why)
        self.trouble = trouble
        self._pauses.leave()
        self._new_line()

    def _bar_line(self) -> None:
        if self.trouble is None:
            self._pauses.kept_up()
        elif self._attempt is None and self._pauses.over():
            self._try()

    def _try(self) -> None:
        """Have the newest bars read anew, and the newest question asked."""
        self._new_line()
        told = self._recollection
        jobs: list[Job] = [partial(self._start, told.meter), *told.jobs(), self._asked]
        self._attempt = Attempt(self._mind, jobs, ENOUGH * self._mind.room * told.steps)

    def _go_on(self, attempt: Attempt) -> None:
        """Have more read anew; follow again, if all has been, fast enough."""
        attempt.go_on()
        if len(self._since) > LONGEST_ATTEMPT:
            attempt.give_up()
        if attempt.succeeded is None:
            return
        since, self._since, self._attempt = self._since, [], None
        if not attempt.succeeded:
            return
        log.info("%s keeps up again", self._name)
        self.trouble = None
        for job in since:
            self._order(job)


def _nothing() -> None:
    """Nothing has been asked yet."""
