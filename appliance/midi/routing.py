"""Which ports to play with, told from their names alone.

A port's full name is its identity: "Client:Port 20:0" with ALSA, where the numbers tell two
identical keyboards apart, and "Client:Port" with JACK, which keeps names unique by itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from fnmatch import fnmatchcase

CLIENT_NAME = "Antiphon"
SYNTH_ID = "box"
SYNTH_CLIENT = f"FLUID Synth ({SYNTH_ID})"  # the box's own synth; so ALSA's driver writes it

_FULL_NAME = re.compile(r"(?P<client>[^:]*):(?P<port>.*?)(?: (?P<number>\d+):\d+)?")
_BRIDGES = ("a2j", "a2j_bridge", "Midi-Bridge", "system")  # JACK clients that stand for others
_FOR_KEYS = ("midi_00", f"Synth input port ({SYNTH_ID}:0)")  # its first port, JACK's and ALSA's
_PLUMBING = ("midi through", "pipewire-system", "pipewire-rt-event", "system:timer", "system:ann")


class Use(Enum):
    """What a port is used for, or why it is not; the value is what a person reads."""

    PLAYED = "played with"
    OWN = "Antiphon's own"
    PLUMBING = "left out: a part of the computer"
    FOR_KEYS = "left out: keyboards alone play it"
    DENIED = "left out by your settings"


@dataclass(frozen=True, slots=True)
class PortRules:
    """Which ports a person wants, as parts of names; `*` and `?` stand for any letters.

    Attributes:
        allow: if there are any, a port must match one of them.
        deny: a port must match none of them.
    """

    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()

    def admit(self, name: str) -> bool:
        """True if the port with this full name is wanted."""
        wanted = not self.allow or _matches(name, self.allow)
        return wanted and not _matches(name, self.deny)


def use_of(name: str, rules: PortRules | None = None, own: str = CLIENT_NAME) -> Use:
    """What the port with this full name is used for."""
    if is_own(name, own):
        return Use.OWN
    if any(part in name.lower() for part in _PLUMBING):
        return Use.PLUMBING
    if takes_keys(name):
        return Use.FOR_KEYS
    return Use.PLAYED if (rules or PortRules()).admit(name) else Use.DENIED


def routes(
    names: Iterable[str], rules: PortRules | None = None, own: str = CLIENT_NAME
) -> tuple[str, ...]:
    """The full names of the ports to play with, each once, in the order given."""
    found = dict.fromkeys(name for name in names if name)
    return tuple(name for name in found if use_of(name, rules, own) is Use.PLAYED)


def is_own(name: str, own: str = CLIENT_NAME) -> bool:
    """True for a port of this program, running once or twice, directly or through a bridge."""
    client, port, _ = _parts(name)
    if client in _BRIDGES:
        return re.search(rf"\b{re.escape(own)}\b", port) is not None
    return client == own or client.startswith(f"{own}-")


def is_synth(name: str) -> bool:
    """True for a port of the box's own synth."""
    return _parts(name)[0] == SYNTH_CLIENT


def takes_keys(name: str) -> bool:
    """True for the port of the box's own synth that keyboards play, and the box does not."""
    return is_synth(name) and port_of(name) in _FOR_KEYS


def port_of(name: str) -> str:
    """The short name of a port."""
    return _parts(name)[1]


def labels(names: Iterable[str]) -> tuple[str, ...]:
    """Short names for people, one for each device; identical devices are counted."""
    devices = dict.fromkeys(_device(name) for name in names)
    seen: Counter[str] = Counter()
    short = []
    for label, _ in devices:
        seen[label] += 1
        short.append(label if seen[label] == 1 else f"{label} {seen[label]}")
    return tuple(short)


def address_of(name: str) -> str | None:
    """The ALSA address, like "20:0", that ends a full name; None where there is none."""
    found = re.search(r" (\d+:\d+)$", name)
    return found[1] if found else None


def _matches(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name.lower(), f"*{each.lower()}*") for each in patterns)


def _device(name: str) -> tuple[str, str]:
    """Label and number of the device that a port belongs to."""
    client, port, number = _parts(name)
    return (port if client in _BRIDGES else client, number)


def _parts(name: str) -> tuple[str, str, str]:
    """Client, port and ALSA client number ("" with JACK)."""
    found = _FULL_NAME.fullmatch(name)
    if found is None:
        return name, name, ""
    return found["client"], found["port"], found["number"] or ""
