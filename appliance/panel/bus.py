"""One of the box's programs at a time on a display's bus: the early splash, the box, the doctor."""

from __future__ import annotations

import fcntl
import os
import time

DEVICE = "/dev/i2c-{}"
PAUSE = 0.01  # seconds between two tries


def device(port: int) -> str:
    """The path of a bus: of 1, /dev/i2c-1."""
    return DEVICE.format(port)


def comes(port: int, patience: float = 0.0) -> bool:
    """Whether a bus is there, or comes within so many seconds."""
    deadline = time.monotonic() + patience
    while not os.path.exists(device(port)):
        if time.monotonic() >= deadline:
            return False
        time.sleep(PAUSE)
    return True


def claim(port: int, patience: float = 0.0) -> int:
    """Claim an I²C bus until the descriptor that is returned is closed, or the process ends.

    Args:
        port: number of the bus: 1 is /dev/i2c-1.
        patience: seconds to wait for another program that has it.

    Raises:
        BlockingIOError: if another has it all that time.
        OSError: if there is no such bus, or it is not for us.
    """
    descriptor = os.open(device(port), os.O_RDWR | os.O_CLOEXEC)
    deadline = time.monotonic() + patience
    try:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return descriptor
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise
                time.sleep(PAUSE)
    except BaseException:
        os.close(descriptor)
        raise


def in_use(port: int) -> bool:
    """Whether another program of the box's has an I²C bus."""
    try:
        os.close(claim(port))
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
