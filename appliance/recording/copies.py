"""Copies of jams in a folder that may be pulled out at any moment: each whole, or not there."""

from __future__ import annotations

import ctypes
import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from appliance.mounts import Mount

FOLDER = "Antiphon"  # on a stick
_PARTIAL = re.compile(r"\.(jam-.*\.mid|log-.*\.txt)\.partial")
_FOR_ALL = 0o644  # whoever has the stick elsewhere is somebody else there
_FOLDER_FOR_ALL = 0o755


class Copies:
    """Takes copies into a folder that stays the same one, whatever is mounted in its place."""

    def __init__(self, folder: int, for_all: bool = False) -> None:
        """Remove what a copy that was cut short has left.

        Args:
            folder: its open descriptor.
            for_all: whether others may read the copies, whatever is usual for files of this
                process.

        Raises:
            OSError: if the folder cannot be read.
        """
        self._folder, self._for_all = folder, for_all
        for name in os.listdir(folder):
            if _PARTIAL.fullmatch(name):
                with suppress(OSError):
                    os.unlink(name, dir_fd=folder)

    def take(self, name: str, content: bytes, changed: float) -> bool:
        """Take a file, unless it is there already: beside its place first, then renamed.

        Args:
            name: of the file.
            content: of the file; a jam has some ten kilobytes, and is written at a stroke.
            changed: when it was last changed, seconds since 1970.

        Returns:
            Whether it was missing, or another one.

        Raises:
            OSError: if it cannot be written; what was there before still is.
        """
        if self._holds(name, content):
            return False
        partial = f".{name}.partial"
        try:
            self._write(partial, content, changed)
            os.replace(partial, name, src_dir_fd=self._folder, dst_dir_fd=self._folder)
        except OSError:
            with suppress(OSError):
                os.unlink(partial, dir_fd=self._folder)
            raise
        return True

    def settle(self) -> None:
        """Force everything to the disk, new names too: then the stick may be pulled out.

        Raises:
            OSError: if that fails.
        """
        try:
            os.fsync(self._folder)
        except OSError as error:
            if error.errno != errno.EINVAL:  # not every file system can do it for a folder
                raise
        if ctypes.CDLL(None, use_errno=True).syncfs(self._folder):
            raise OSError(ctypes.get_errno(), "cannot be forced to the disk")

    def _holds(self, name: str, content: bytes) -> bool:
        """True if there is a file of this name and content; the same size is not enough."""
        try:
            with open(name, "rb", opener=self._opener) as copy:
                same_size = os.fstat(copy.fileno()).st_size == len(content)
                return same_size and copy.read() == content
        except OSError:
            return False

    def _write(self, name: str, content: bytes, changed: float) -> None:
        with open(name, "wb", opener=self._opener) as file:
            file.write(content)
            file.flush()
            if self._for_all:
                with suppress(OSError):  # a file system without rights
                    os.fchmod(file.fileno(), _FOR_ALL)
            os.utime(file.fileno(), (changed, changed))
            os.fsync(file.fileno())

    def _opener(self, name: str, flags: int) -> int:
        """Open a file of the folder; a link is none."""
        return os.open(name, flags | os.O_NOFOLLOW, 0o666, dir_fd=self._folder)


@contextmanager
def copies_in(folder: Path) -> Iterator[Copies]:
    """Copies in a folder that there is.

    Raises:
        OSError: if it cannot be had.
    """
    with _open(folder) as descriptor:
        yield Copies(descriptor)


@contextmanager
def copies_on(stick: Mount) -> Iterator[Copies]:
    """Copies in the folder FOLDER of a stick, which is made if it is missing.

    Raises:
        OSError: if the stick has gone from its place, or the folder cannot be had.
    """
    with _open(stick.point) as root:
        device = os.fstat(root).st_dev
        if f"{os.major(device)}:{os.minor(device)}" != stick.device:
            raise OSError(errno.ENODEV, "the stick has gone")
        made = _made(root)
        with _open(FOLDER, os.O_NOFOLLOW, root) as folder:
            if made:
                with suppress(OSError):  # a file system without rights
                    os.fchmod(folder, _FOLDER_FOR_ALL)
            yield Copies(folder, for_all=True)


def _made(root: int) -> bool:
    """Make the folder FOLDER, unless there is one; returns whether it was made."""
    try:
        os.mkdir(FOLDER, dir_fd=root)
    except FileExistsError:
        return False
    return True


@contextmanager
def _open(folder: str | Path, flags: int = 0, within: int | None = None) -> Iterator[int]:
    """The descriptor of a folder."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | flags, dir_fd=within)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
