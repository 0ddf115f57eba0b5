"""Taking the TCP port that the page is served at."""

from __future__ import annotations

import errno
import socket

LAST_PORT = 65535


def listener(host: str, port: int) -> socket.socket:
    """A socket that listens at an address; port 0 takes any free one.

    Raises:
        OSError: if the address cannot be had.
        OverflowError: for a port beyond 65535.
    """
    if not 0 <= port <= LAST_PORT:
        raise OverflowError(f"port {port}")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


def reason(error: OSError | OverflowError, port: int) -> str:
    """Why `listener` failed, short enough for "Page not available: …" in 40 letters."""
    if isinstance(error, OverflowError):
        return "no such port"
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is taken"
    if error.errno == errno.EACCES:
        return f"port {port} not allowed"
    return "no such address"
