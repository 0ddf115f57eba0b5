"""Files that are there whole or not at all, whenever the current fails."""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from pathlib import Path

_PARTIAL = ".partial"

_log = logging.getLogger(__name__)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file, or write it anew: beside its place, forced to the disk, then renamed.

    Raises:
        OSError: if it cannot be written; what was there before still is.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}{_PARTIAL}")
    try:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError:
        with suppress(OSError):
            partial.unlink()
        raise
    _settle(path.parent)
    _log.debug("kept %s, %d bytes", path, len(content))


def partials(folder: Path, names: str) -> list[Path]:
    """What is left in a folder of files that were not written to their end; never raises.

    `names` is a pattern of the files' names.
    """
    try:
        return list(folder.glob(f".{names}{_PARTIAL}"))
    except OSError:
        return []


def _settle(folder: Path) -> None:
    """Force the folder's own entry for a new name to the disk, where systems can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
