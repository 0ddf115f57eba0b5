"""What is mounted at this moment, as the kernel tells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

TABLE = Path("/proc/self/mountinfo")

_ESCAPED = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True, slots=True)
class Mount:
    """A file system in its place.

    Attributes:
        number: of this mounting.
        device: of the file system, as `major:minor`.
        point: the folder where it is.
        kind: of file system, such as "ext4".
    """

    number: int
    device: str
    point: Path
    kind: str


def mounts(table: str) -> list[Mount]:
    """What a text like that of /proc/self/mountinfo (proc(5)) lists, in its order.

    Raises:
        ValueError: for a text that is none.
    """
    return [_mount(*line.split(" - ", 1)) for line in filter(None, table.split("\n"))]


def _mount(place: str, source: str = "") -> Mount:
    number, _, device, _, point, *_ = place.split(" ")
    return Mount(int(number), device, Path(_unescaped(point)), source.split(" ")[0])


def _unescaped(point: str) -> str:
    """A path as it is; the kernel writes spaces and the like as octal numbers."""
    return _ESCAPED.sub(lambda code: chr(int(code[1], 8)), point)
