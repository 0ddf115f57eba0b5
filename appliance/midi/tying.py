"""Ties two ports of other programs, once: from then on the MIDI system carries the notes."""

from __future__ import annotations

import subprocess
from contextlib import closing

from appliance.midi.api import Api
from appliance.midi.jack_graph import JackGraph
from appliance.midi.routing import address_of

_PATIENCE = 5.0  # seconds


def tie(api: Api, source: str, sink: str) -> None:
    """Let one port play into another.

    Args:
        api: the MIDI system.
        source: full name of the port that notes come from.
        sink: full name of the port that takes them.

    Raises:
        OSError: if the MIDI system refuses, or ALSA's `aconnect` is missing.
    """
    if api is Api.ALSA:
        _tie_alsa(source, sink)
        return
    with closing(JackGraph()) as graph:
        graph.tie(source, sink)


def _tie_alsa(source: str, sink: str) -> None:
    command = ["aconnect", address_of(source) or source, address_of(sink) or sink]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=_PATIENCE)
    except subprocess.CalledProcessError as error:
        raise OSError(f"{' '.join(command)}: {error.stderr.strip()}") from error
    except subprocess.TimeoutExpired as error:
        raise OSError(f"{' '.join(command)} did not end") from error
