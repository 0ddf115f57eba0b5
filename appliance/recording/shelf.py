"""Where takes are kept: a folder of numbered MIDI files, the newest ones."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from appliance.durable import write_whole

_NAME = re.compile(r"jam-(\d{4,9})\.mid")


@dataclass(frozen=True, slots=True)
class Kept:
    """A take in the folder: its file's name, size in bytes and last change, seconds since 1970."""

    name: str
    size: int
    changed: float


class Shelf:
    """A folder with at most so many takes; the oldest ones make room."""

    def __init__(self, folder: Path, most: int) -> None:
        """Nothing is touched before the first take is kept."""
        self.folder, self._most = folder, most

    def takes(self) -> list[Kept]:
        """What is kept, the newest first."""
        found = []
        with suppress(OSError):
            for entry in os.scandir(self.folder):
                if _NAME.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                    stat = entry.stat()
                    found.append(Kept(entry.name, stat.st_size, stat.st_mtime))
        return sorted(found, key=lambda kept: _number(kept.name), reverse=True)

    def next_name(self) -> str:
        """A name higher than any that is kept."""
        takes = self.takes()
        return f"jam-{_number(takes[0].name) + 1 if takes else 1:04}.mid"

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
        """The content of a take; None if there is none of this name."""
        if not _NAME.fullmatch(name):
            return None
        try:
            return (self.folder / name).read_bytes()
        except OSError:
            return None

    def copy_to(self, folder: Path) -> list[str]:
        """Copy what is not there yet, or differs in size; the names of what was copied.

        Raises:
            OSError: if something cannot be copied.
        """
        folder.mkdir(parents=True, exist_ok=True)
        copied = []
        for kept in reversed(self.takes()):
            target = folder / kept.name
            if not target.exists() or target.stat().st_size != kept.size:
                shutil.copy2(self.folder / kept.name, target)
                copied.append(kept.name)
        return copied


def _number(name: str) -> int:
    match = _NAME.fullmatch(name)
    return int(match[1]) if match else 0
