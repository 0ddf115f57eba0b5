"""A service manager's end of the socket: keeps what it is told."""

from __future__ import annotations

import os
import socket
import time
from contextlib import contextmanager


class Told:
    """The datagrams so far, each as its lines."""

    def __init__(self, address, patience=30.0):
        self.heard, self._patience = [], patience
        self.held = []  # descriptors that are to outlive who told
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(address)

    def close(self):
        self._socket.close()
        for descriptor in self.held:
            os.close(descriptor)

    def wait_for(self, line):
        """Wait for a datagram with this line, from now on; returns all its lines."""
        deadline = time.monotonic() + self._patience
        while (left := deadline - time.monotonic()) > 0:
            lines = self.next(left)
            if lines is not None and line in lines:
                return lines
        raise AssertionError(f"{line} was not told, but {self.heard}")

    def ping(self, seconds):
        """Whether a sign of life comes within so many seconds."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            lines = self.next(left)
            if lines is not None and "WATCHDOG=1" in lines:
                return True
        return False

    def next(self, seconds):
        """The lines of the next datagram; None if there is none for so long."""
        self._socket.settimeout(seconds)
        try:
            content, descriptors, _, _ = socket.recv_fds(self._socket, 65536, 4)
        except TimeoutError:
            return None
        self.held += descriptors
        self.heard.append(content.decode().split("\n"))
        return self.heard[-1]


@contextmanager
def manager_at(address):
    """A manager that listens at an address."""
    told = Told(address)
    try:
        yield told
    finally:
        told.close()
