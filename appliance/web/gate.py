"""Who may come in: only requests that were addressed to this very page.

A browser that was lured to another site must neither read the page under a false name (checked
by `Host`) nor open its WebSocket from that site (checked by `Origin`). Programs other than
browsers send no `Origin` and could send any: they pass. Who may come in from a network at all is
`door`'s matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from websockets.datastructures import Headers

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# The setting is compared with it; that is its owner's, and 127.0.0.1 unless they say so.
_ANY = "0.0.0.0"  # nosec B104
_EVERYWHERE = frozenset({"", _ANY, "::"})
HTTP_PORT = 80


@dataclass(frozen=True, slots=True)
class Gate:
    """The address the server listens on.

    Attributes:
        host: name or address it is bound to; "0.0.0.0" or "::" for every network.
        port: TCP port.
        names: that it is found by in every network, in lower case; none that a foreign name
            server could have made up.
    """

    host: str
    port: int
    names: frozenset[str] = frozenset()

    @property
    def url(self) -> str:
        """Where a browser on this computer finds the page."""
        return self.url_at("127.0.0.1" if self.is_for_all else self.host)

    def url_at(self, host: str) -> str:
        """The same by another name or address of this computer."""
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}/"

    @property
    def is_for_all(self) -> bool:
        """True if it listens in every network."""
        return self.host in _EVERYWHERE

    @property
    def is_for_others(self) -> bool:
        """True unless only this computer can reach it."""
        return not (self.host in _LOOPBACK or _is_loopback(self.host))

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
            or (self.is_for_all and (name in self.names or _is_address(name)))
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


def _is_loopback(host: str) -> bool:
    """True for an address of this computer's own; what is no address may be anybody's."""
    return _is_address(host) and ip_address(host).is_loopback


def _is_address(name: str | None) -> bool:
    """True for a literal IP address, which no foreign name server can have made up."""
    try:
        ip_address(name or "")
    except ValueError:
        return False
    return True
