"""How ALSA's ports are tied together, read from the kernel's own list; rtmidi cannot tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from appliance.midi.routing import is_own
from appliance.midi.ties import Ties

KERNEL_LIST = Path("/proc/asound/seq/clients")

_CLIENT = re.compile(r'Client +(?P<number>\d+) : "(?P<name>.*)"')
_PORT = re.compile(r'  Port +(?P<number>\d+) : "(?P<name>.*)" \(')
_TIES = re.compile(r"    (?:Connecting To|Connected From): (?P<addresses>.*)")


def read_alsa_ties(path: Path = KERNEL_LIST, whose: Callable[[str], bool] = is_own) -> Ties | None:
    """The present ties of our ports, or of others; None where the kernel keeps no list."""
    try:
        return alsa_ties(path.read_text(encoding="utf-8", errors="replace"), whose)
    except OSError:
        return None


def alsa_ties(text: str, whose: Callable[[str], bool] = is_own) -> Ties:
    """The ties of our ports, or of others, that a list of the kernel's tells of."""
    return Ties(frozenset(_pairs(text, whose)))


def _pairs(text: str, whose: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    is_theirs, port = False, ""
    for line in text.splitlines():
        if found := _CLIENT.match(line):
            is_theirs = whose(f"{found['name']}:")
        elif found := _PORT.match(line):
            port = found["name"]
        elif is_theirs and (found := _TIES.match(line)):
            yield from ((port, address) for address in _addresses(found["addresses"]))


def _addresses(listed: str) -> list[str]:
    """Addresses in a list like "128:0, 129:0[r:0]"."""
    return re.findall(r"(?:^|, )(\d+:\d+)", listed)
