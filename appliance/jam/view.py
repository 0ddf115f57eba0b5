"""What there is to see of a jam: everything a display, a page or a notebook draws from."""

from __future__ import annotations

from dataclasses import dataclass, field

from appliance.jam.controls import Controls, Mode
from appliance.jam.phases import Phase
from appliance.music.grid import COMMON_TIME, Meter
from appliance.music.notes import Note

ROLL_STEPS = 32


@dataclass(frozen=True, slots=True)
class View:
    """A still picture of the jam, after one step.

    Attributes:
        controls: mode, genre, tempo and the rest, as they stand.
        phase: whose turn it is.
        waiting: true while nothing has been played into the present call.
        left: share of the turn that is left, 0 … 1; None where its end is open.
        step: absolute step this view was taken at.
        place: sixteenths since the present bar line.
        meter: of the bars.
        heard: the player's notes that touch the last ROLL_STEPS steps, onsets absolute.
        answered: the box's notes in the same window (sounding ones up to `step`).
        sureness: how sure the box has been, of late, of what the player does next, 0 … 1; None
            unless they play their turn.
    """

    controls: Controls = field(default_factory=Controls)
    phase: Phase = Phase.LISTEN
    waiting: bool = True
    left: float | None = None
    step: int = 0
    place: int = 0
    meter: Meter = COMMON_TIME
    heard: tuple[Note, ...] = ()
    answered: tuple[Note, ...] = ()
    sureness: float | None = None

    @property
    def players_turn(self) -> bool:
        """True while the player is to play, alone or with the box: the LED is lit."""
        overlaps = self.controls.mode is Mode.OVERLAP
        return self.phase in (Phase.LISTEN, Phase.ACCOMPANY) or overlaps
