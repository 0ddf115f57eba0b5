"""Pairs of versions to choose between, in which order they come, and the file of preferences."""

from __future__ import annotations

import json
import math
import os
import random
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from tools.listen.items import Item

PREFERENCES = "preferences.jsonl"


@dataclass(frozen=True)
class Preference:
    """What somebody liked better: `chosen` is `left`, `right`, or None for no difference."""

    item: str
    genre: str
    left: str
    right: str
    chosen: str | None
    seconds: float


@dataclass(frozen=True)
class Pair:
    """Two systems' versions of an item, in the order in which they are offered."""

    item: Item
    left: str
    right: str

    @property
    def key(self) -> tuple[str, frozenset[str]]:
        """The same for both orders."""
        return self.item.id, frozenset((self.left, self.right))


def pairs_of(items: Iterable[Item]) -> list[Pair]:
    """Every two versions of each item; two that are the same note for note are no choice."""
    return [
        Pair(item, left, right)
        for item in items
        for left, right in combinations(sorted(item.sounds), 2)
        if item.sounds[left] != item.sounds[right]
    ]


def in_turn(
    pairs: Sequence[Pair], judged: Collection[Preference], dice: random.Random
) -> list[Pair]:
    """The pairs not judged yet, in random order and each in random order of its two versions.

    No item comes a second time before every other one has come as often; and two systems meet
    again only where no others have met less.
    """
    done = {(each.item, frozenset((each.left, each.right))) for each in judged}
    heard = Counter(item for item, _ in done)
    met = Counter(systems for _, systems in done)
    left = [pair for pair in pairs if pair.key not in done]
    dice.shuffle(left)
    out = []
    while left:
        pair = min(left, key=lambda each: (heard[each.item.id], met[each.key[1]]))
        left.remove(pair)
        heard[pair.item.id] += 1
        met[pair.key[1]] += 1
        out.append(_either_way(pair, dice))
    return out


def append(path: Path, preference: Preference) -> None:
    """Write a preference so that it is on the disk when this returns."""
    with path.open("a+b") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 1))
        torn = file.read(1) not in (b"", b"\n")  # a line that a power cut left unfinished
        file.write(b"\n" * torn + json.dumps(asdict(preference)).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def read(path: Path) -> tuple[list[Preference], list[int]]:
    """All preferences of a file, and the numbers of the lines that hold none."""
    found, corrupt = [], []
    content = path.read_bytes() if path.exists() else b""
    for number, line in enumerate(content.split(b"\n"), 1):
        if line.strip():
            try:
                found.append(_preference(json.loads(line)))
            except (ValueError, TypeError, RecursionError):
                corrupt.append(number)
    return found, corrupt


def _preference(told: Any) -> Preference:
    """Raises ValueError or TypeError for anything that is no preference."""
    preference = Preference(**told)
    names = (preference.item, preference.genre, preference.left, preference.right)
    seconds = preference.seconds
    if not all(isinstance(name, str) for name in names) or preference.left == preference.right:
        raise ValueError("names are missing")
    if preference.chosen not in (preference.left, preference.right, None):
        raise ValueError("what was chosen was not offered")
    if isinstance(seconds, bool) or not (math.isfinite(seconds) and seconds >= 0):
        raise ValueError("no time")
    return preference


def _either_way(pair: Pair, dice: random.Random) -> Pair:
    return Pair(pair.item, pair.right, pair.left) if dice.random() < 0.5 else pair
