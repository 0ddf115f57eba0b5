"""The real-time loop: the one place where jams meet time.

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
from appliance.jam.engine import Outcome
from appliance.jam.ensemble import Doing, Ensemble
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
_Heard = Sequence[Sequence[NoteMessage]]  # player by player
_NOTHING: _Heard = ()

T = TypeVar("T")


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


class Loop:
    """Drives an ensemble at absolute deadlines until it is stopped.

    `views` is what there is to see of each player, after the newest step.
    """

    def __init__(self, ensemble: Ensemble, clock: Clock, stage: Stage) -> None:
        self._ensemble = ensemble
        self._clock = clock
        self._stage = stage
        self._stopped = threading.Event()
        self.views = tuple(View(controls) for controls, _ in stage.hands())
        self.late_steps = 0
        self.failed_steps = 0

    @property
    def view(self) -> View:
        """What there is to see of the first player."""
        return self.views[0]

    def stop(self) -> None:
        """Let `run` return after the present step; may be called from any thread."""
        self._stopped.set()

    def run(self, steps: int | None = None) -> None:
        """Play until stopped, or for a number of steps."""
        grid = GridClock(self._clock.now(), self.view.controls.bpm)
        step = 0
        while not self._stopped.is_set() and step != steps:
            windows = self._wait(grid, step)
            heard = self._surely(partial(self._stage.hear, windows), _NOTHING)
            lead = self._surely(partial(self._stage.lead, windows[0].end), Lead())
            outcomes = self._decide(heard, lead, grid.due(step))
            self._surely(partial(self._stage.see, self.views), None)
            step += 1
            self._keep_time(grid, lead, step)
            self._play(outcomes, self._slots(grid, step))
            if self._idle(outcomes):
                self._stage.idle()

    def _play(self, outcomes: Sequence[Outcome], slots: Sequence[Slot]) -> None:
        """Put down what is due for each player, and for those who are no more."""
        for player, outcome in enumerate(outcomes):
            slot = slots[min(player, len(slots) - 1)]
            self._surely(partial(self._stage.play, player, outcome.play, slot), None)

    def _idle(self, outcomes: Sequence[Outcome]) -> bool:
        """Whether nobody plays."""
        listening = all(view.phase is Phase.LISTEN and view.waiting for view in self.views)
        return listening and not any(outcome.play for outcome in outcomes)

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

    def _slots(self, grid: GridClock, step: int) -> list[Slot]:
        """When a step sounds, player by player: as it is due, or later by the genre's swing."""
        place, slots = self._place(step), []
        for view in self.views:
            late = delay(place, view.meter, share(view.controls))
            slots.append(Slot(grid.due(step) + late * grid.period, grid.period, step + late))
        return slots

    def _wait(self, grid: GridClock, step: int) -> list[Window]:
        """Wait until a step has been heard: for each player, to its middle as it sounds for them.

        A stall puts that at the present.
        """
        slots, following = self._slots(grid, step), self._slots(grid, step + 1)
        ends = [
            (slot.begin + after.begin) / 2 for slot, after in zip(slots, following, strict=True)
        ]
        last = max(ends)
        self._clock.sleep_until(last)
        behind = self._clock.now() - last
        if behind <= STALL_STEPS * grid.period:
            return [Window(slot, end) for slot, end in zip(slots, ends, strict=True)]
        self.late_steps += 1
        log.warning("the loop stalled for %.0f ms and goes on from here", 1000 * behind)
        grid.skip_to(last + behind - grid.period / 2, step)
        return [Window(slot, last + behind) for slot in slots]

    def _decide(self, heard: _Heard, lead: Lead, due: float) -> Sequence[Outcome]:
        """One step of all jams; one that fails silences the box and is logged, the jams go on."""
        doings = [
            Doing(heard[player] if player < len(heard) else (), controls, signal)
            for player, (controls, signal) in enumerate(self._hands(lead))
        ]
        song = None if lead.pulse is None else lead.pulse.song_at(due)
        try:
            outcomes = self._ensemble.step(doings, song)
        except Exception:
            self.failed_steps += 1
            log.exception("a step of the jam failed")
            self._stage.hush()
            return [Outcome((), view) for view in self.views]
        self.views = tuple(outcome.view for outcome in outcomes[: len(doings)])
        return outcomes

    def _hands(self, lead: Lead) -> Sequence[tuple[Controls, Signal | None]]:
        """What is set and asked for, player by player; whoever gives the tempo may stop all."""
        hands = self._stage.hands()
        return [(controls, Signal.STOP) for controls, _ in hands] if lead.stopped else hands
