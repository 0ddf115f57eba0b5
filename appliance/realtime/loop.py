"""The real-time loop: the one place where a jam meets time.

      step t due            half a step later                  step t+1 due
    ──────┬──────────────────────────┬───────────────────────────────┬──────
          │ what was decided for t   │ take what was heard since the │
          │ sounds, by the agenda    │ last half step: that is t;    │
          │                          │ decide t+1, put it down       │

A key struck up to half a step early or late so counts for the step it is nearest to, and half a
step is left for every decision (a third, where swing makes the steps uneven).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

from appliance.jam.controls import Controls
from appliance.jam.engine import Jam, Outcome
from appliance.jam.parts import Part
from appliance.jam.phases import Phase, Signal
from appliance.jam.swing import delay, share
from appliance.jam.view import View
from appliance.music.grid import Meter
from appliance.music.notes import NoteMessage
from appliance.realtime.clock import Clock
from appliance.realtime.grid_clock import GridClock
from appliance.realtime.slot import Slot
from appliance.tempo.pulse import Pulse

log = logging.getLogger(__name__)

STALL_STEPS = 1.0
_NOTHING: Sequence[NoteMessage] = ()  # heard

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Lead:
    """Where the steps of somebody else are, if they give the tempo, and whether they stopped."""

    pulse: Pulse | None = None
    stopped: bool = False


class Stage(Protocol):
    """Where a jam is played: what it hears, what is set, what sounds."""

    def hear(self, moment: float, slot: Slot) -> Sequence[NoteMessage]:
        """The note messages heard before a moment, each once, as those of a step.

        Controllers heard act on `hands`.
        """

    def hands(self) -> tuple[Controls, Signal | None]:
        """The controls, and what hands have asked for since last asked."""

    def play(self, due: Sequence[tuple[Part, NoteMessage]], slot: Slot) -> None:
        """Put down what is due in a step; it comes soon."""

    def see(self, view: View, slot: Slot) -> None:
        """What there is to see after a step."""

    def lead(self, moment: float) -> Lead:
        """What somebody else who gives the tempo has said by a moment."""

    def beat(self, place: int, meter: Meter, moment: float, period: float) -> None:
        """A step that begins at a moment and lasts a period, for others to keep in time with."""

    def hush(self) -> None:
        """End every sounding note."""

    def idle(self) -> None:
        """Nobody plays: time for what can wait."""


class Loop:
    """Drives a jam at absolute deadlines until it is stopped."""

    def __init__(self, jam: Jam, clock: Clock, stage: Stage) -> None:
        self._jam = jam
        self._clock = clock
        self._stage = stage
        self._stopped = threading.Event()
        self.view = View(stage.hands()[0])
        self.late_steps = 0
        self.failed_steps = 0

    def stop(self) -> None:
        """Let `run` return after the present step; may be called from any thread."""
        self._stopped.set()

    def run(self, steps: int | None = None) -> None:
        """Play until stopped, or for a number of steps."""
        grid = GridClock(self._clock.now(), self.view.controls.bpm)
        step = 0
        while not self._stopped.is_set() and step != steps:
            middle = self._middle(grid, step)
            slot = self._slot(grid, step)
            heard = self._surely(partial(self._stage.hear, middle, slot), _NOTHING)
            lead = self._surely(partial(self._stage.lead, middle), Lead())
            outcome = self._decide(heard, lead, grid.due(step))
            self.view = outcome.view
            self._surely(partial(self._stage.see, self.view, slot), None)
            step += 1
            self._keep_time(grid, lead, step)
            self._surely(partial(self._stage.play, outcome.play, self._slot(grid, step)), None)
            if self.view.phase is Phase.LISTEN and self.view.waiting and not outcome.play:
                self._stage.idle()

    def _surely(self, act: Callable[[], T], otherwise: T) -> T:
        """What something brings that must not end the music if it fails."""
        try:
            return act()
        except Exception:
            self.failed_steps += 1
            log.exception("a part of a step failed")
            return otherwise

    def _keep_time(self, grid: GridClock, lead: Lead, step: int) -> None:
        """Lay the steps from `step` on, and tell others."""
        if lead.pulse is None:
            grid.set_tempo(self.view.controls.bpm, step)
        else:
            grid.follow(lead.pulse, step)
        place, meter = self._place(step), self.view.meter
        self._surely(partial(self._stage.beat, place, meter, grid.due(step), grid.period), None)

    def _place(self, step: int) -> int:
        """Sixteenths since the bar line of a step, as the bar lines are seen at present."""
        return self.view.meter.position(self.view.place + step - self.view.step)

    def _slot(self, grid: GridClock, step: int) -> Slot:
        """When a step sounds: as it is due, or later by the swing."""
        late = delay(self._place(step), self.view.meter, share(self.view.controls))
        return Slot(grid.due(step) + late * grid.period, grid.period, step + late)

    def _middle(self, grid: GridClock, step: int) -> float:
        """Wait for the middle of a step, as it sounds; a stall puts it at the present."""
        middle = (self._slot(grid, step).begin + self._slot(grid, step + 1).begin) / 2
        self._clock.sleep_until(middle)
        behind = self._clock.now() - middle
        if behind <= STALL_STEPS * grid.period:
            return middle
        self.late_steps += 1
        log.warning("the loop stalled for %.0f ms and goes on from here", 1000 * behind)
        grid.skip_to(middle + behind - grid.period / 2, step)
        return middle + behind

    def _decide(self, heard: Sequence[NoteMessage], lead: Lead, due: float) -> Outcome:
        """One step of the jam; one that fails silences the box and is logged, the jam goes on."""
        controls, signal = self._stage.hands()
        signal = Signal.STOP if lead.stopped else signal
        song = None if lead.pulse is None else lead.pulse.song_at(due)
        try:
            return self._jam.step(heard, controls, signal, song)
        except Exception:
            self.failed_steps += 1
            log.exception("a step of the jam failed")
            self._stage.hush()
            return Outcome((), self.view)
