"""The stage, as the loop sees it: what is heard, what is set, what sounds, who gives the tempo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from appliance.jam.controls import Controls
from appliance.jam.parts import Part
from appliance.jam.phases import Signal
from appliance.jam.view import View
from appliance.music.grid import Meter
from appliance.music.notes import NoteMessage
from appliance.realtime.slot import Slot
from appliance.tempo.pulse import Pulse


@dataclass(frozen=True, slots=True)
class Lead:
    """Where the steps of somebody else are, if they give the tempo, and whether they stopped."""

    pulse: Pulse | None = None
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """The time in which a player is heard: up to `end`, in seconds, as notes of a slot."""

    slot: Slot
    end: float


class Stage(Protocol):
    """Where players jam: what is heard of each, what is set, what sounds. They count from 0."""

    def hear(self, windows: Sequence[Window]) -> Sequence[Sequence[NoteMessage]]:
        """The note messages of a step, each once, player by player.

        There is a window for each player that there was so far. Controllers heard act on `hands`.
        """

    def hands(self) -> Sequence[tuple[Controls, Signal | None]]:
        """The controls of each player, and what was asked for them since last asked."""

    def play(self, player: int, due: Sequence[tuple[Part, NoteMessage]], slot: Slot) -> None:
        """Put down what is due for a player in a step; it comes soon."""

    def see(self, views: Sequence[View]) -> None:
        """What there is to see after a step, player by player."""

    def lead(self, moment: float) -> Lead:
        """What somebody else who gives the tempo has said by a moment."""

    def beat(self, place: int, meter: Meter, moment: float, period: float) -> None:
        """A step that begins at a moment and lasts a period, for others to keep in time with."""

    def hush(self) -> None:
        """End every sounding note."""

    def idle(self) -> None:
        """Nobody plays: time for what can wait."""
