"""Keyboards that do one trick after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from tools.fuzz.tricks import PLAYED, Bytes, Trick


class Keyboard:
    """Plays as a person does half of the time, and wildly in the other half."""

    def __init__(self, name: str, random: Random, tricks: Sequence[Trick]) -> None:
        self.name, self._random, self._tricks = name, random, tricks
        self._coming: Iterator[Bytes] = iter(())
        self._next: Bytes | None = None
        self._begun = self._free = 0.0  # when the present trick was, and when the next may be

    def until(self, moment: float) -> Iterator[Bytes]:
        """What it sends before a moment, each with its own."""
        while self._next is not None or self._begin(moment):
            if self._next is None or self._next[0] >= moment:
                return
            yield self._next
            self._free = max(self._free, self._next[0])
            self._advance()

    def _begin(self, moment: float) -> bool:
        """Begin another trick, if there was a pause after the last."""
        if moment < self._free:
            return False
        trick = self._random.choice(PLAYED if self._random.random() < 0.5 else self._tricks)
        self._begun = moment
        self._free = moment + self._random.choice([0.0, 0.5, 2.0, 4.0])
        self._coming = iter(trick(self._random, self._random.uniform(0.5, 8.0)))
        self._advance()
        return True

    def _advance(self) -> None:
        coming = next(self._coming, None)
        self._next = None if coming is None else (self._begun + coming[0], coming[1])
