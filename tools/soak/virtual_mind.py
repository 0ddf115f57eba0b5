"""A mind that thinks at once, in no time; unless it hangs for a while, as a real one might."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from appliance.realtime.thinker import Deadline, Thinker, fulfil
from tools.soak.world import World

T = TypeVar("T")


class VirtualThinker(Thinker):
    """The box's thinker without a thread. While it hangs, who waits does so to the deadline."""

    def __init__(self, deadline: Deadline, world: World) -> None:
        """It does not hang."""
        super().__init__(deadline, world)
        self._until, self._world = deadline, world
        self._jobs: deque[Callable[[], None]] = deque()
        self._hangs = False

    def start(self) -> None:
        """There is no thread to start."""
        self._do_all()

    def close(self) -> None:
        """Nothing to be ended."""

    def hang(self, hangs: bool) -> None:
        """Do nothing any more, or again."""
        self._hangs = hangs
        self._do_all()

    def order(self, job: Callable[[], T]) -> Future[T]:
        """Have something done, at once if it can be."""
        answer: Future[T] = Future()
        self._jobs.append(lambda: fulfil(answer, job))
        self._do_all()
        return answer

    def wait(self, answer: Future[T]) -> bool:
        """Wait for an answer until the deadline; meanwhile the world goes on."""
        if not answer.done():
            self._world.pass_to(self._until.moment)
        return answer.done()

    def _do_all(self) -> None:
        while self._jobs and not self._hangs:
            self._jobs.popleft()()
