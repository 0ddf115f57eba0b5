"""A disk as it is when the current may fail: what was not flushed may be there, in part, or not.

A real disk promises that what was written before a flush lasts once the flush is over, and that a
sector is written whole; nothing else. So at a cut each sector is, by chance, any of the contents
that were written to it since the last flush, or what it was before. Erase blocks of cheap cards,
which may take their neighbours with them, are not imitated.
"""

from __future__ import annotations

from itertools import pairwise
from random import Random
from typing import Final

SECTOR: Final = 512  # bytes


class VolatileDisk:
    """The content of a disk, and what was written to it since the last flush."""

    def __init__(self, content: bytes) -> None:
        """
        Args:
            content: of the disk, whole sectors.

        Raises:
            ValueError: if it ends within a sector.
        """
        _whole(0, len(content))
        self._lasting = bytearray(content)
        self._written: dict[int, list[bytes]] = {}  # by sector, the newest last

    def __len__(self) -> int:
        return len(self._lasting)

    @property
    def waiting(self) -> int:
        """How many sectors have been written since the last flush."""
        return len(self._written)

    def read(self, offset: int, size: int) -> bytes:
        """What was written last, of so many bytes, fewer at the end of the disk."""
        first, end = offset // SECTOR, -(-min(offset + size, len(self)) // SECTOR)
        sectors = b"".join(self._newest(sector) for sector in range(first, end))
        return sectors[offset - first * SECTOR :][:size]

    def write(self, offset: int, data: bytes) -> None:
        """Write whole sectors; they may be lost until the next flush.

        Raises:
            ValueError: if they are not whole, or do not lie on the disk.
        """
        _whole(offset, len(data))
        if not 0 <= offset <= offset + len(data) <= len(self):
            raise ValueError(f"{offset} … {offset + len(data)} is not on a disk of {len(self)}")
        for begin, end in pairwise(range(0, len(data) + 1, SECTOR)):
            self._written.setdefault((offset + begin) // SECTOR, []).append(data[begin:end])

    def flush(self) -> None:
        """All that was written lasts."""
        for sector, versions in self._written.items():
            self._put(sector, versions[-1])
        self._written.clear()

    def cut(self, random: Random) -> bytes:
        """The current fails: what is on the disk then."""
        choose = random.choice((_first, _last, random.choice))
        for sector, versions in self._written.items():
            self._put(sector, choose([self._lasted(sector), *versions]))
        self._written.clear()
        return bytes(self._lasting)

    def _newest(self, sector: int) -> bytes:
        versions = self._written.get(sector)
        return versions[-1] if versions else self._lasted(sector)

    def _lasted(self, sector: int) -> bytes:
        return bytes(self._lasting[sector * SECTOR : (sector + 1) * SECTOR])

    def _put(self, sector: int, content: bytes) -> None:
        self._lasting[sector * SECTOR : (sector + 1) * SECTOR] = content


def _whole(offset: int, size: int) -> None:
    if offset % SECTOR or size % SECTOR:
        raise ValueError(f"{size} bytes at {offset} are not whole sectors")


def _first(versions: list[bytes]) -> bytes:
    """Nothing of what waited was written."""
    return versions[0]


def _last(versions: list[bytes]) -> bytes:
    """All of it was."""
    return versions[-1]
