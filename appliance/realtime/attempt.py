"""Reading something anew, a little in every step, between all else that the mind has to do."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future

from appliance.realtime.thinker import Mind

AT_ONCE = 6  # jobs: all of them would keep the mind busy for too long
HOPELESS = 0.25  # share of the patience that the first jobs may take, however few they are


class Attempt:
    """Jobs that are done in order, unless they take too long or one of them fails.

    `succeeded` is None while it is under way.
    """

    def __init__(self, mind: Mind, jobs: Iterable[Callable[[], object]], patience: float) -> None:
        """
        Args:
            mind: does them.
            jobs: one or more.
            patience: seconds that all of them together may take.
        """
        self.succeeded: bool | None = None
        self._mind, self._jobs, self._patience = mind, deque(jobs), patience
        self._all, self._spent = len(self._jobs), 0.0
        self._ordered: Future[None] | None = None

    def go_on(self) -> None:
        """Have a few more done, if those before are; called by the loop."""
        if self.succeeded is None and (self._ordered is None or self._ordered.done()):
            self._ordered = self._mind.order(self._do_some)

    def give_up(self) -> None:
        """Do no more of it."""
        self.succeeded = False

    def _do_some(self) -> None:
        for _ in range(min(AT_ONCE, len(self._jobs))):
            if self.succeeded is not None:
                return
            begun = self._mind.now()
            try:
                self._jobs.popleft()()
            except BaseException as error:
                self.succeeded = False
                if isinstance(error, Exception):
                    return
                raise
            self._spent += self._mind.now() - begun
            share = max(HOPELESS, 1.0 - len(self._jobs) / self._all)
            if self._spent > share * self._patience:
                self.succeeded = False
        if not self._jobs and self.succeeded is None:
            self.succeeded = True
