"""The MIDI ports of this computer, for people to look at."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass

from appliance.midi.api import Api, choose_api
from appliance.midi.probe import Probe
from appliance.midi.routing import PortRules, Use, use_of

_PURPOSES = {"in": "is heard", "out": "plays what Antiphon plays"}


@dataclass(frozen=True, slots=True)
class PortInfo:
    """One MIDI port.

    Attributes:
        name: its full name.
        direction: "in" if notes come from it, "out" if it takes notes.
        api: the MIDI system that knows it.
        use: what it is used for, in words.
    """

    name: str
    direction: str
    api: Api
    use: str


def list_ports(heard: PortRules | None = None, played: PortRules | None = None) -> list[PortInfo]:
    """Every MIDI port, and what it is used for.

    Args:
        heard: which keyboards are wanted.
        played: which synths are wanted.

    Returns:
        First the ports that notes come from; nothing on a computer without MIDI.
    """
    api = choose_api()
    if api is None:
        return []
    with closing(Probe(api)) as probe:
        sources, sinks = probe.sources(), probe.sinks()
    return [*_described(api, "in", sources, heard), *_described(api, "out", sinks, played)]


def _described(
    api: Api, direction: str, names: Iterable[str], rules: PortRules | None
) -> list[PortInfo]:
    return [
        PortInfo(name, direction, api, _words(use_of(name, rules), direction))
        for name in names
        if name
    ]


def _words(use: Use, direction: str) -> str:
    return _PURPOSES[direction] if use is Use.PLAYED else use.value
