"""What the networks are told of a voice: the groups of features that both tasks share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from appliance.models.frames import CLOSE
from appliance.models.line import MEMORY_STEPS, NONE, Floats, Ints, Line, Moment
from appliance.models.recall import Recall
from appliance.models.sheet import Sheet
from appliance.models.side_by_side import side_by_side
from appliance.models.tonic import TonicTracker
from appliance.music.events import HIGHEST_PITCH, LOWEST_PITCH
from appliance.music.genres import GENRES
from appliance.music.grid import LONGEST_BAR, METERS, Meter

BARS_IN_CYCLE: Final = 4
LAGS_IN_BARS: Final = (1, 2, 4)
REGISTER_SEMITONES: Final = 6
REGISTERS: Final = -(-(HIGHEST_PITCH - LOWEST_PITCH + 1) // REGISTER_SEMITONES)
INTERVALS: Final = 2 * CLOSE + 1
# Steps since an onset and steps left are told ever more roughly the more they are.
AGES: Final = np.array([1, 2, 3, 4, 6, 8, 12, 16, 32])
VOICE: Final = {
    "kind": 3, "degree": 12, "register": REGISTERS, "move": INTERVALS, "age": len(AGES) + 1,
    "short": 12, "long": 12,
}  # fmt: skip
# Steps that a passage found again has in common with the present one.
LENGTHS: Final = np.array([1, 3, 5, 9, 13, 17, 25, 32])
MOMENT: Final = {"kind": 3, "degree": 12, "interval": INTERVALS, "move": INTERVALS}
CONTEXT: Final = {
    "position": LONGEST_BAR, "bar": BARS_IN_CYCLE, "meter": len(METERS), "genre": len(GENRES),
    "minor": 1, "fit": 1,
}  # fmt: skip


RECALL: Final = MOMENT | {"length": len(LENGTHS)}


class Grid:
    """The meters of several jams: `bar` is the length of a bar in steps, [rows]."""

    def __init__(self, meters: list[Meter], memory: int = MEMORY_STEPS) -> None:
        """
        Args:
            meters: of each jam.
            memory: steps that its lines remember.
        """
        self.memory = memory
        self.rows = len(meters)
        self.bar: Ints = np.array([meter.steps_per_bar for meter in meters])
        self.meter: Ints = np.array([METERS.index(meter) for meter in meters])

    @classmethod
    def side_by_side(cls, grids: Sequence[Grid]) -> Grid:
        """Several grids as one."""
        whole = side_by_side(grids, ("bar", "meter"))
        whole.rows = len(whole.bar)
        return whole


def named(prefix: str, group: dict[str, int]) -> dict[str, int]:
    """A group of features under a common name."""
    return {f"{prefix}.{name}": width for name, width in group.items()}


def tell_voice(sheet: Sheet, name: str, line: Line, tonic: Ints) -> None:
    """A voice as it stands: last event, last note, what was heard of late in the key."""
    sheet.hot(f"{name}.kind", line.kind)
    sheet.hot(f"{name}.degree", degree(line.pitch, tonic))
    height = (line.pitch - LOWEST_PITCH) // REGISTER_SEMITONES
    sheet.hot(f"{name}.register", np.where(line.pitch == NONE, NONE, height))
    sheet.hot(f"{name}.move", interval(line.move, line.moved))
    age = np.searchsorted(AGES, line.since, side="right")
    sheet.hot(f"{name}.age", np.where(line.since == NONE, NONE, age))
    sheet.dense(f"{name}.short", rolled(line.short, tonic))
    sheet.dense(f"{name}.long", rolled(line.long, tonic))


def tell_moment(sheet: Sheet, name: str, moment: Moment, pitch: Ints, tonic: Ints) -> None:
    """A step of the past: what came then, seen from the key and from the last pitch."""
    sheet.hot(f"{name}.kind", moment.kind)
    sheet.hot(f"{name}.degree", degree(moment.pitch, tonic))
    both = (moment.pitch != NONE) & (pitch != NONE)
    sheet.hot(f"{name}.interval", interval(moment.pitch - pitch, both))
    sheet.hot(f"{name}.move", interval(moment.move, moment.moved))


def tell_recall(
    sheet: Sheet, name: str, recall: Recall, moment: Moment, pitch: Ints, tonic: Ints
) -> None:
    """What followed a passage like the present one, and how long that passage is."""
    tell_moment(sheet, name, moment, pitch, tonic)
    length = np.searchsorted(LENGTHS, recall.length, side="right") - 1
    sheet.hot(f"{name}.length", np.where(recall.length == 0, NONE, length))


def tell_context(sheet: Sheet, grid: Grid, step: Ints, genre: Ints, key: TonicTracker) -> None:
    """Place in the bar, meter, genre (NONE: any), and how clear the key is."""
    sheet.hot("position", step % grid.bar)
    sheet.hot("bar", step // grid.bar % BARS_IN_CYCLE)
    sheet.hot("meter", grid.meter)
    sheet.hot("genre", genre)
    sheet.hot("minor", np.where(key.minor, 0, NONE))
    sheet.dense("fit", key.fit[:, None])


def degree(pitch: Ints, tonic: Ints) -> Ints:
    """Semitones of a pitch above the tonic, 0 … 11; NONE where there is no pitch."""
    return np.where(pitch == NONE, NONE, (pitch - tonic) % 12)


def interval(semitones: Ints, known: npt.NDArray[np.bool_]) -> Ints:
    """Semitones from -CLOSE to CLOSE as an index from 0; NONE where unknown."""
    return np.where(known, np.clip(semitones, -CLOSE, CLOSE) + CLOSE, NONE)


def rolled(profile: Floats, tonic: Ints) -> Floats:
    """A profile by pitch class, [rows, 12], seen from the tonic."""
    return np.take_along_axis(profile, (np.arange(12)[None, :] + tonic[:, None]) % 12, 1)
