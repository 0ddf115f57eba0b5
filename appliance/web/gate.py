"""Who may come in: only requests that were addressed to this very page.

A browser that was lured to another site must neither read the page under a false name (checked
by `Host`) nor open its WebSocket from that site (checked by `Origin`). Programs other than
browsers send no `Origin` and could send any: they are let in.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from websockets.datastructures import Headers

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_EVERYWHERE = frozenset({"", "0.0.0.0", "::"})
HTTP_PORT = 80


@dataclass(frozen=True, slots=True)
class Gate:
    """The address the server listens on.

    Attributes:
        host: name or address it is bound to; "0.0.0.0" or "::" for every network.
        port: TCP port.
    """

    host: str
    port: int

    @property
    def url(self) -> str:
        """Where a browser on this computer finds the page."""
        host = "127.0.0.1" if self.host in _EVERYWHERE else self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}/"

    def admits(self, headers: Headers) -> bool:
        """True if a request with these headers was meant for this server."""
        hosts = headers.get_all("Host")
        if len(hosts) != 1 or not self._is_here(hosts[0]):
            return False
        here = f"http://{hosts[0]}".lower()
        return all(origin.lower() == here for origin in headers.get_all("Origin"))

    def _is_here(self, authority: str) -> bool:
        """True if a `Host` header names this server."""
        name, port = _split(authority)
        return port == self.port and (
            name in _LOOPBACK
            or name == self.host.lower()
            or (self.host in _EVERYWHERE and _is_address(name))
        )


def _split(authority: str) -> tuple[str | None, int]:
    """Host name in lower case and port of `name:port`; (None, 0) for anything else."""
    try:
        parts = urlsplit(f"http://{authority}")
        port = HTTP_PORT if parts.port is None else parts.port
    except ValueError:
        return None, 0
    if parts.netloc != authority or "@" in authority:
        return None, 0
    return parts.hostname, port


def _is_address(name: str | None) -> bool:
    """True for a literal IP address, which no foreign name server can have made up."""
    try:
        ip_address(name or "")
    except ValueError:
        return False
    return True
