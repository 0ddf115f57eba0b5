"""Whether somebody who follows the box's MIDI clock is where its metronome is."""

from __future__ import annotations

from appliance.jam.click import FIRST_BEAT
from appliance.music.grid import Meter
from appliance.tempo.midi_clock import SONG_POSITION, TICK, TICKS_PER_STEP
from tools.soak.ear import Complain, Key

CLICK_CHANNEL = 10


class ClockCheck:
    """Counts ticks from the place that is told; `compared` counts bars that began with a click."""

    def __init__(self, meter: Meter, complain: Complain) -> None:
        """Nobody has told a place."""
        self.compared = self.ticks = 0
        self._meter, self._complain = meter, complain
        self._tick: int | None = None  # the newest one, since a bar line

    def hear(self, moment: float, message: bytes) -> None:
        """A message that is no note, at a moment in seconds."""
        if message[0] == SONG_POSITION:
            self._tick = (message[1] + 128 * message[2]) * TICKS_PER_STEP - 1
        elif message[0] == TICK:
            self.ticks += 1
            if self._tick is not None:
                self._tick += 1

    def begins(self, moment: float, key: Key) -> None:
        """A note begins; a bar's first click must lie on its first tick."""
        if self._tick is None or key != (CLICK_CHANNEL, FIRST_BEAT.pitch):
            return
        self.compared += 1
        sixteenth, within = divmod(self._tick, TICKS_PER_STEP)
        if within or self._meter.position(sixteenth):
            place = self._meter.position(sixteenth)
            self._complain(f"a bar begins at place {place} and tick {within} of the MIDI clock")
