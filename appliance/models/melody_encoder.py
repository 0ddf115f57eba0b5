"""What the answer network is told before each step of a melody, and how its outputs are read."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from appliance.models.frames import CLOSE, DEGREES, NEAR, REGISTERS, Frames, layout
from appliance.models.line import MEMORY_STEPS, NONE, Floats, Ints
from appliance.models.recalling import RecallingLine
from appliance.models.sheet import Layout, Sheet
from appliance.models.tonic import Key, follow
from appliance.models.voice_features import (
    CONTEXT,
    LAGS_IN_BARS,
    MOMENT,
    RECALL,
    VOICE,
    named,
    tell_context,
    tell_length,
    tell_moments,
    tell_voice,
)
from appliance.music.grid import Meter

# Steps left of an answer: each of the last 16, then ever more roughly.
LEFT_EXACTLY: Final = 16
LEFT_ROUGHLY: Final = (32, 48, 64, 128)
LEFT: Final = LEFT_EXACTLY + len(LEFT_ROUGHLY) + 1

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
_OWN: Final = INPUTS.group("own", VOICE)
_MOMENTS: Final = [INPUTS.group(past, MOMENT) for past in _PASTS]
_SAME, _SHIFTED, _LEFT = INPUTS.at("same.length", "shifted.length", "left")
_CONTEXT: Final = INPUTS.at(*CONTEXT)

_FRAMES: Final = Frames(OUTPUTS)
_BY_TONIC: Final = _FRAMES.degrees("tonic")
_BY_OWN: Final = _FRAMES.intervals("own", NEAR)
_BY_PAST: Final = [_FRAMES.intervals(past, CLOSE) for past in _PASTS]
_BY_REGISTER: Final = _FRAMES.registers("register")


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


class MelodyReading:
    """One melody, read along: what the network is told of a jam comes from here."""

    def __init__(self, meter: Meter, memory: int) -> None:
        self.meter = meter
        self.line = RecallingLine(memory)
        self.key = Key()

    def tell(self, sheet: Sheet, step: int, genre: int, lag: int, left: int) -> list[int]:
        """Fill a sheet for the step that comes next; returns the views of the frames."""
        own, tonic, bar = self.line.line, self.key.tonic, self.meter.steps_per_bar
        lags = (*(bars * bar for bars in LAGS_IN_BARS), lag)
        moments = [own.ago(each) for each in (*lags, self.line.same.lag, self.line.shifted.lag)]
        tell_voice(sheet, _OWN, own, tonic)
        tell_moments(sheet, _MOMENTS, moments, own.pitch, tonic)
        tell_length(sheet, _SAME, self.line.same)
        tell_length(sheet, _SHIFTED, self.line.shifted)
        if left > 0:
            sheet.hot(_LEFT + _left(left))
        tell_context(sheet, _CONTEXT, self.meter, step, genre, self.key)
        pitches = [*(each.pitch for each in moments[:-1]), self.line.shifted_pitch(moments[-1])]
        past = (views[pitch] for views, pitch in zip(_BY_PAST, pitches, strict=True))
        return [_BY_TONIC[tonic], _BY_OWN[own.pitch], *past, _BY_REGISTER]


class MelodyEncoder:
    """Reads the melodies of several jams along, one event at a time."""

    def __init__(self, meters: Iterable[Meter], memory: int = MEMORY_STEPS) -> None:
        """
        Args:
            meters: of each jam.
            memory: steps that are remembered.
        """
        self.readings = [MelodyReading(meter, memory) for meter in meters]

    @classmethod
    def side_by_side(cls, encoders: Sequence[MelodyEncoder]) -> MelodyEncoder:
        """Several encoders as one: what is told to it is told to them."""
        whole = cls(())
        whole.readings = [reading for encoder in encoders for reading in encoder.readings]
        return whole

    def push(self, events: Ints) -> None:
        """Take in the event of the next step in every row, [rows]."""
        for reading, event in zip(self.readings, events.tolist(), strict=True):
            reading.line.push(event)
        keys = [reading.key for reading in self.readings]
        follow(keys, np.array([reading.line.line.long for reading in self.readings]))

    def encode(self, step: Ints, genre: Ints, phrase: Phrase) -> tuple[Floats, Ints]:
        """What the network is told about the step that comes next.

        Args:
            step: steps since the line's first bar line, [rows].
            genre: index of the genre wanted, NONE for any, [rows].
            phrase: where in an answer it lies.

        Returns:
            Features, [rows, INPUTS.width], and the frames' table, [rows, frames, pitches].
        """
        sheets = [Sheet() for _ in self.readings]
        asked = (each.tolist() for each in (step, genre, phrase.lag, phrase.left))
        told = zip(self.readings, sheets, *asked, strict=True)
        views = [reading.tell(sheet, *of_row) for reading, sheet, *of_row in told]
        return Sheet.features(sheets, INPUTS.width), _FRAMES.table(views)


def _left(steps: int) -> int:
    """Index of the feature `left`."""
    exactly = steps <= LEFT_EXACTLY
    return steps - 1 if exactly else LEFT_EXACTLY + bisect_left(LEFT_ROUGHLY, steps)
