"""News that something which was asked for is done, or cannot be: one sentence, for a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from math import inf

SAID_SECONDS = 20.0


class Bulletin:
    """A messenger; any thread may have something said."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds."""
        self._clock = clock
        self._said = ("", -inf)  # words, and until when

    def say(self, words: str) -> None:
        """Have a plain sentence shown, at most 40 letters; it takes the place of the one before."""
        self._said = words, self._clock() + SAID_SECONDS

    @property
    def news(self) -> str | None:
        """The sentence, as long as it is news."""
        words, until = self._said
        return words if self._clock() < until else None
