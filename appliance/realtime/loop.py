"""The real-time loop: the one place where a jam meets time.

      step t due            half a step later                  step t+1 due
    ──────┬──────────────────────────┬───────────────────────────────┬──────
          │ what was decided for t   │ take what was heard since the │
          │ sounds, by the agenda    │ last half step: that is t;    │
          │                          │ decide t+1, put it down       │

A key struck up to half a step early or late so counts for the step it is nearest to, and half a
step is left for every decision.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from typing import Protocol

from appliance.jam.controls import Controls
from appliance.jam.engine import Jam, Outcome
from appliance.jam.parts import Part
from appliance.jam.view import View
from appliance.music.notes import NoteMessage
from appliance.realtime.clock import Clock
from appliance.realtime.grid_clock import GridClock

log = logging.getLogger(__name__)

STALL_STEPS = 1.0


class Stage(Protocol):
    """Where a jam is played: what it hears, what is set, what sounds."""

    def hear(self, moment: float) -> Sequence[NoteMessage]:
        """The note messages heard before a moment, each once; controllers heard act on `hands`."""

    def hands(self) -> tuple[Controls, bool]:
        """The controls, and whether the turn was handed over since last asked."""

    def play(self, due: Sequence[tuple[Part, NoteMessage]], moment: float) -> None:
        """Put down what is due at a moment; it comes soon."""

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
            outcome = self._decide(self._middle(grid, step))
            self.view = outcome.view
            step += 1
            self._stage.play(outcome.play, grid.due(step))
            if self.view.waiting and not outcome.play:
                self._stage.idle()
            grid.set_tempo(self.view.controls.bpm, step)

    def _middle(self, grid: GridClock, step: int) -> float:
        """Wait for the middle of a step; a stall puts it at the present."""
        middle = grid.due(step) + grid.period / 2
        self._clock.sleep_until(middle)
        behind = self._clock.now() - middle
        if behind <= STALL_STEPS * grid.period:
            return middle
        self.late_steps += 1
        log.warning("the loop stalled for %.0f ms and goes on from here", 1000 * behind)
        grid.skip_to(middle + behind - grid.period / 2, step)
        return middle + behind

    def _decide(self, moment: float) -> Outcome:
        """One step of the jam; one that fails silences the box and is logged, the jam goes on."""
        heard = self._stage.hear(moment)
        controls, hand_over = self._stage.hands()
        try:
            return self._jam.step(heard, controls, hand_over)
        except Exception:
            self.failed_steps += 1
            log.exception("a step of the jam failed")
            self._stage.hush()
            return Outcome((), self.view)
