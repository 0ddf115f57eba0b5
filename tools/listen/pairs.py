"""Which two versions are compared, in what order, and which of them is called A: pure choice."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations
from random import Random

from tools.listen.items import Item

Key = tuple[str, frozenset[str]]
Pair = tuple[str, str]


@dataclass(frozen=True)
class Question:
    """Two versions of one item; the page calls the left one A and the right one B."""

    item: Item
    left: str
    right: str

    @property
    def key(self) -> Key:
        """What is asked, whichever side a version is on."""
        return key_of(self.item.id, self.left, self.right)


def key_of(item: str, one: str, other: str) -> Key:
    """The pair of systems on an item, whichever is named first."""
    return item, frozenset((one, other))


def pairs_of(item: Item) -> list[Pair]:
    """All pairs of systems in a fixed order, but those that play the very same."""
    return [
        (one, other)
        for one, other in combinations(sorted(item.versions), 2)
        if item.versions[one] != item.versions[other]
    ]


def keys(items: Sequence[Item]) -> set[Key]:
    """All that can be asked."""
    return {key_of(item.id, *pair) for item in items for pair in pairs_of(item)}


def questions(items: Sequence[Item], judged: Collection[Key], random: Random) -> list[Question]:
    """All pairs that are not judged yet, round by round.

    A round has each item once, and all pairs of systems about as often, so that a test that is
    broken off early is a fair one too. Order within a round and sides are left to chance.

    Args:
        items: are listened to.
        judged: what was answered before.
        random: the chance.
    """
    lines = [_turned(pairs_of(item), number) for number, item in enumerate(items)]
    asked = []
    for turn in range(max(map(len, lines), default=0)):
        own = [
            Question(item, *random.sample(line[turn], 2))
            for item, line in zip(items, lines, strict=True)
            if turn < len(line)
        ]
        random.shuffle(own)
        asked += [question for question in own if question.key not in judged]
    return asked


def _turned(pairs: list[Pair], by: int) -> list[Pair]:
    """The same pairs, begun with another one."""
    start = by % len(pairs) if pairs else 0
    return pairs[start:] + pairs[:start]
