"""The thread in which the networks think, so that the loop can go on without them.

The loop orders what is to be read and asks for what it needs; it waits until the deadline of the
step, and plays something simple if there is no answer by then.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from queue import SimpleQueue
from typing import Protocol, TypeVar

from appliance.realtime.clock import Clock, MonotonicClock
from appliance.realtime.tireless import Tireless
from appliance.realtime.tuning import PRIORITY, favour_this_thread

RESERVE, SHARE = 0.003, 0.1  # seconds, and of the time left, to put down what is decided

T = TypeVar("T")


class Deadline:
    """By when the present step must be decided; set by the loop, step by step."""

    def __init__(self, ahead: float = 0.0) -> None:
        """`ahead` is by how many seconds outputs want to be told before it is due."""
        self._ahead = ahead
        self.moment = 0.0
        self.room = 0.0  # seconds that there were for it

    def set(self, now: float, due: float) -> None:
        """What is decided from now on is due at a moment; at least half of the time is given."""
        left = max(0.0, due - now)
        self.room = left - min(max(RESERVE, SHARE * left) + self._ahead, left / 2)
        self.moment = now + self.room


class Mind(Protocol):
    """Does what it is told, one thing after the other, while others wait or do not."""

    def order(self, job: Callable[[], T]) -> Future[T]:
        """Have something done after all that was ordered before."""

    def wait(self, answer: Future[T]) -> bool:
        """Wait for an answer until the deadline; whether it is there."""

    def now(self) -> float:
        """The time, in seconds."""

    @property
    def room(self) -> float:
        """Seconds that there are to decide a step."""


class Thinker:
    """A mind that is a thread of its own."""

    def __init__(self, deadline: Deadline, clock: Clock | None = None) -> None:
        """What is ordered before `start` is done after it."""
        self._deadline, self._clock = deadline, clock or MonotonicClock()
        self._orders: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def now(self) -> float:
        """The time, in seconds."""
        return self._clock.now()

    @property
    def room(self) -> float:
        """Seconds that there are to decide a step."""
        return self._deadline.room

    def ran(self) -> float:
        """Seconds for which the thread has had the processor; 0 while there is none."""
        thread = self._thread
        if thread is None or thread.ident is None or not thread.is_alive():
            return 0.0
        try:
            return time.clock_gettime(time.pthread_getcpuclockid(thread.ident))
        except (AttributeError, OSError):  # the system knows no such clock
            return 0.0

    def start(self) -> None:
        """Begin to think."""
        self._thread = Tireless(self._run, "mind")
        self._thread.start()

    def close(self) -> None:
        """Think no more; what takes long is left to itself."""
        self._orders.put(None)
        if self._thread is not None:
            self._thread.join(timeout=1.0)

    def order(self, job: Callable[[], T]) -> Future[T]:
        """Have something done; does nothing else, so never waits."""
        answer: Future[T] = Future()
        self._orders.put(lambda: fulfil(answer, job))
        return answer

    def wait(self, answer: Future[T]) -> bool:
        """Wait for an answer until the deadline; whether it is there."""
        with suppress(Exception):
            answer.exception(timeout=max(0.0, self._deadline.moment - self._clock.now()))
        return answer.done()

    def _run(self) -> None:
        favour_this_thread(PRIORITY - 1)
        while (fulfilling := self._orders.get()) is not None:
            fulfilling()


def fulfil(answer: Future[T], job: Callable[[], T]) -> None:
    """Do a job and give the answer, or what it failed with, unless nobody waits any more."""
    if not answer.set_running_or_notify_cancel():
        return
    try:
        answer.set_result(job())
    except BaseException as error:
        answer.set_exception(error)  # nobody is to wait for it, whatever becomes of the thread
        if not isinstance(error, Exception):
            raise
    finally:
        del answer, job  # else the error's traceback would hold what holds the error
