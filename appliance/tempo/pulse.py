"""What somebody who gives the tempo says."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.music.grid import step_seconds

SLOWEST, FASTEST = 40.0, 240.0  # quarter notes a minute, as far as the panel goes


@dataclass(frozen=True, slots=True)
class Pulse:
    """A step begins at `moment` (seconds), steps come at `bpm` quarter notes a minute.

    Attributes:
        song: sixteenths from the song's beginning to that step; None where nobody counts them.
    """

    moment: float
    bpm: float
    song: int | None = None

    @property
    def period(self) -> float:
        """Seconds a step lasts."""
        return step_seconds(self.bpm)

    def steps_to(self, moment: float) -> int:
        """Steps from the pulse to the one that begins nearest to a moment."""
        return round((moment - self.moment) / self.period)

    def song_at(self, moment: float) -> int | None:
        """Sixteenths of the song at the step that begins nearest to a moment."""
        return None if self.song is None else self.song + self.steps_to(moment)

    def off(self, moment: float) -> float:
        """Seconds from a moment to the nearest beginning of a step."""
        return self.moment + self.steps_to(moment) * self.period - moment
