"""The real-time loop: the one place where jams meet time.

      step t due            half a step later                  step t+1 due
    ──────┬──────────────────────────┬───────────────────────────────┬──────
          │ what was decided for t   │ take what was heard since the │
          │ sounds, by the agenda    │ last half step: that is t;    │
          │                          │ decide t+1, put it down       │

A key struck up to half a step early or late so counts for the step it is nearest to, and half a
step is left for every decision (a third, where swing makes the steps uneven, and a sixth, where
they are so for some players alone).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from appliance.jam.controls import Controls
from appliance.jam.engine import Outcome
from appliance.jam.ensemble import Doing, Ensemble
from appliance.jam.parts import Part
from appliance.jam.phases import Phase, Signal
from appliance.jam.swing import delay, share
from appliance.jam.view import View
from appliance.music.notes import NoteMessage
from appliance.realtime.clock import Clock
from appliance.realtime.grid_clock import GridClock
from appliance.realtime.slot import Slot
from appliance.realtime.staging import Lead, Stage, Window
from appliance.realtime.thinker import Deadline
from appliance.realtime.watch import LATE, Watch

log = logging.getLogger(__name__)

STALL_STEPS = 1.0
LEAST = 1 / 6  # of a step, left to decide the next one for whoever hears it first
_Heard = Sequence[Sequence[NoteMessage]]  # player by player
_NOTHING: _Heard = ()
_Hand = tuple[Controls, Signal | None]
Due = tuple[Part, NoteMessage]

T = TypeVar("T")


class Loop:
    """Drives an ensemble at absolute deadlines until it is stopped.

    `views` is what there is to see of each player, after the newest step; `punctuality` how the
    steps came.
    """

    def __init__(
        self,
        ensemble: Ensemble,
        clock: Clock,
        stage: Stage,
        watch: Watch | None = None,
        deadline: Deadline | None = None,
        alive: Callable[[], None] = lambda: None,
    ) -> None:
        """
        Args:
            ensemble: decides.
            clock: gives the time.
            stage: hears and plays.
            watch: times the parts of each step.
            deadline: told by when each step must be decided.
            alive: called after each step; it neither waits nor raises.
        """
        self._ensemble = ensemble
        self._clock = clock
        self._stage = stage
        self._watch, self._deadline = watch or Watch(clock), deadline or Deadline()
        self._alive = alive
        self._stopped = threading.Event()
        self.views = tuple(View(controls) for controls, _ in stage.hands())
        self.punctuality = self._watch.punctuality
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
            outcomes = self._step(grid, step, windows)
            step += 1
            self._alive()
            if self._idle(outcomes):
                self._surely(self._stage.idle, None)

    def _step(self, grid: GridClock, step: int, windows: Sequence[Window]) -> Sequence[Outcome]:
        """Take a step in, decide the next one and put it down."""
        self._watch.part("hearing")
        heard = self._surely(partial(self._stage.hear, windows), _NOTHING)
        lead = self._surely(partial(self._stage.lead, windows[0].end), Lead())
        self._watch.part("the controls")
        hands = self._hands(lead)
        song = None if lead.pulse is None else lead.pulse.song_at(grid.due(step))
        self._watch.part("keeping time")
        self._keep_time(grid, lead, hands[0][0].bpm, step + 1)
        due = _first(self._slots(grid, step + 1, [controls for controls, _ in hands]))
        self._deadline.set(self._clock.now(), due)
        outcomes = self._decide(heard, hands, song)
        self._watch.part("showing")
        self._surely(partial(self._stage.see, self.views), None)
        self._watch.part("putting down")
        self._play(outcomes, self._slots(grid, step + 1))
        self._watch.put_down(step + 1, due)
        return outcomes

    def _play(self, outcomes: Sequence[Outcome], slots: Sequence[Slot]) -> None:
        """Put down what is due for each player, and for those who are no more."""
        for player, outcome in enumerate(outcomes):
            slot = slots[min(player, len(slots) - 1)]
            due = self._in_time(outcome.play, slot)
            self._surely(partial(self._stage.play, player, due, slot), None)

    def _in_time(self, due: Sequence[Due], slot: Slot) -> Sequence[Due]:
        """What can still sound in time: notes that would begin late are left out, no end is.

        One that comes early of its step is not late before that begins.
        """
        past = self._clock.now() - LATE
        kept = [
            each for each in due if not each[1].is_on or slot.moment(max(0.0, each[1].late)) >= past
        ]
        self._watch.dropped(len(due) - len(kept))
        return kept

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

    def _keep_time(self, grid: GridClock, lead: Lead, bpm: float, step: int) -> None:
        """Lay the steps from `step` on, and tell others, who do not wait for what is decided."""
        if lead.pulse is None:
            grid.set_tempo(bpm, step)
        else:
            grid.follow(lead.pulse, step, self._clock.now() + LEAST * grid.period)
        place, meter = self._place(step), self.view.meter
        self._surely(partial(self._stage.beat, place, meter, grid.due(step), grid.period), None)

    def _place(self, step: int) -> int:
        """Sixteenths since the bar line of a step, as the bar lines are seen at present."""
        return self.view.meter.position(self.view.place + step - self.view.step)

    def _slots(
        self, grid: GridClock, step: int, everybody: Sequence[Controls] | None = None
    ) -> list[Slot]:
        """When a step sounds, player by player: as it is due, or later by the genre's swing.

        Their controls are those that they were last seen with, unless others are given.
        """
        place, meter, slots = self._place(step), self.view.meter, []
        for controls in everybody or [view.controls for view in self.views]:
            late = delay(place, meter, share(controls))
            slots.append(Slot(grid.due(step) + late * grid.period, grid.period, step + late))
        return slots

    def _wait(self, grid: GridClock, step: int) -> list[Window]:
        """Wait until a step has been heard: for each player, to its middle as it sounds for them.

        It is over for all when the next one must be decided for the first of them. A stall puts
        that at the present.
        """
        slots, following = self._slots(grid, step), self._slots(grid, step + 1)
        ends = [
            (slot.begin + after.begin) / 2 for slot, after in zip(slots, following, strict=True)
        ]
        # where some swing and some do not, who swings most is not heard to the end
        last = min(max(ends), _first(following) - LEAST * grid.period)
        self._clock.sleep_until(last)
        behind = self._watch.begin(last)
        if behind <= STALL_STEPS * grid.period:
            return [Window(slot, min(end, last)) for slot, end in zip(slots, ends, strict=True)]
        self._watch.stalled(step)
        grid.skip_to(last + behind - grid.period / 2, step)
        return [Window(slot, last + behind) for slot in slots]

    def _decide(self, heard: _Heard, hands: Sequence[_Hand], song: int | None) -> Sequence[Outcome]:
        """One step of all jams; one that fails silences the box and is logged, the jams go on."""
        doings = [
            Doing(heard[player] if player < len(heard) else (), controls, signal)
            for player, (controls, signal) in enumerate(hands)
        ]
        try:
            outcomes = self._ensemble.step(doings, song)
        except Exception:
            self.failed_steps += 1
            log.exception("a step of the jam failed")
            self._surely(self._stage.hush, None)
            return [Outcome((), view) for view in self.views]
        self.views = tuple(outcome.view for outcome in outcomes[: len(doings)])
        return outcomes

    def _hands(self, lead: Lead) -> Sequence[_Hand]:
        """What is set and asked for, player by player; whoever gives the tempo may stop all."""
        before: Sequence[_Hand] = [(view.controls, None) for view in self.views]
        hands = self._surely(self._stage.hands, before)
        return [(controls, Signal.STOP) for controls, _ in hands] if lead.stopped else hands


def _first(slots: Sequence[Slot]) -> float:
    """When a step is due, as the first of the players hears it; seconds."""
    return min(slot.begin for slot in slots)
