"""Sees which ports there are and how they are tied; opens none itself."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import rtmidi

from appliance.midi.alsa_graph import read_alsa_ties
from appliance.midi.api import RTMIDI_NUMBERS, Api
from appliance.midi.clients import port_names
from appliance.midi.jack_graph import JackGraph
from appliance.midi.routing import CLIENT_NAME, is_own
from appliance.midi.ties import Ties


class Probe:
    """One for the life of the program: rtmidi takes it ill to be asked by ever new clients.

    With JACK it is a single client and none of rtmidi's: of a process that is killed, the server
    waits for each client, one after the other, and nobody else can come in meanwhile.
    """

    def __init__(self, api: Api, whose: Callable[[str], bool] = is_own) -> None:
        """Connect to the MIDI system.

        Args:
            api: the MIDI system.
            whose: tells from a port's full name whether its ties are asked for; our own are.

        Raises:
            OSError: if it does not answer.
        """
        self._whose = whose
        self._graph = JackGraph() if api is Api.JACK else None
        self._clients: tuple[Any, Any] | None = None if self._graph else _clients_of(api)

    @property
    def has_ended(self) -> bool:
        """True once the MIDI system is no more; the kernel's stays."""
        return self._graph is not None and self._graph.has_ended

    def sources(self) -> tuple[str, ...]:
        """Full names of the ports that notes come from.

        Raises:
            OSError: if a port vanished while they were counted.
        """
        if self._graph is not None:
            return self._graph.sources()
        return port_names(self._clients[0]) if self._clients else ()

    def sinks(self) -> tuple[str, ...]:
        """Full names of the ports that take notes.

        Raises:
            OSError: if a port vanished while they were counted.
        """
        if self._graph is not None:
            return self._graph.sinks()
        return port_names(self._clients[1]) if self._clients else ()

    def ties(self) -> Ties | None:
        """How ports are tied to those asked for; None where this cannot be known."""
        return self._graph.ties(self._whose) if self._graph else read_alsa_ties(whose=self._whose)

    def close(self) -> None:
        """Let go of the MIDI system; the probe is of no use afterwards."""
        for client in self._clients or ():
            client.delete()
        if self._graph:
            self._graph.close()


def _clients_of(api: Api) -> tuple[Any, Any]:
    """One of rtmidi's clients for the ports that notes come from, one for those that take them."""
    with ExitStack() as undo:
        sources = rtmidi.MidiIn(RTMIDI_NUMBERS[api], name=f"{CLIENT_NAME}-probe")
        undo.callback(sources.delete)
        sinks = rtmidi.MidiOut(RTMIDI_NUMBERS[api], name=f"{CLIENT_NAME}-probe")
        undo.pop_all()
    return sources, sinks
