"""What the answer network is told before each step of a melody, and how its outputs are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from appliance.models.frames import CLOSE, DEGREES, NEAR, REGISTERS, Frames, layout
from appliance.models.line import NONE, Floats, Ints
from appliance.models.recalling import RecallingLine
from appliance.models.sheet import Layout, Sheet
from appliance.models.side_by_side import side_by_side
from appliance.models.tonic import TonicTracker
from appliance.models.voice_features import (
    CONTEXT,
    LAGS_IN_BARS,
    MOMENT,
    RECALL,
    VOICE,
    Grid,
    named,
    places_of_moments,
    tell_context,
    tell_moments,
    tell_voice,
)

# Steps left of an answer: each of the last 16, then ever more roughly.
LEFT_EXACTLY: Final = 16
LEFT_ROUGHLY: Final = np.array([32, 48, 64, 128])
LEFT: Final = LEFT_EXACTLY + len(LEFT_ROUGHLY) + 1
_STEPS: Final = np.arange(LEFT_ROUGHLY[-1] + 2)
# Index of the feature by the steps left, the last for all that are more, and of NONE.
_LEFT: Final = np.append(
    np.where(
        _STEPS <= LEFT_EXACTLY, _STEPS - 1, LEFT_EXACTLY + np.searchsorted(LEFT_ROUGHLY, _STEPS)
    ),
    NONE,
)

INPUTS: Final = Layout(
    named("own", VOICE)
    | {key: width for bars in LAGS_IN_BARS for key, width in named(f"{bars}", MOMENT).items()}
    | named("call", MOMENT)
    | named("same", RECALL)
    | named("shifted", RECALL)
    | {"left": LEFT}
    | CONTEXT
)
OUTPUTS: Final = layout(
    {"tonic": DEGREES, "own": 2 * NEAR + 1}
    | {f"{bars}": 2 * CLOSE + 1 for bars in LAGS_IN_BARS}
    | dict.fromkeys(("call", "same", "shifted"), 2 * CLOSE + 1)
    | {"register": REGISTERS}
)
_PASTS: Final = (*(f"{bars}" for bars in LAGS_IN_BARS), "call", "same", "shifted")
_MOMENTS: Final = places_of_moments(INPUTS, *_PASTS)
_TONIC, _OWN, _PAST = OUTPUTS.at("tonic"), OUTPUTS.at("own"), OUTPUTS.at(*_PASTS)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Where a step lies in an answer, each field [rows].

    `lag` is how many steps ago the call was at the same place, `left` how many steps of the
    answer are left, this one included; both NONE outside of an answer.
    """

    lag: Ints
    left: Ints

    @classmethod
    def none(cls, rows: int) -> Phrase:
        """No answer: the line just goes on."""
        return cls(np.full(rows, NONE), np.full(rows, NONE))

    @classmethod
    def side_by_side(cls, phrases: Sequence[Phrase]) -> Phrase:
        """Those of several, as one."""
        lags, lefts = [each.lag for each in phrases], [each.left for each in phrases]
        return cls(np.concatenate(lags), np.concatenate(lefts))


class MelodyEncoder:
    """Reads melodies along, one event at a time."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.line = RecallingLine(grid)
        self.key = TonicTracker(grid.rows)

    @classmethod
    def side_by_side(cls, encoders: Sequence[MelodyEncoder]) -> MelodyEncoder:
        """Several encoders as one, that encodes; melodies are pushed to each alone."""
        return side_by_side(encoders, ("grid", "line", "key"))

    def push(self, events: Ints) -> None:
        """Take in the event of the next step in every row, [rows]."""
        self.line.push(events)
        self.key.update(self.line.line.long)

    def encode(self, step: Ints, genre: Ints, phrase: Phrase) -> tuple[Floats, Ints]:
        """What the network is told about the step that comes next.

        Args:
            step: steps since the line's first bar line, [rows].
            genre: index of the genre wanted, NONE for any, [rows].
            phrase: where in an answer it lies.

        Returns:
            Features, [rows, INPUTS.width], and the frames' table, [rows, frames, pitches].
        """
        rows, line, tonic = self.grid.rows, self.line.line, self.key.tonic
        sheet, frames = Sheet(INPUTS, rows), Frames(OUTPUTS)
        tell_voice(sheet, "own", line, tonic)
        moments = line.ago(np.stack([*self.grid.bars_ago, phrase.lag, *self.line.lags], 1))
        tell_moments(sheet, _MOMENTS, moments, line.pitch, tonic)
        self.line.tell_lengths(sheet)
        sheet.hot("left", _left(phrase.left))
        tell_context(sheet, self.grid, step, genre, self.key)
        frames.degrees(_TONIC, tonic[:, None])
        frames.intervals(_OWN, line.pitch[:, None], NEAR)
        moments.pitch[:, -1] = self.line.shifted_pitch(moments.move[:, -1], moments.moved[:, -1])
        frames.intervals(_PAST, moments.pitch, CLOSE)
        frames.registers("register", rows)
        return sheet.array(), frames.table()


def _left(steps: Ints) -> Ints:
    """Index of the feature `left`."""
    index: Ints = _LEFT[np.minimum(steps, LEFT_ROUGHLY[-1] + 1)]
    return index
