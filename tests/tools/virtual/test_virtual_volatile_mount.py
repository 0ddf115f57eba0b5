"""The volatile disk as a file of a real kernel."""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest

from tests.box.running import until
from tools.virtual.volatile import SECTOR

pytestmark = pytest.mark.skipif(
    not os.access("/dev/fuse", os.W_OK) or shutil.which("fusermount3") is None,
    reason="needs FUSE",
)
SIZE = 64 * SECTOR


@contextmanager
def mounted(image, folder):
    """The disk, until the current fails."""
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "tools.virtual.volatile_mount", str(image), str(folder)]
    server = subprocess.Popen(command)
    try:
        until((folder / "disk").exists, "the disk")
        yield folder / "disk"
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(10) == 0


def test_what_was_flushed_lasts_through_the_cut(tmp_path):
    image = tmp_path / "image"
    image.write_bytes(bytes(SIZE))
    with mounted(image, tmp_path / "folder") as disk:
        file = os.open(disk, os.O_RDWR)
        os.pwrite(file, b"a" * SECTOR, SECTOR)
        os.fsync(file)
        os.pwrite(file, b"b" * SECTOR, SECTOR)
        assert os.pread(file, SECTOR, SECTOR) == b"b" * SECTOR
        with pytest.raises(OSError):
            os.pwrite(file, b"not whole", 1)
        os.close(file)
    content = image.read_bytes()
    assert content[SECTOR : 2 * SECTOR] in (b"a" * SECTOR, b"b" * SECTOR)
    assert content[:SECTOR] + content[2 * SECTOR :] == bytes(SIZE - SECTOR)


def test_what_was_not_flushed_can_be_lost(tmp_path):
    image = tmp_path / "image"
    lost = False
    while not lost:  # one of three cuts or so
        image.write_bytes(bytes(SIZE))
        with mounted(image, tmp_path / "folder") as disk, disk.open("r+b") as file:
            file.write(b"a" * SECTOR)
        lost = image.read_bytes() == bytes(SIZE)
