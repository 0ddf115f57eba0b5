"""The sixteenth grid: meters, positions in the bar, and the time a step takes."""

from __future__ import annotations

from dataclasses import dataclass

STEPS_PER_QUARTER = 4


@dataclass(frozen=True, slots=True)
class Meter:
    """A time signature laid on sixteenths.

    `steps_per_beat` is the felt beat: a quarter (4 steps) in 4/4 and 3/4, a dotted
    quarter (6 steps) in 6/8.
    """

    name: str
    steps_per_bar: int
    steps_per_beat: int

    def position(self, step: int) -> int:
        """Sixteenth within the bar, 0 … steps_per_bar - 1, of an absolute step."""
        return step % self.steps_per_bar

    def bar(self, step: int) -> int:
        """Number of the bar that an absolute step lies in (floor, so negative before step 0)."""
        return step // self.steps_per_bar

    def beat(self, step: int) -> int:
        """Beat within the bar, counted from 0."""
        return self.position(step) // self.steps_per_beat

    @property
    def beats_per_bar(self) -> int:
        """Felt beats in a bar."""
        return self.steps_per_bar // self.steps_per_beat


METERS = (Meter("4/4", 16, 4), Meter("3/4", 12, 4), Meter("6/8", 12, 6))
COMMON_TIME = METERS[0]
LONGEST_BAR = max(meter.steps_per_bar for meter in METERS)
# Written meters that are played as one of METERS: a 4/4 bar is two of 2/4, a 6/8 bar two of 3/8.
PLAYED_AS = {
    "4/4": "4/4", "2/2": "4/4", "2/4": "4/4", "4/2": "4/4", "4/8": "4/4", "8/8": "4/4",
    "3/4": "3/4", "3/2": "3/4", "6/4": "3/4",
    "6/8": "6/8", "3/8": "6/8", "12/8": "6/8",
}  # fmt: skip


def meter_named(time_signature: str) -> Meter:
    """The meter that a written time signature is played in.

    Raises:
        ValueError: for a time signature that the grid has no bar for, such as 5/4.
    """
    played = PLAYED_AS.get(time_signature)
    for meter in METERS:
        if meter.name == played:
            return meter
    known = ", ".join(sorted(PLAYED_AS))
    raise ValueError(f"no grid for time signature {time_signature!r}; known: {known}")


def step_seconds(bpm: float) -> float:
    """Seconds that one sixteenth lasts at `bpm` quarter notes a minute."""
    return 60.0 / (bpm * STEPS_PER_QUARTER)


def nearest_step(quarters: float) -> int:
    """The step nearest to a time in quarter notes; a tie goes to the later step."""
    return int(quarters * STEPS_PER_QUARTER + 0.5)
