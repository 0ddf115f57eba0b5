"""MIDI clock: 24 ticks a quarter note from a sequencer, with start, stop and song position.

Only a clock that has been started is followed: many keyboards tick all the time, unasked. Tempo
and phase are a least-squares line through the last 24 ticks, so that jitter of single ticks hardly
shows. A clock that is lost leaves its tempo behind.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy as np

from appliance.music.grid import STEPS_PER_QUARTER
from appliance.tempo.pulse import FASTEST, SLOWEST, Pulse

TICKS_PER_QUARTER = 24
TICKS_PER_STEP = TICKS_PER_QUARTER // STEPS_PER_QUARTER
TICK, START, CONTINUE, STOP, SONG_POSITION = 0xF8, 0xFA, 0xFB, 0xFC, 0xF2

_ENOUGH = 7  # ticks: one step
_LOST = 3.0  # ticks that may be late or missing,
_LOST_SECONDS = 0.15  # but at least so long
_ODD = 1.5  # ticks off the line: the clock has jumped


class MidiClock:
    """Follows the clock messages of one sequencer."""

    def __init__(self) -> None:
        self._moments: deque[float] = deque(maxlen=TICKS_PER_QUARTER + 1)
        self._line = (0.0, 0.0)  # moment of the first of them, and seconds a tick; if _ENOUGH
        self._tick = -1  # the newest one, counted from the song's beginning
        self._running = False
        self._counted = False  # whether the song's beginning is known
        self._stopped = False
        self._rest: int | None = None  # the tick that it was stopped at

    def take(self, moment: float, message: bytes) -> None:
        """Follow one message, heard at a moment in seconds; others than the clock's are nothing."""
        status = message[0] if message else None
        if status == TICK:
            self._take_tick(moment)
        elif status == START:
            self._count_from(0)
            self._go_on()
        elif status == CONTINUE:
            self._go_on()
        elif status == STOP and self._running:
            self._running, self._stopped, self._rest = False, True, self._tick
        elif status == SONG_POSITION and len(message) == 3:
            self._count_from(message[1] + 128 * message[2])

    def stopped(self) -> bool:
        """Whether the sequencer has stopped since last asked."""
        stopped, self._stopped = self._stopped, False
        return stopped

    def pulse(self, now: float) -> Pulse | None:
        """The newest step of the clock; None while it does not run, or is lost."""
        if not self._running or len(self._moments) < _ENOUGH:
            return None
        begun, tick = self._line
        if now - self._moments[-1] > max(_LOST * tick, _LOST_SECONDS):
            self._moments.clear()
            self._counted = False  # nobody knows how many ticks are missing
            return None
        bpm = 60.0 / (TICKS_PER_QUARTER * tick) if tick > 0.0 else 0.0
        if not SLOWEST <= bpm <= FASTEST:
            return None
        within = self._tick % TICKS_PER_STEP
        newest = begun + (len(self._moments) - 1) * tick
        song = self._tick // TICKS_PER_STEP if self._counted else None
        return Pulse(newest - within * tick, bpm, song)

    def _take_tick(self, moment: float) -> None:
        self._tick += 1
        if len(self._moments) >= _ENOUGH:
            begun, tick = self._line
            if abs(moment - begun - len(self._moments) * tick) > _ODD * tick:
                self._moments.clear()
        self._moments.append(moment)
        if len(self._moments) >= _ENOUGH:
            self._line = _line_through(self._moments)

    def _go_on(self) -> None:
        self._tick = self._tick if self._rest is None else self._rest
        self._running, self._rest = True, None

    def _count_from(self, sixteenths: int) -> None:
        """The next tick is the first of a sixteenth of the song."""
        self._tick = sixteenths * TICKS_PER_STEP - 1
        self._counted = True
        self._rest = None if self._running else self._tick


def _line_through(ticks: Sequence[float]) -> tuple[float, float]:
    """Where the line through the ticks begins and how it rises, seconds and seconds a tick."""
    moments = np.array(ticks)
    numbers = np.arange(len(moments)) - (len(moments) - 1) / 2
    rise = float(numbers @ moments / (numbers @ numbers))
    return float(moments.mean() - rise * (len(moments) - 1) / 2), rise
