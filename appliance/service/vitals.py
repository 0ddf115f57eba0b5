"""Which parts of the box have shown life, and whether a word about that is due. No clock, no I/O.

part shows life ─► noted                    word given ─► all are to show life anew
all noted, and the pause is over ─► a word is due
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from math import inf
from threading import get_ident


class Vitals:
    """Signs of life of some parts. A sign may come from any thread, and costs it next to nothing.

    One that comes in the very moment in which a word is given may be lost: the next one counts.
    """

    def __init__(self, parts: Iterable[str], pause: float) -> None:
        """
        Args:
            parts: their names.
            pause: seconds from a word to the next at least.
        """
        self._parts, self._pause = tuple(parts), pause
        self._shown: set[str] = set()
        self._threads: dict[str, int] = {}
        self._given = -inf  # when the last word was, seconds

    def sign(self, part: str) -> Callable[[], None]:
        """What a part calls again and again while it works.

        Raises:
            ValueError: for one that was not named.
        """
        if part not in self._parts:
            raise ValueError(f"no part {part!r}; there are {', '.join(self._parts)}")
        return partial(self._show, part)

    @property
    def missing(self) -> list[str]:
        """The parts that have not shown life since the last word."""
        return [part for part in self._parts if part not in self._shown]

    def thread(self, part: str) -> int | None:
        """The identifier of the thread on which a part showed life last, if it ever did."""
        return self._threads.get(part)

    def due(self, now: float) -> bool:
        """Whether all parts have shown life and the pause is over."""
        return not self.missing and now >= self._given + self._pause

    def give(self, now: float) -> None:
        """The word is given: from now on, life has to be shown anew."""
        self._given, self._shown = now, set()

    def _show(self, part: str) -> None:
        self._threads[part] = get_ident()
        self._shown.add(part)
