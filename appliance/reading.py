"""Files that may be anything: what is no file, or has no end, is refused and never waited for."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from stat import S_ISDIR, S_ISREG

SMALL = 1 << 20  # bytes


def read_file(path: Path | str, most: int = SMALL) -> bytes:
    """The content of a plain file of at most so many bytes.

    Raises:
        OSError: if it cannot be read, is a folder, a pipe or a device, or is longer.
    """
    kind = os.stat(path).st_mode
    if S_ISDIR(kind):
        raise IsADirectoryError(errno.EISDIR, "it is a folder")
    if not S_ISREG(kind):
        raise OSError(errno.EINVAL, "it is no plain file")
    with open(path, "rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise OSError(errno.EFBIG, f"it has more than {most} bytes")
    return content
