"""What the accompaniment network is told before each step of a bass, and how it is read.

To choose the bass of step s it knows the bass up to s-1 and the melody up to s-5: a whole quarter
note of the human is still to come when the choice is made (Roberts et al. 2016: "conditioned on
the melody up to a quarter note before the time step"). It also foretells the melody of the steps
it cannot know, s-4 … s, and the root of the chord at s as a degree of the key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from appliance.models.frames import (
    CLOSE,
    DEGREES,
    KINDS,
    NEAR,
    REGISTERS,
    Frames,
    layout,
    log_softmax,
    summed,
)
from appliance.models.line import NONE, Floats, Ints, Line
from appliance.models.recall import Recall
from appliance.models.recalling import RecallingLine
from appliance.models.sheet import Layout, Sheet
from appliance.models.side_by_side import side_by_side
from appliance.models.tonic import TonicTracker
from appliance.models.voice_features import (
    CONTEXT,
    LAGS_IN_BARS,
    MOMENT,
    RECALL,
    ROLL,
    VOICE,
    Grid,
    degree,
    named,
    places_of_moments,
    tell_context,
    tell_length,
    tell_moments,
    tell_voice,
)
from appliance.music.events import FIRST_ONSET

UNSEEN_STEPS: Final = 4  # melody steps between the newest known one and the bass to be chosen
HORIZONS: Final = range(1, UNSEEN_STEPS + 2)  # steps from the newest known one that are foretold
OWN_SHARE_OF_KEY: Final = 0.5  # the melody leads where the key is concerned

BASS_KINDS: Final = ("voice", "cello", "piano_low", "bass_track", "triangle", "auto", "synth")
DENSITIES: Final = np.array([1.0, 1.6, 2.5, 3.5, 5.0, 7.0])  # onsets in 16 steps
COVERAGES: Final = np.array([0.5, 0.8, 0.95])  # share of melody with a bass under it

INPUTS: Final = Layout(
    named("own", VOICE)
    | {key: width for bars in LAGS_IN_BARS for key, width in named(f"{bars}", MOMENT).items()}
    | named("melody", VOICE)
    | {"against": 12, "short_against": 12}
    | {key: w for bars in LAGS_IN_BARS[:2] for key, w in named(f"melody{bars}", MOMENT).items()}
    | named("same", RECALL)
    | named("shifted", RECALL)
    | named("under", RECALL)
    | {
        f"ahead{horizon}.{part}": width
        for horizon in HORIZONS
        for part, width in (("kind", KINDS), ("degree", DEGREES))
    }
    | {"hidden": 1, "bass_kind": len(BASS_KINDS)}
    | {"density": len(DENSITIES) + 1, "coverage": len(COVERAGES) + 1}
    | CONTEXT
)
_FORETOLD: Final = {
    f"foretold{horizon}.{part}": width
    for horizon in HORIZONS
    for part, width in (
        ("kind", KINDS),
        ("tonic", DEGREES),
        ("melody", DEGREES),
        ("ahead", DEGREES),
    )
}
OUTPUTS: Final = layout(
    {"tonic": DEGREES, "own": 2 * NEAR + 1, "melody": DEGREES}
    | {f"{bars}": 2 * CLOSE + 1 for bars in LAGS_IN_BARS}
    | dict.fromkeys(("same", "shifted", "under"), 2 * CLOSE + 1)
    | {"register": REGISTERS, "chord": DEGREES}
    | _FORETOLD
)
_CLASSES: Final = np.arange(12)
_PASTS: Final = (*(f"{bars}" for bars in LAGS_IN_BARS), "same", "shifted", "under")
_OWN_MOMENTS: Final = places_of_moments(INPUTS, *_PASTS)
_MELODY_MOMENTS: Final = places_of_moments(INPUTS, *(f"melody{bars}" for bars in LAGS_IN_BARS[:2]))
_AHEAD_KINDS: Final = INPUTS.at(*(f"ahead{horizon}.kind" for horizon in HORIZONS))
_AHEAD_DEGREES: Final = INPUTS.at(*(f"ahead{horizon}.degree" for horizon in HORIZONS))
_TONIC, _MELODY, _OWN = OUTPUTS.at("tonic"), OUTPUTS.at("melody"), OUTPUTS.at("own")
_PAST: Final = OUTPUTS.at(*_PASTS)
_FORETOLD_FRAMES: Final = OUTPUTS.at(
    *(f"foretold{h}.{part}" for h in HORIZONS for part in ("tonic", "melody", "ahead"))
)
_FORETOLD_KINDS: Final = np.array(
    [[OUTPUTS.columns[f"foretold{h}.kind"] + kind for kind in range(KINDS)] for h in HORIZONS]
)


@dataclass(frozen=True, slots=True)
class Manner:
    """How the bass is to be, each field [rows], NONE for "as it comes".

    `kind` is an index of BASS_KINDS, `density` one of the levels that DENSITIES separates,
    `coverage` one of those of COVERAGES. What is left to make a genre as dense and as full as
    people's is `balance`: nats added to a rest, a hold and an onset, [rows, 3] or [1, 3].
    """

    kind: Ints
    density: Ints
    coverage: Ints
    balance: Floats = field(default_factory=lambda: np.zeros((1, KINDS), np.float32))

    def times(self, count: int) -> Manner:
        """What the network is told of every row, so many times over."""
        kind, density, coverage = (
            np.repeat(part, count) for part in (self.kind, self.density, self.coverage)
        )
        return Manner(kind, density, coverage)

    @classmethod
    def side_by_side(cls, manners: Sequence[Manner]) -> Manner:
        """Those of several jams, as one."""
        fields = ("kind", "density", "coverage", "balance")
        return cls(*(np.concatenate([getattr(each, f) for each in manners]) for f in fields))


@dataclass(frozen=True, slots=True)
class Told:
    """What the network is told of a step, and the tables that its outputs are read by.

    `features` is [rows, INPUTS.width], `pitches` [rows, frames, pitches], `classes`
    [rows, horizons, frames, 12].
    """

    features: Floats
    pitches: Ints
    classes: Ints

    def of(self, rows: slice) -> Told:
        """Some of the rows."""
        return Told(self.features[rows], self.pitches[rows], self.classes[rows])


class BassEncoder:
    """Reads melody and bass along; the melody is told to it when it may know it."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.bass = RecallingLine(grid)
        self.melody = Line(grid.rows, grid.memory)
        self.key = TonicTracker(grid.rows)
        self._again = Recall(grid.rows, grid.memory)  # where the melody has been before

    @classmethod
    def side_by_side(cls, encoders: Sequence[BassEncoder]) -> BassEncoder:
        """Several encoders as one, that encodes; events are told to each alone."""
        return side_by_side(encoders, ("grid", "bass", "melody", "key", "_again"))

    def hear(self, events: Ints) -> None:
        """The melody's next event in every row, [rows]; NONE in rows that may not hear it."""
        self.melody.push(events)
        self._again.push(events)

    def push(self, events: Ints) -> None:
        """The bass' next event in every row, [rows]."""
        self.bass.push(events)

    def encode(self, step: Ints, genre: Ints, manner: Manner) -> Told:
        """What there is to know about the bass of a step counted from the first bar line."""
        self.key.update(self.melody.long + OWN_SHARE_OF_KEY * self.bass.line.long)
        sheet, again = Sheet(INPUTS, self.grid.rows), self._again_ago()
        pitches = self._tell_bass(sheet, again)
        self._tell_melody(sheet)
        sheet.hot("bass_kind", manner.kind)
        sheet.hot("density", manner.density)
        sheet.hot("coverage", manner.coverage)
        tell_context(sheet, self.grid, step, genre, self.key)
        classes = self._look_ahead(sheet, again)
        return Told(sheet.array(), pitches, classes)

    def _tell_bass(self, sheet: Sheet, again: Ints) -> Ints:
        """The bass so far, told to the sheet; the table of what comes next in it."""
        bass, tonic, frames = self.bass.line, self.key.tonic, Frames(OUTPUTS)
        tell_voice(sheet, "own", bass, tonic)
        moments = bass.ago(np.stack([*self.grid.bars_ago, *self.bass.lags, again], 1))
        tell_moments(sheet, _OWN_MOMENTS, moments, bass.pitch, tonic)
        self.bass.tell_lengths(sheet)
        tell_length(sheet, "under", self._again)
        frames.degrees(_TONIC, tonic[:, None])
        frames.degrees(_MELODY, self.melody.pitch[:, None])
        frames.intervals(_OWN, bass.pitch[:, None], NEAR)
        moments.pitch[:, -2] = self.bass.shifted_pitch(moments.move[:, -2], moments.moved[:, -2])
        frames.intervals(_PAST, moments.pitch, CLOSE)
        frames.registers("register", self.grid.rows)
        return frames.table()

    def _tell_melody(self, sheet: Sheet) -> None:
        melody, bass, tonic = self.melody, self.bass.line, self.key.tonic
        tell_voice(sheet, "melody", melody, tonic)
        known = (melody.pitch != NONE) & (bass.pitch != NONE)
        sheet.hot("against", np.where(known, (melody.pitch - bass.pitch) % 12, NONE))
        sheet.hot("hidden", np.where(melody.kind == NONE, 0, NONE))
        sheet.dense("short_against", _seen_from(melody.short, bass.pitch))
        moments = melody.ago(np.stack(self.grid.bars_ago[:2], 1) - UNSEEN_STEPS)
        tell_moments(sheet, _MELODY_MOMENTS, moments, melody.pitch, tonic)

    def _look_ahead(self, sheet: Sheet, again: Ints) -> Ints:
        """What came in the melody after a passage like the present one; the foretold's tables."""
        tonic, rows, horizons = self.key.tonic, self.grid.rows, len(HORIZONS)
        moments = self.melody.ago(again[:, None] - np.arange(horizons))
        sheet.hots(_AHEAD_KINDS, moments.kind)
        sheet.hots(_AHEAD_DEGREES, degree(moments.pitch, tonic[:, None]))
        seen_from = np.empty((rows, horizons, 3), np.int64)
        seen_from[:, :, 0], seen_from[:, :, 1] = tonic[:, None], self.melody.pitch[:, None]
        seen_from[:, :, 2] = moments.pitch
        frames = Frames(OUTPUTS)
        frames.degrees(_FORETOLD_FRAMES, seen_from.reshape(rows, -1), _CLASSES)
        return frames.table().reshape(rows, horizons, 3, len(_CLASSES))

    def _again_ago(self) -> Ints:
        """A lag found in the melody, NONE in rows that may not hear it."""
        return np.where(self.melody.kind == NONE, NONE, self._again.lag)


@dataclass(frozen=True, slots=True)
class Foretold:
    """What the human is expected to do in the steps ahead.

    `kinds` are probabilities of rest, hold and onset, [rows, horizons, 3]; `classes` those of the
    pitch classes of an onset there, [rows, horizons, 12].
    """

    kinds: npt.NDArray[np.float32]
    classes: npt.NDArray[np.float32]

    def of(self, rows: slice) -> Foretold:
        """Of some of the rows."""
        return Foretold(self.kinds[rows], self.classes[rows])

    def sureness(self) -> Floats:
        """How sure it is of the step farthest ahead, 0 … 1, [rows].

        One by the number of events that it reckons with: the exponential of the entropy.
        """
        kinds, classes = self.kinds[:, -1], self.classes[:, -1]
        events = np.concatenate([kinds[:, :FIRST_ONSET], kinds[:, FIRST_ONSET, None] * classes], 1)
        logs = np.log(np.maximum(events, np.finfo(np.float32).tiny))
        sure: Floats = np.exp((events * logs).sum(1))
        return sure


def foretold(outputs: Floats, told: Told) -> Foretold:
    """Read the second head of the network's outputs, [rows, OUTPUTS.width]."""
    kinds = np.exp(log_softmax(outputs[:, _FORETOLD_KINDS]))
    return Foretold(kinds, np.exp(log_softmax(summed(outputs, told.classes))))


def _seen_from(profile: Floats, pitch: Ints) -> Floats:
    """A profile by pitch class seen from a pitch, zeros where there is none, [rows, 12]."""
    seen: Floats = profile[np.arange(len(pitch))[:, None], ROLL[pitch % 12]]
    seen[pitch == NONE] = 0.0
    return seen
