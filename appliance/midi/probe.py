"""Sees which ports there are and how they are tied; opens none itself."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

import rtmidi

from appliance.midi.alsa_graph import read_alsa_ties
from appliance.midi.api import RTMIDI_NUMBERS, Api
from appliance.midi.clients import port_names
from appliance.midi.jack_graph import JackGraph
from appliance.midi.routing import CLIENT_NAME, is_own
from appliance.midi.ties import Ties


class Probe:
    """One for the life of the program: rtmidi takes it ill to be asked by ever new clients."""

    def __init__(self, api: Api, whose: Callable[[str], bool] = is_own) -> None:
        """Connect to the MIDI system.

        Args:
            api: the MIDI system.
            whose: tells from a port's full name whether its ties are asked for; our own are.

        Raises:
            OSError: if it does not answer.
        """
        self._whose = whose
        with ExitStack() as undo:  # a client that is left may be freed twice: see `PortWatcher`
            self._sources = rtmidi.MidiIn(RTMIDI_NUMBERS[api], name=f"{CLIENT_NAME}-probe")
            undo.callback(self._sources.delete)
            self._sinks = rtmidi.MidiOut(RTMIDI_NUMBERS[api], name=f"{CLIENT_NAME}-probe")
            undo.callback(self._sinks.delete)
            self._graph = JackGraph() if api is Api.JACK else None
            undo.pop_all()

    @property
    def has_ended(self) -> bool:
        """True once the MIDI system is no more; the kernel's stays."""
        return self._graph is not None and self._graph.has_ended

    def sources(self) -> tuple[str, ...]:
        """Full names of the ports that notes come from.

        Raises:
            OSError: if a port vanished while they were counted.
        """
        return port_names(self._sources)

    def sinks(self) -> tuple[str, ...]:
        """Full names of the ports that take notes.

        Raises:
            OSError: if a port vanished while they were counted.
        """
        return port_names(self._sinks)

    def ties(self) -> Ties | None:
        """How ports are tied to those asked for; None where this cannot be known."""
        return self._graph.ties(self._whose) if self._graph else read_alsa_ties(whose=self._whose)

    def close(self) -> None:
        """Let go of the MIDI system; the probe is of no use afterwards."""
        self._sources.delete()
        self._sinks.delete()
        if self._graph:
            self._graph.close()
