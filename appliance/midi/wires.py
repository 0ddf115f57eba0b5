"""Keyboards tied straight to the box's own synth: the MIDI system itself carries the notes.

FluidSynth can tie itself (`midi.autoconnect`), also to what is plugged in later. But with ALSA it
ties every port that can be read, Antiphon's too, one for each synth there is: every note of the
box would sound once more for each of them. With JACK it ties hardware alone, and leaves out
keyboards that come through another program. So it is told not to, and this is done instead.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from appliance.midi.api import Api
from appliance.midi.present import Present
from appliance.midi.routing import PortRules, labels, port_of, routes, takes_keys
from appliance.midi.tying import tie

_log = logging.getLogger(__name__)


class Wires:
    """Ties every keyboard to the synth, as soon as both are there; a listener of the watcher."""

    def __init__(
        self,
        rules: PortRules | None = None,
        lost: Callable[[], None] = lambda: None,
        tie: Callable[[Api, str, str], None] = tie,
    ) -> None:
        """Nothing is tied at first.

        Args:
            rules: which keyboards are wanted.
            lost: called when a tied keyboard is gone, perhaps with keys held down.
            tie: ties two ports by their full names; may raise an OSError.
        """
        self._rules = rules or PortRules()
        self._lost = lost
        self._tie = tie
        self._tied: set[tuple[str, str]] = set()
        self._complained: set[str] = set()

    def look(self, present: Present) -> None:
        """Tie the keyboards that came, or that slipped out and back (for the watcher)."""
        keyboards = routes(present.sources, self._rules)
        sinks = [name for name in present.sinks if takes_keys(name)]
        pairs = [(source, sink) for sink in sinks for source in keyboards]
        untied = [pair for pair in pairs if not self._is_tied(present, *pair)]
        if not self._tied <= {*pairs} - {*untied}:
            self._lost()
        self._tied &= {*pairs} - {*untied}
        self._complained &= {*keyboards}
        for source, sink in untied:
            if present.api is not None:
                self._try(present.api, source, sink)

    def leave(self) -> None:
        """The ties stay as long as both ends do (for the watcher)."""

    def _is_tied(self, present: Present, source: str, sink: str) -> bool:
        """As it is seen; where that cannot be, as it was done."""
        if present.ties is None:
            return (source, sink) in self._tied
        return present.ties.join(port_of(sink), source)

    def _try(self, api: Api, source: str, sink: str) -> None:
        """Tie two ports; a failure is logged once, and tried again at the next look."""
        try:
            self._tie(api, source, sink)
        except OSError as error:
            if source not in self._complained:
                self._complained.add(source)
                _log.warning("MIDI port %s: %s", source, error)
            return
        self._tied.add((source, sink))
        _log.info("%s plays the synth", *labels([source]))
