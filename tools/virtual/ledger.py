"""What a box has said that it keeps, against what it has kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

_COUNTED: Final = re.compile(r"counted (\d+)\r?\n")
_JAM: Final = re.compile(r"kept /var/lib/antiphon/(jam-[\w-]+\.mid), (\d+) bytes")


@dataclass(frozen=True)
class Kept:
    """What is on the data partition.

    Attributes:
        counted: the number that was counted to; None: none that is whole.
        jams: bytes and notes by name; None for the notes of one that is not whole.
    """

    counted: int | None
    jams: dict[str, tuple[int, int | None]]

    @classmethod
    def told(cls, text: str) -> Kept:
        """As `hands.keeping` tells it."""
        told = json.loads(text)
        jams = {name: (size, notes) for name, (size, notes) in told["jams"].items()}
        return cls(told["counted"], jams)


@dataclass
class Ledger:
    """What was acknowledged: the highest number, and the most bytes of each jam (a jam grows)."""

    counted: int = 0
    jams: dict[str, int] = field(default_factory=dict)

    def read(self, console: str) -> None:
        """Take in what was said on a console, from its beginning."""
        self.counted = max([self.counted, *(int(each) for each in _COUNTED.findall(console))])
        for name, size in _JAM.findall(console):
            self.jams[name] = max(self.jams.get(name, 0), int(size))

    def lost(self, kept: Kept) -> Iterator[str]:
        """What was acknowledged and is not there, in words."""
        if self.counted > (kept.counted or 0):
            yield f"counted to {self.counted}, kept {kept.counted}"
        for name, size in self.jams.items():
            if name not in kept.jams:
                yield f"{name} is gone"
            elif kept.jams[name][0] < size:
                yield f"{name} has {kept.jams[name][0]} bytes of {size}"
        for name, (_, notes) in kept.jams.items():
            if notes is None:
                yield f"{name} is not whole"
