"""Where takes are kept: a folder of numbered MIDI files, the newest ones."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG

from appliance.durable import partials, write_whole
from appliance.recording.copies import copies_in

_NAME = re.compile(r"jam-(\d{4,9})(?:-[0-9a-f]{4})?\.mid")
_LARGEST = 16 << 20  # bytes; a day without a pause has less


@dataclass(frozen=True, slots=True)
class Kept:
    """A take in the folder: its file's name, size in bytes and last change, seconds since 1970."""

    name: str
    size: int
    changed: float


class Shelf:
    """A folder with at most so many takes; the oldest ones make room."""

    def __init__(self, folder: Path, most: int, mark: Callable[[], str] | None = None) -> None:
        """Nothing is touched before the first take is kept.

        Args:
            folder: of the files.
            most: how many takes are kept.
            mark: ends a new name; four random digits tell takes of two boxes apart on one stick.
        """
        self.folder, self._most = folder, most
        self._mark = mark or (lambda: f"-{secrets.token_hex(2)}")

    def takes(self) -> list[Kept]:
        """What is kept, the newest first."""
        found = []
        for name in self._names():
            with suppress(OSError):
                stat = (self.folder / name).lstat()
                if S_ISREG(stat.st_mode):
                    found.append(Kept(name, stat.st_size, stat.st_mtime))
        return sorted(found, key=lambda kept: _number(kept.name), reverse=True)

    def _names(self) -> list[str]:
        try:
            return [name for name in os.listdir(self.folder) if _NAME.fullmatch(name)]
        except OSError:
            return []

    def tidy(self) -> None:
        """Remove what a power cut has left of takes that were being written; never raises."""
        for partial in partials(self.folder, "jam-*.mid"):
            with suppress(OSError):
                partial.unlink()

    def next_name(self) -> str:
        """A name higher than any that is kept."""
        takes = self.takes()
        return f"jam-{_number(takes[0].name) + 1 if takes else 1:04}{self._mark()}.mid"

    def keep(self, name: str, content: bytes) -> None:
        """Write a take, or write it anew; those beyond the bound go.

        Raises:
            OSError: if it cannot be written; what was kept before is still there.
        """
        write_whole(self.folder / name, content)
        for kept in self.takes()[self._most :]:
            with suppress(OSError):
                (self.folder / kept.name).unlink()

    def read(self, name: str) -> bytes | None:
        """The content of a take; None if there is none of this name.

        What lies there in the place of a take is none: a link to elsewhere, something that is
        waited for, or more than any take has.
        """
        if not _NAME.fullmatch(name):
            return None
        try:
            with open(self.folder / name, "rb", opener=_open_no_link) as file:
                stat = os.fstat(file.fileno())
                if not S_ISREG(stat.st_mode) or stat.st_size > _LARGEST:
                    return None
                return file.read(_LARGEST)
        except OSError:
            return None

    def copy_to(self, folder: Path) -> list[str]:
        """Copy what is not there yet, or is another; the names of what was copied.

        Raises:
            OSError: if something cannot be copied.
        """
        folder.mkdir(parents=True, exist_ok=True)
        copied = []
        with copies_in(folder) as copies:
            for kept in reversed(self.takes()):
                content = self.read(kept.name)
                if content is not None and copies.take(kept.name, content, kept.changed):
                    copied.append(kept.name)
            copies.settle()
        return copied


def _open_no_link(path: str, flags: int) -> int:
    """Open a file that is no link, without waiting for anybody at its other end."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def _number(name: str) -> int:
    match = _NAME.fullmatch(name)
    return int(match[1]) if match else 0
