"""A way to play: what the engine drives, step by step, whatever the mode."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from appliance.jam.bars import Bars
from appliance.jam.controls import Controls
from appliance.jam.parts import Part
from appliance.jam.phases import Phase, Signal
from appliance.music.notes import NoteMessage

Due = list[tuple[Part, NoteMessage]]


class Way(Protocol):
    """One player's jam with the box, in one way to play.

    `bars` is where the bar lines are at present; whoever drives it may move them.
    """

    bars: Bars

    @property
    def phase(self) -> Phase:
        """Whose turn it is."""

    @property
    def waiting(self) -> bool:
        """True while nothing has been played into the present turn."""

    def enter(self, step: int, bars: Bars) -> None:
        """Begin at the end of a step, in the bars that have been kept so far."""

    def leave(self) -> Due:
        """Stop at once; what ends the notes that sound."""

    def left(self, step: int, controls: Controls) -> float | None:
        """Share of the turn that is left after a step; None where its end is open."""

    def sureness(self, controls: Controls) -> float | None:
        """How sure the box is of what the player does next, 0 … 1; None: it does not say."""

    def hear(
        self, step: int, messages: Sequence[NoteMessage], event: int, controls: Controls
    ) -> None:
        """Take in what the player did in a step, and the melody's event there."""

    def signal(self, step: int, controls: Controls) -> Signal | None:
        """What the end of a step brings by itself."""

    def change(self, step: int, signal: Signal, controls: Controls) -> None:
        """Follow a signal at the end of a step."""

    def play(self, step: int, controls: Controls) -> Due:
        """What the box plays when a step begins."""
