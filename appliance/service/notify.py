"""What a service tells its manager: datagrams to a socket, as sd_notify(3) describes them."""

from __future__ import annotations

import os
import socket
from array import array
from collections.abc import Mapping
from contextlib import suppress

SOCKET, MICROSECONDS, WHOSE = "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"


class Manager:
    """Whoever has started this process and wants to know how it is; perhaps nobody."""

    def __init__(self, address: str | None = None, period: float | None = None) -> None:
        """
        Args:
            address: of its socket, a path or, with "@" in front, an abstract name; None: nobody
                wants to know anything.
            period: seconds in which it wants a sign of life; None: it wants none.
        """
        self.period = period if address else None
        self._socket: socket.socket | None = None
        self._address = f"\0{address[1:]}" if address and address[0] == "@" else address
        if self._address is not None:
            self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
            self._socket.setblocking(False)

    @property
    def listens(self) -> bool:
        """Whether there is one."""
        return self._socket is not None

    def tell(self, *lines: str) -> bool:
        """Send assignments such as "READY=1"; never waits, never raises.

        Returns:
            False: they did not arrive, and may be sent again.
        """
        if self._socket is None or self._address is None:
            return True
        try:
            self._socket.sendto("\n".join(lines).encode(), self._address)
        except OSError:
            return False
        return True

    def hold(self, descriptor: int, name: str) -> None:
        """Have a descriptor held for the next life of this service; never waits, never raises."""
        if self._socket is not None and self._address is not None:
            lines = f"FDSTORE=1\nFDNAME={name}\nFDPOLL=0".encode()
            rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array("i", [descriptor]))
            with suppress(OSError):
                self._socket.sendmsg([lines], [rights], 0, self._address)

    def close(self) -> None:
        """Let go of the socket."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def manager_of(environment: Mapping[str, str]) -> Manager:
    """The manager as a process' environment names it; what is not understood is nobody."""
    address = environment.get(SOCKET, "")
    if len(address) < 2 or address[0] not in "/@":
        return Manager()
    return Manager(address, _period(environment))


def _period(environment: Mapping[str, str]) -> float | None:
    """Seconds in which signs of life are wanted of this very process."""
    if environment.get(WHOSE, str(os.getpid())) != str(os.getpid()):
        return None
    with suppress(ValueError):
        return int(environment.get(MICROSECONDS, "")) / 1e6 or None
    return None
