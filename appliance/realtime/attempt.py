"""Reading something anew, bit by bit, between all else that the mind has to do."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from appliance.realtime.thinker import Mind


class Attempt:
    """Jobs that are done in order, unless they take too long together or one of them fails."""

    def __init__(self, mind: Mind, jobs: Iterable[Callable[[], object]], patience: float) -> None:
        """
        Args:
            mind: does them.
            jobs: one or more.
            patience: seconds that they may take, without what is done in between.
        """
        self.succeeded: bool | None = None  # None: it is under way
        self._mind, self._jobs, self._left = mind, deque(jobs), patience
        mind.order(self._go_on)

    def give_up(self) -> None:
        """Do no more of it."""
        self.succeeded = False

    def _go_on(self) -> None:
        if self.succeeded is not None:
            return
        begun = self._mind.now()
        try:
            self._jobs.popleft()()
        except Exception:
            self.succeeded = False
            return
        self._left -= self._mind.now() - begun
        if self._left < 0.0:
            self.succeeded = False
        elif self._jobs:
            self._mind.order(self._go_on)
        else:
            self.succeeded = True
