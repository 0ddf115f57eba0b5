"""What is to be seen of MIDI at one moment, and which ports of it to tie to."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.midi.api import Api
from appliance.midi.routing import PortRules, routes
from appliance.midi.ties import Own, Ties


@dataclass(frozen=True, slots=True)
class Present:
    """What there is to be seen of MIDI at one moment.

    Attributes:
        api: the MIDI system; None if there is none.
        sources: full names of the ports that notes come from.
        sinks: full names of the ports that take notes.
        ties: how they are tied to ours (or to the synth's); None where this cannot be known.
    """

    api: Api | None = None
    sources: tuple[str, ...] = ()
    sinks: tuple[str, ...] = ()
    ties: Ties | None = None

    def is_tied(self, own: Own, name: str) -> bool:
        """True if a port of ours is seen to be tied to the port with this name."""
        return self.ties is not None and self.ties.join(own.value, name)

    def keyboards(self, rules: PortRules) -> tuple[str, ...]:
        """Full names of the sources to tie to."""
        return self._untied(Own.IN, routes(self.sources, rules))

    def synths(self, rules: PortRules) -> tuple[str, ...]:
        """Full names of the sinks to tie to."""
        return self._untied(Own.OUT, routes(self.sinks, rules))

    def guests(self) -> tuple[str, ...]:
        """Full names of the sources that somebody else has tied to the box."""
        ties = self.ties or Ties()
        return tuple(name for name in self.sources if ties.join(Own.IN.value, name))

    def is_mute(self) -> bool:
        """Whether there is somebody to play with, and nothing that would sound."""
        ties = self.ties or Ties()
        tied = any(ties.join(Own.OUT.value, name) for name in self.sinks)
        return bool(routes(self.sources)) and not (tied or routes(self.sinks))

    def _untied(self, own: Own, names: tuple[str, ...]) -> tuple[str, ...]:
        """Without the ports that somebody else has tied to the box already."""
        ties = self.ties or Ties()
        return tuple(name for name in names if not ties.join(own.value, name))
