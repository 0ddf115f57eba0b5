"""Whether steps and bars are where a sequencer has them, once it has been steady for a while."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final, NamedTuple

from appliance.jam.view import View
from appliance.realtime.staging import Lead
from tools.soak.ear import Complain

NEAR: Final = 0.01  # seconds
STEADY: Final = 32  # sixteenths at one tempo, after which it is known


class Sixteenth(NamedTuple):
    """Where a sixteenth of the song really begins, in seconds, and how many were at this tempo."""

    moment: float
    number: int  # counted from the song's beginning
    steady: int


class SongCheck:
    """Compares the box's steps with the sixteenths of a song; `compared` counts them."""

    def __init__(self, complain: Complain) -> None:
        """No song is heard."""
        self.compared = 0
        self.farthest = 0.0  # seconds
        self._song: deque[Sixteenth] = deque(maxlen=16)
        self._complain = complain
        self._led = 0  # steps in a row

    def plays(self, sixteenth: Sixteenth) -> None:
        """The song has come to a sixteenth."""
        self._song.append(sixteenth)

    def stops(self) -> None:
        """The song is over."""
        self._song.clear()

    def see(self, view: View, moment: float, lead: Lead) -> None:
        """A step that began at a moment is over."""
        led = lead.pulse is not None and lead.pulse.song is not None
        self._led = self._led + 1 if led else 0
        if self._led < STEADY or not self._song:
            return
        near = min(self._song, key=_apart(moment))
        if near.steady < STEADY or near is self._song[-1]:
            return
        self.compared += 1
        off = abs(near.moment - moment)
        self.farthest = max(self.farthest, off)
        if off > NEAR:
            self._complain(f"a step lies {1000 * off:.2f} ms off the sequencer's")
        if view.meter.position(near.number) != view.place:
            self._complain(f"place {view.place} where the song is at {near.number}")


def _apart(moment: float) -> Callable[[Sixteenth], float]:
    return lambda sixteenth: abs(sixteenth.moment - moment)
