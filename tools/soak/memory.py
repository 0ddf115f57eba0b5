"""How much memory this process takes, and by how much that grows."""

from __future__ import annotations

import gc
import resource
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

MEBIBYTE = 2**20


@dataclass(frozen=True)
class Sample:
    """Memory at a time.

    Attributes:
        minutes: of music so far.
        resident: MiB.
        objects: that the garbage collector knows, after it has collected.
        garbage: that it has found then.
    """

    minutes: float
    resident: float
    objects: int
    garbage: int

    def told(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def sample(minutes: float) -> Sample:
    """Memory at present, after garbage has been collected."""
    garbage = gc.collect()
    return Sample(round(minutes, 2), resident(), len(gc.get_objects()), garbage)


def resident(process: int | str = "self") -> float:
    """MiB of a process that are resident."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return round(pages * resource.getpagesize() / MEBIBYTE, 3)


def growth(points: Sequence[tuple[float, float]], after: float) -> float | None:
    """By how much something grows in an hour, by a straight line; None: that cannot be told yet.

    Args:
        points: minutes, and how much there is.
        after: minutes that do not count: everything is used for the first time in them.
    """
    late = [each for each in points if each[0] >= after]
    if len(late) < 3:
        return None
    minutes, amounts = np.array(late).T
    return float(60.0 * np.polyfit(minutes, amounts, 1)[0])
