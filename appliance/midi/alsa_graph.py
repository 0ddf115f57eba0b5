"""How ALSA's ports are tied together, read from the kernel's own list; rtmidi cannot tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from appliance.midi.routing import is_own
from appliance.midi.ties import Ties

KERNEL_LIST = Path("/proc/asound/seq/clients")

_CLIENT = re.compile(r'Client +(?P<number>\d+) : "(?P<name>.*)"')
_PORT = re.compile(r'  Port +(?P<number>\d+) : "(?P<name>.*)" \(')
_TIES = re.compile(r"    (?:Connecting To|Connected From): (?P<addresses>.*)")


def read_alsa_ties(path: Path = KERNEL_LIST) -> Ties | None:
    """The present ties; None where the kernel keeps no list."""
    try:
        return alsa_ties(path.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return None


def alsa_ties(text: str) -> Ties:
    """The ties that a list of the kernel's tells of."""
    return Ties(frozenset(_pairs(text)))


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    is_ours, port = False, ""
    for line in text.splitlines():
        if found := _CLIENT.match(line):
            is_ours = is_own(f"{found['name']}:")
        elif found := _PORT.match(line):
            port = found["name"]
        elif is_ours and (found := _TIES.match(line)):
            yield from ((port, address) for address in _addresses(found["addresses"]))


def _addresses(listed: str) -> list[str]:
    """Addresses in a list like "128:0, 129:0[r:0]"."""
    return re.findall(r"(?:^|, )(\d+:\d+)", listed)
