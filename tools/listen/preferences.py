"""The file of preferences: one JSON object a line, on the disk before the next question."""

from __future__ import annotations

import json
import math
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tools.listen.pairs import Key, key_of

FILE = "preferences.jsonl"


@dataclass(frozen=True)
class Preference:
    """What somebody liked better.

    Attributes:
        item: genre and name of the piece.
        genre: key of the genre.
        left: system that the page called A.
        right: system that the page called B.
        chosen: one of these two, or None for "no difference".
        seconds: that the answer took.
    """

    item: str
    genre: str
    left: str
    right: str
    chosen: str | None
    seconds: float

    @property
    def key(self) -> Key:
        """What was asked, whichever side a version was on."""
        return key_of(self.item, self.left, self.right)


def append(path: Path, preference: Preference) -> None:
    """Add a line and wait until it is on the disk; a line that was torn off before is closed.

    Raises:
        OSError: if it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        file.write(_unclosed(path) + json.dumps(asdict(preference)).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def read(path: Path) -> tuple[list[Preference], list[str]]:
    """All preferences of a file, and a sentence for each line that is none; both empty without it.

    Raises:
        OSError: if it is there but cannot be read.
    """
    found, problems = [], []
    content = path.read_bytes() if path.exists() else b""
    for number, line in enumerate(content.split(b"\n"), 1):
        try:
            if line.strip():
                found.append(parse(line))
        except (ValueError, RecursionError) as error:
            problems.append(f"{path}, line {number} is skipped: {error}")
    return found, problems


def parse(line: bytes) -> Preference:
    """The preference that stands in a line.

    Raises:
        ValueError: if there is none; the message says why.
    """
    fields = json.loads(line)
    if not isinstance(fields, dict) or set(fields) != set(Preference.__annotations__):
        raise ValueError("it has other fields than a preference")
    return _checked(fields)


def _checked(fields: dict[str, Any]) -> Preference:
    sides, seconds = (fields["left"], fields["right"]), fields["seconds"]
    if not all(isinstance(name, str) for name in (fields["item"], fields["genre"], *sides)):
        raise ValueError("item, genre, left and right are not all names")
    if sides[0] == sides[1] or fields["chosen"] not in (*sides, None):
        raise ValueError("chosen is not one of two systems")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise ValueError("seconds is no number")
    if not (math.isfinite(seconds) and seconds >= 0):
        raise ValueError("seconds is no length of time")
    return Preference(**fields)


def _unclosed(path: Path) -> bytes:
    """The line end that a file lacks whose writer was killed."""
    content = path.read_bytes()
    return b"\n" if content and not content.endswith(b"\n") else b""
