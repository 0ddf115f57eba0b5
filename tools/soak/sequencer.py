"""A sequencer that gives MIDI clock: starts, stops, goes on, jumps, changes its tempo."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Final

from appliance.midi.clock_out import CONTINUE, START, STOP, TICK
from appliance.tempo.midi_clock import SONG_POSITION, TICKS_PER_QUARTER, TICKS_PER_STEP
from tools.soak.musician import Put
from tools.soak.song_check import Sixteenth, SongCheck
from tools.soak.world import Life

SOURCE: Final = "sequencer"
JITTER: Final = 0.001  # seconds, either way


class Sequencer:
    """Ticks with a little jitter."""

    def __init__(
        self, put: Put, now: Callable[[], float], check: SongCheck, chance: Random
    ) -> None:
        """
        Args:
            put: takes what it sends.
            now: gives the time, in seconds.
            check: told where the song really is.
            chance: of everything.
        """
        self._put, self._now, self._check, self._chance = put, now, check, chance
        self._sixteenth = self._steady = 0
        self._due = 0.0  # of the next tick, if there were no jitter

    def life(self) -> Life:
        """Run and rest in turn."""
        while True:
            yield self._chance.uniform(20.0, 90.0)
            yield from self._song()

    def _song(self) -> Life:
        chance = self._chance
        tempo = chance.uniform(45.0, 230.0)
        self._sixteenth = self._steady = 0
        if chance.random() < 0.3:
            self._sixteenth = place = chance.randrange(0, 400)
            self._put(bytes([SONG_POSITION, place % 128, place // 128]), SOURCE)
            self._put(CONTINUE, SOURCE)
        else:
            self._put(START, SOURCE)
        self._due = self._now() + 0.01
        for beat in range(chance.randint(4, 120)):
            if beat and chance.random() < 0.03:
                tempo = min(230.0, max(45.0, tempo * chance.uniform(0.8, 1.25)))
                self._steady = 0
            yield from self._beat(60.0 / tempo)
        self._check.stops()
        if chance.random() < 0.8:  # else the cable is pulled
            self._put(STOP, SOURCE)

    def _beat(self, length: float) -> Life:
        tick = length / TICKS_PER_QUARTER
        for number in range(TICKS_PER_QUARTER):
            if number % TICKS_PER_STEP == 0:
                self._check.plays(Sixteenth(self._due, self._sixteenth, self._steady))
                self._sixteenth += 1
                self._steady += 1
            moment = self._due + self._chance.uniform(-JITTER, JITTER)
            yield max(0.0, moment - self._now())
            self._put(TICK, SOURCE)
            self._due += tick
