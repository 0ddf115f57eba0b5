"""What keeps the box on time: its clock and agenda, the thread in which it thinks, its watch."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from appliance.jam.ensemble import Ensemble
from appliance.mind import Mind
from appliance.music.grid import Meter
from appliance.realtime.acting import ActingWatch
from appliance.realtime.agenda import Agenda
from appliance.realtime.clock import MonotonicClock
from appliance.realtime.devices import MidiOutput
from appliance.realtime.loop import Loop
from appliance.realtime.memory import lock_memory
from appliance.realtime.staging import Stage
from appliance.realtime.thinker import Deadline, Thinker
from appliance.realtime.tuning import (
    IdleCollector,
    favour_this_thread,
    settle_memory,
    switch_threads_often,
)
from appliance.realtime.watch import Watch
from appliance.thinking import Thinking

log = logging.getLogger(__name__)


class Pace:
    """Wired before anything plays.

    `thinking` is a driver, with a problem to be shown. `collect` is for when nobody plays.
    """

    def __init__(
        self,
        mind: Mind,
        outputs: Sequence[MidiOutput],
        acting: Callable[[], None] = lambda: None,
    ) -> None:
        """
        Args:
            mind: the networks, from now on asked in a thread of their own.
            outputs: those that are slow want to be told ahead.
            acting: called again and again while the agenda is alive.
        """
        self._clock = MonotonicClock()
        self._deadline = Deadline(max((output.lead for output in outputs), default=0.0))
        thinker = Thinker(self._deadline, self._clock)
        self._watch = Watch(self._clock, thought=thinker.ran)
        self.agenda = Agenda(self._clock, ActingWatch(self._watch), acting)
        self.thinking = Thinking(mind, thinker, self._watch)
        self.collect: Callable[[], None] = IdleCollector(self._clock.now)

    def loop(
        self, stage: Stage, seed: int, meter: Meter, alive: Callable[[], None] = lambda: None
    ) -> Loop:
        """A loop that jams on a stage; `alive` is called after each step."""
        jams = self.thinking.jams(seed, meter)
        ensemble = Ensemble(jams, self.thinking.look_ahead, self._watch.part)
        return Loop(ensemble, self._clock, stage, self._watch, self._deadline, alive)

    def start(self) -> None:
        """Let what must be on time run first, the calling thread too; says what is in the way."""
        switch_threads_often()
        settle_memory()
        self._watch.garbage.start()
        obstacles = [each for each in (lock_memory(), favour_this_thread()) if each]
        self.thinking.start()
        self.agenda.start()
        log.info("playing%s", ", but with " + ", ".join(obstacles) if obstacles else "")

    def close(self) -> None:
        """Do nothing more at any time; says how punctual the box has been."""
        self.agenda.close()
        self.thinking.close()
        self._watch.garbage.close()
        log.info("%s", self._watch.punctuality.words())
