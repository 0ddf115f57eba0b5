"""Small files in two generations, each with a checksum: what is damaged costs one change at most.

Of `controllers.json` there are `controllers.json.0` and `controllers.json.1`. A change is written
over the older of the two, whole or not at all; so the newest that was kept is never touched, and
whatever happens to it, the one before is still there. Each begins with a line of its own:

    antiphon 0000000007 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
             generation checksum (SHA-256) of the generation and all that follows the line
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from appliance.durable import write_whole
from appliance.reading import read_file

_SEALED = re.compile(rb"antiphon (\d{10}) ([0-9a-f]{64})\n(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: the newest content that is whole, None if there is none.

    `damaged` tells that something was there that cannot be read: the newest content, perhaps.
    """

    content: bytes | None
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class _Generation:
    """A file that is whole; `number` counts the changes."""

    path: Path
    number: int
    content: bytes


class Generations:
    """One small content, kept in two files."""

    def __init__(self, path: Path) -> None:
        """`path` is what the two files are named after. A file of this very name is read where
        there are none of them: it is of a time when there was one generation, and no checksum.
        """
        self._plain = path
        self._paths = [path.with_name(f"{path.name}.{place}") for place in (0, 1)]

    def read(self) -> Found:
        """What is kept; never raises. Damage is put aside and mended, so that it is told once."""
        whole, damaged, unreadable = self._look()
        if not (whole or damaged or unreadable):
            return self._old()
        newest = _newest(whole)
        if damaged:
            with suppress(OSError):
                self._mend(damaged, newest)
        content = None if newest is None else newest.content
        return Found(content, bool(damaged or unreadable))

    def write(self, content: bytes) -> None:
        """Keep another content.

        Raises:
            OSError: if it cannot be written; what was kept before still is.
        """
        newest = _newest(self._look()[0])
        number = newest.number + 1 if newest else 1
        place = next(path for path in self._paths if newest is None or path != newest.path)
        write_whole(place, sealed(number, content))

    def forget(self) -> None:
        """Keep nothing.

        Raises:
            OSError: if something cannot be removed.
        """
        for path in (*self._paths, *map(_aside, self._paths), self._plain):
            path.unlink(missing_ok=True)

    def _look(self) -> tuple[list[_Generation], list[Path], list[Path]]:
        """Those that are whole, those that are damaged, and those that cannot be read at all."""
        whole, damaged, unreadable = [], [], []
        for path in self._paths:
            try:
                opened = unsealed(read_file(path))
            except FileNotFoundError:
                continue
            except OSError:
                unreadable.append(path)
                continue
            if opened is None:
                damaged.append(path)
            else:
                whole.append(_Generation(path, *opened))
        return whole, damaged, unreadable

    def _mend(self, damaged: Sequence[Path], newest: _Generation | None) -> None:
        for path in damaged:
            path.replace(_aside(path))
        if newest is not None:
            self.write(newest.content)

    def _old(self) -> Found:
        try:
            return Found(read_file(self._plain))
        except FileNotFoundError:
            return Found(None)
        except OSError:
            return Found(None, damaged=True)


def _newest(whole: Sequence[_Generation]) -> _Generation | None:
    return max(whole, key=lambda each: each.number, default=None)


def _aside(path: Path) -> Path:
    """Where a damaged file goes, for somebody to look at it."""
    return path.with_name(f"{path.name}.damaged")


def sealed(number: int, content: bytes) -> bytes:
    """A generation as its file has it."""
    counted = b"%010d" % number
    return b"antiphon %s %s\n%s" % (counted, _checksum(counted, content), content)


def unsealed(file: bytes) -> tuple[int, bytes] | None:
    """The generation's number and content out of a file; None if it is not whole."""
    match = _SEALED.fullmatch(file)
    if match is None or _checksum(match[1], match[3]) != match[2]:
        return None
    return int(match[1]), match[3]


def _checksum(counted: bytes, content: bytes) -> bytes:
    return sha256(counted + content).hexdigest().encode()
