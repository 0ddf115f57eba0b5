"""MIDI clock for others: 24 ticks a quarter note, and where the bars are."""

from __future__ import annotations

from collections.abc import Iterator

from appliance.tempo import midi_clock
from appliance.tempo.midi_clock import TICKS_PER_STEP

TICK, START, CONTINUE, STOP = (
    bytes([status])
    for status in (midi_clock.TICK, midi_clock.START, midi_clock.CONTINUE, midi_clock.STOP)
)


class ClockOut:
    """Tells others the steps; where the bar line moves, they are put to the same place."""

    def __init__(self) -> None:
        self._last = 0.0  # moment of the newest tick
        self._next: int | None = None  # place in the bar that comes next if no bar line moves

    def step(
        self, place: int, steps_per_bar: int, moment: float, period: float
    ) -> Iterator[tuple[float, bytes]]:
        """What to send for one step, and when.

        Args:
            place: of the step, in sixteenths since its bar line.
            steps_per_bar: of the meter.
            moment: at which it begins, in seconds.
            period: seconds it lasts.
        """
        begin = max(moment, self._last)  # never before a tick that is told already
        if place != self._next:
            for message in self._put_to(place):
                yield begin, message
        self._next = (place + 1) % steps_per_bar
        for number in range(TICKS_PER_STEP):
            self._last = max(begin, moment + number * period / TICKS_PER_STEP)
            yield self._last, TICK

    def _put_to(self, place: int) -> Iterator[bytes]:
        if self._next is not None:
            yield STOP
        yield bytes([midi_clock.SONG_POSITION, place, 0])
        yield START if place == 0 else CONTINUE
