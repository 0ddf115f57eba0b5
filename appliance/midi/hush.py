"""Silence for every synth, from a process that has loaded next to nothing.

A box that is killed ends no note, and neither does the MIDI system: what sounded goes on. The box
ends it when it is started anew; whoever starts it can have it ended before that, in a fraction of
the time.
"""

from __future__ import annotations

import tomllib
from contextlib import closing, suppress
from pathlib import Path

from appliance.midi.api import Api, choose_api
from appliance.midi.clients import OutputClient
from appliance.midi.messages import silence_all
from appliance.midi.probe import Probe
from appliance.midi.routing import PortRules, routes
from appliance.reading import read_file


def hush(rules: PortRules, api: Api | None = None) -> list[str]:
    """End all that sounds on every synth that the box would play; full names of their ports.

    Args:
        rules: which synths are wanted.
        api: the MIDI system; None: as the box would choose it.

    Raises:
        OSError: if the MIDI system fails while its ports are listed.
    """
    api = api or choose_api()
    if api is None:
        return []
    with closing(Probe(api)) as probe:
        return [name for name in routes(probe.sinks(), rules) if _is_hushed(api, name)]


def ignored(settings: Path) -> tuple[str, ...]:
    """The ports that a settings file says to leave alone; none where it cannot be read.

    It is read without what checks all settings, which takes longer to load than all the rest.
    """
    try:
        told = tomllib.loads(read_file(settings).decode("utf-8-sig"))["midi"]["ignore"]
    except (OSError, ValueError, RecursionError, KeyError, TypeError):
        return ()
    is_list = isinstance(told, list) and all(isinstance(each, str) for each in told)
    return tuple(told) if is_list else ()


def _is_hushed(api: Api, name: str) -> bool:
    with suppress(OSError), closing(OutputClient(api, name)) as synth:
        for message in silence_all():
            synth.send(message)
        return True
    return False
