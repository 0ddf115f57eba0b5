"""How ports are tied together: which of our ties still hold, and which a person made."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from appliance.midi.routing import address_of


class Own(Enum):
    """Our ports; the value is the short name that other programs see."""

    IN = "in"  # others tie to these two
    OUT = "out"
    KEYBOARD = "keyboard"  # we tie one of these to each keyboard and each synth
    SYNTH = "synth"


@dataclass(frozen=True, slots=True)
class Ties:
    """What is tied to our ports, or to those of the box's own synth.

    A cable that slips out and back within half a second leaves the same names behind, yet its tie
    is gone. And what a person has tied to the box must not be tied a second time, or every note
    would be heard or played twice.

    Attributes:
        pairs: short name of such a port, and ALSA address or JACK name of the one tied to it.
    """

    pairs: frozenset[tuple[str, str]] = frozenset()

    def join(self, port: str, name: str) -> bool:
        """True if the port with this short name is tied to the one with this full name."""
        return (port, address_of(name) or name) in self.pairs
