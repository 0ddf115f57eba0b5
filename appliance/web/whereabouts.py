"""Where this computer is found in its network, as far as it knows."""

from __future__ import annotations

import socket

_ELSEWHERE = ("192.0.2.1", 9)  # an address that documents use: nothing is sent to it


def own_address() -> str | None:
    """The IPv4 address by which others reach this computer; None: it is in no network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_ELSEWHERE)
        except OSError:
            return None
        return str(probe.getsockname()[0])


def own_names() -> frozenset[str]:
    """The names that others in the same house may call it by, in lower case."""
    name = socket.gethostname().lower().partition(".")[0]
    return frozenset((name, f"{name}.local")) if name else frozenset()
