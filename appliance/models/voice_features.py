"""What the networks are told of a voice: the groups of features that both tasks share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from appliance.models.frames import CLOSE
from appliance.models.line import MEMORY_STEPS, NONE, Ints, Line, Moment
from appliance.models.recall import Recall
from appliance.models.sheet import Layout, Sheet
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
ROLL: Final = (np.arange(12)[:, None] + np.arange(12)) % 12  # pitch classes seen from each
# Index of an age, the last for all that are older, and of NONE (-1: the last place of the array).
_AGE: Final = np.append(np.searchsorted(AGES, np.arange(AGES[-1] + 1), side="right"), NONE)
_LENGTH: Final = np.searchsorted(LENGTHS, np.arange(LENGTHS[-1] + 1), side="right") - 1


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

    @property
    def bars_ago(self) -> list[Ints]:
        """The lags of LAGS_IN_BARS in steps, each [rows]."""
        return [bars * self.bar for bars in LAGS_IN_BARS]

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
    height = (line.pitch - LOWEST_PITCH) // REGISTER_SEMITONES
    sheet.hot(f"{name}.kind", line.kind)
    sheet.hot(f"{name}.degree", degree(line.pitch, tonic))
    sheet.hot(f"{name}.register", np.where(line.pitch == NONE, NONE, height))
    sheet.hot(f"{name}.move", interval(line.move, line.moved))
    sheet.hot(f"{name}.age", _AGE[np.minimum(line.since, AGES[-1])])
    rolled = line.profiles[np.arange(len(tonic))[:, None], :, ROLL[tonic]]
    sheet.dense(f"{name}.short", rolled.swapaxes(1, 2).reshape(len(tonic), -1))  # and long


def tell_moments(sheet: Sheet, places: Ints, moments: Moment, pitch: Ints, tonic: Ints) -> None:
    """Steps of the past: what came then, seen from the key and from the last pitch.

    Args:
        sheet: to be filled.
        places: of kind, degree, interval and move of each step, [4, steps].
        moments: the steps, fields [rows, steps].
        pitch: the last one, [rows].
        tonic: of the key, [rows].
    """
    pitch = pitch[:, None]
    both = (moments.pitch != NONE) & (pitch != NONE)
    sheet.hots(places[0], moments.kind)
    sheet.hots(places[1], degree(moments.pitch, tonic[:, None]))
    sheet.hots(places[2], interval(moments.pitch - pitch, both))
    sheet.hots(places[3], interval(moments.move, moments.moved))


def places_of_moments(layout: Layout, *names: str) -> Ints:
    """What `tell_moments` is told of steps by their names, [4, steps]."""
    return np.stack([layout.at(*(f"{name}.{part}" for name in names)) for part in MOMENT])


def tell_length(sheet: Sheet, name: str, recall: Recall) -> None:
    """How long a passage is that was found again."""
    sheet.hot(f"{name}.length", _LENGTH[recall.length])


def tell_context(sheet: Sheet, grid: Grid, step: Ints, genre: Ints, key: TonicTracker) -> None:
    """Place in the bar, meter, genre (NONE: any), and how clear the key is."""
    bar, position = np.divmod(step, grid.bar)
    sheet.hot("position", position)
    sheet.hot("bar", bar % BARS_IN_CYCLE)
    sheet.hot("meter", grid.meter)
    sheet.hot("genre", genre)
    sheet.hot("minor", np.where(key.minor, 0, NONE))
    sheet.dense("fit", key.fit[:, None])


def degree(pitch: Ints, tonic: Ints) -> Ints:
    """Semitones of a pitch above the tonic, 0 … 11; NONE where there is no pitch."""
    return np.where(pitch == NONE, NONE, (pitch - tonic) % 12)


def interval(semitones: Ints, known: npt.NDArray[np.bool_]) -> Ints:
    """Semitones from -CLOSE to CLOSE as an index from 0; NONE where unknown."""
    return np.where(known, np.minimum(np.maximum(semitones, -CLOSE), CLOSE) + CLOSE, NONE)
