"""Notes on the grid, and the note messages that start and end them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Note:
    """A note on the grid: `onset` and `duration` in steps, MIDI `pitch`, `velocity` 1 … 127."""

    onset: int
    duration: int
    pitch: int
    velocity: int = 80

    @property
    def end(self) -> int:
        """The first step in which the note no longer sounds."""
        return self.onset + self.duration


@dataclass(frozen=True, slots=True)
class NoteMessage:
    """A note starts (`velocity` 1 … 127) or ends (`velocity` 0).

    Attributes:
        late: how long after its step it came, in steps, -0.5 … 0.5.
        low: whether the player plays the bass with it; None: its pitch is to tell.
    """

    pitch: int
    velocity: int
    late: float = field(default=0.0, compare=False)
    low: bool | None = field(default=None, compare=False)

    @property
    def is_on(self) -> bool:
        """True if the note starts."""
        return self.velocity > 0
