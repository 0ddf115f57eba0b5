"""Reads a raw MIDI device that stamps what it hears by the kernel's own clock."""

from __future__ import annotations

import fcntl
import os
import struct
from collections.abc import Iterator
from pathlib import Path

DEVICE = Path("/dev/snd/midiC0D0")

_VERSION, _SAY_VERSION = 2 << 16 | 2, 0x4004_5702
_PARAMETERS, _SET_PARAMETERS = struct.Struct("@iNNII12x0N"), 0xC000_5710
_INPUT, _FRAMED_MONOTONIC = 1, 1 | 2 << 3
_FRAME = struct.Struct("<BB2xIQ16s")
_BUFFER = 4096 * _FRAME.size


class Stamped:
    """An open device; its moments are those of `time.monotonic()`."""

    def __init__(self, device: Path = DEVICE) -> None:
        """Open it; raises an OSError if it is missing or stamps nothing (before Linux 5.14)."""
        self._file = os.open(device, os.O_RDONLY | os.O_NONBLOCK)
        fcntl.ioctl(self._file, _SAY_VERSION, struct.pack("i", _VERSION))
        asked = _PARAMETERS.pack(_INPUT, _BUFFER, 1, 0, _FRAMED_MONOTONIC)
        fcntl.ioctl(self._file, _SET_PARAMETERS | len(asked) << 16, asked)
        list(self.read())  # it hears nothing before it is first asked

    def read(self) -> Iterator[tuple[float, bytes]]:
        """What has come since last asked: moments in seconds, and the bytes of each."""
        while True:
            try:
                frames = os.read(self._file, _BUFFER)
            except BlockingIOError:
                return
            for _, length, nanoseconds, seconds, data in _FRAME.iter_unpack(frames):
                yield seconds + nanoseconds / 1e9, data[:length]

    def close(self) -> None:
        """Close it."""
        os.close(self._file)
