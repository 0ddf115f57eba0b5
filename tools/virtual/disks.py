"""The disks that are made anew for a virtual box: boot partition and data."""

from __future__ import annotations

import subprocess
from pathlib import Path


def boot_disk(path: Path, settings: bytes) -> None:
    """A FAT file system with the settings file, as a computer would have it that wrote it."""
    path.unlink(missing_ok=True)
    file = path.with_suffix(".toml")
    file.write_bytes(settings)
    _run("mkfs.vfat", "-C", "-n", "BOOT", str(path), "16384")
    _run("mcopy", "-i", str(path), str(file), "::antiphon.toml")


def data_disk(path: Path, megabytes: int) -> None:
    """An empty ext4 file system."""
    path.unlink(missing_ok=True)
    with path.open("wb") as file:
        file.truncate(megabytes << 20)
    _run("mkfs.ext4", "-q", "-L", "data", str(path))


def _run(*line: str) -> None:
    subprocess.run(line, check=True, capture_output=True)
