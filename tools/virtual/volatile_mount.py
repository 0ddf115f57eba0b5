"""Serves a disk image as a file that loses what was not flushed when the current fails.

    python -m tools.virtual.volatile_mount IMAGE FOLDER [--seed N]

FOLDER/disk is the disk while this runs; it keeps no cache of the system's, and `fsync` is its
flush. SIGTERM is the power cut: the image is then what a real disk might hold.
"""

from __future__ import annotations

import argparse
import errno
import stat
from pathlib import Path
from random import Random
from typing import Any, Final

from mfusepy import FUSE, FuseOSError, Operations

from tools.virtual.volatile import VolatileDisk

NAME: Final = "disk"
ENDED_BY_SIGNAL: Final = 8  # what fuse_main says then


class OneFile(Operations):  # type: ignore[misc]
    """A file system that is a disk in a folder."""

    use_ns = True

    def __init__(self, disk: VolatileDisk) -> None:
        self._disk = disk

    def getattr(self, path: str, fh: int | None = None) -> dict[str, Any]:
        """The folder, or the disk."""
        if path == "/":
            return {"st_mode": stat.S_IFDIR | 0o700, "st_nlink": 2}
        self._known(path)
        return {"st_mode": stat.S_IFREG | 0o600, "st_nlink": 1, "st_size": len(self._disk)}

    def readdir(self, path: str, fh: int) -> list[str]:
        """The disk is all there is."""
        return [".", "..", NAME]

    def open(self, path: str, flags: int) -> int:
        """Open the disk."""
        self._known(path)
        return 0

    def read(self, path: str, size: int, offset: int, fh: int) -> bytes:
        """Read from it."""
        return self._disk.read(offset, size)

    def write(self, path: str, data: bytes, offset: int, fh: int) -> int:
        """Write whole sectors."""
        try:
            self._disk.write(offset, data)
        except ValueError as error:
            raise FuseOSError(errno.EINVAL) from error
        return len(data)

    def fsync(self, path: str, datasync: int, fh: int) -> int:
        """The disk's flush."""
        self._disk.flush()
        return 0

    def _known(self, path: str) -> None:
        if path != f"/{NAME}":
            raise FuseOSError(errno.ENOENT)


def main() -> None:
    """Serve until the current fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("image", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=None)
    options = parser.parse_args()
    disk = VolatileDisk(options.image.read_bytes())
    try:
        FUSE(OneFile(disk), str(options.folder), foreground=True, nothreads=True, direct_io=True)
    except RuntimeError as error:
        if error.args != (ENDED_BY_SIGNAL,):
            raise
    options.image.write_bytes(disk.cut(Random(options.seed)))


if __name__ == "__main__":
    main()
