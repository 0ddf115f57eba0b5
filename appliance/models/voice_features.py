"""What the networks are told of a voice: the groups of features that both tasks share."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from appliance.models.frames import CLOSE
from appliance.models.line import NONE, Line, Moment
from appliance.models.recall import Recall
from appliance.models.sheet import Columns, Sheet
from appliance.models.tonic import Key
from appliance.music.events import HIGHEST_PITCH, LOWEST_PITCH
from appliance.music.genres import GENRES
from appliance.music.grid import LONGEST_BAR, METERS, Meter

BARS_IN_CYCLE: Final = 4
LAGS_IN_BARS: Final = (1, 2, 4)
REGISTER_SEMITONES: Final = 6
REGISTERS: Final = -(-(HIGHEST_PITCH - LOWEST_PITCH + 1) // REGISTER_SEMITONES)
INTERVALS: Final = 2 * CLOSE + 1
# Steps since an onset and steps left are told ever more roughly the more they are.
AGES: Final = (1, 2, 3, 4, 6, 8, 12, 16, 32)
VOICE: Final = {
    "kind": 3, "degree": 12, "register": REGISTERS, "move": INTERVALS, "age": len(AGES) + 1,
    "short": 12, "long": 12,
}  # fmt: skip
# Steps that a passage found again has in common with the present one.
LENGTHS: Final = (1, 3, 5, 9, 13, 17, 25, 32)
MOMENT: Final = {"kind": 3, "degree": 12, "interval": INTERVALS, "move": INTERVALS}
CONTEXT: Final = {
    "position": LONGEST_BAR, "bar": BARS_IN_CYCLE, "meter": len(METERS), "genre": len(GENRES),
    "minor": 1, "fit": 1,
}  # fmt: skip
RECALL: Final = MOMENT | {"length": len(LENGTHS)}

# Columns of the twelve pitch classes seen from each of them.
ROLL: Final = tuple((np.arange(12) + reference) % 12 for reference in range(12))
_AGE: Final = [bisect_right(AGES, age) for age in range(AGES[-1] + 1)]  # the last for all older
_LENGTH: Final = [bisect_right(LENGTHS, length) - 1 for length in range(LENGTHS[-1] + 1)]
# Semitones as an index from 0, those beyond CLOSE as CLOSE.
_FARTHEST: Final = 2 * (HIGHEST_PITCH - LOWEST_PITCH)
_INTERVAL: Final = {
    semitones: min(max(semitones, -CLOSE), CLOSE) + CLOSE
    for semitones in range(-_FARTHEST, _FARTHEST + 1)
}


def named(prefix: str, group: Mapping[str, int]) -> dict[str, int]:
    """A group of features under a common name."""
    return {f"{prefix}.{name}": width for name, width in group.items()}


def tell_voice(sheet: Sheet, at: Columns, line: Line, tonic: int) -> None:
    """A voice as it stands: last event, last note, what was heard of late in the key.

    `at` are the first columns of VOICE.
    """
    kind, degree, register, move, age, profiles, _ = at
    if line.kind != NONE:
        sheet.hot(kind + line.kind)
    if line.pitch == NONE:
        return
    sheet.hot(degree + (line.pitch - tonic) % 12)
    sheet.hot(register + (line.pitch - LOWEST_PITCH) // REGISTER_SEMITONES)
    if line.move is not None:
        sheet.hot(move + _INTERVAL[line.move])
    sheet.hot(age + _AGE[min(line.since, AGES[-1])])
    sheet.dense(profiles, line.profiles[:, ROLL[tonic]].ravel())  # short and long


def tell_moments(
    sheet: Sheet, places: Sequence[Columns], moments: Sequence[Moment], pitch: int, tonic: int
) -> None:
    """Steps of the past: what came then, seen from the key and from the last pitch.

    Args:
        sheet: to be filled.
        places: the first columns of MOMENT for each step.
        moments: the steps.
        pitch: the last one, NONE for none.
        tonic: of the key.
    """
    for (kind, degree, interval, move), moment in zip(places, moments, strict=True):
        if moment.kind == NONE:
            continue
        sheet.hot(kind + moment.kind)
        if moment.pitch != NONE:
            sheet.hot(degree + (moment.pitch - tonic) % 12)
            if pitch != NONE:
                sheet.hot(interval + _INTERVAL[moment.pitch - pitch])
        if moment.move is not None:
            sheet.hot(move + _INTERVAL[moment.move])


def tell_length(sheet: Sheet, column: int, recall: Recall) -> None:
    """How long a passage is that was found again."""
    if recall.length:
        sheet.hot(column + _LENGTH[recall.length])


def tell_context(sheet: Sheet, at: Columns, meter: Meter, step: int, genre: int, key: Key) -> None:
    """Place in the bar, meter, genre (NONE: any), and how clear the key is.

    `at` are the columns of CONTEXT.
    """
    position, bar, meters, genres, minor, fit = at
    number, place = divmod(step, meter.steps_per_bar)
    sheet.hot(position + place)
    sheet.hot(bar + number % BARS_IN_CYCLE)
    sheet.hot(meters + METERS.index(meter))
    if genre != NONE:
        sheet.hot(genres + genre)
    if key.minor:
        sheet.hot(minor)
    sheet.number(fit, key.fit)
