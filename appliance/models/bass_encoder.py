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
    VOICE,
    Grid,
    degree,
    named,
    tell_context,
    tell_moment,
    tell_recall,
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
        whole = side_by_side(encoders, ())
        whole.grid = Grid.side_by_side([each.grid for each in encoders])
        whole.bass = RecallingLine.side_by_side([each.bass for each in encoders])
        whole.melody = Line.side_by_side([each.melody for each in encoders])
        whole.key = TonicTracker.side_by_side([each.key for each in encoders])
        whole._again = Recall.side_by_side([each._again for each in encoders])
        return whole

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
        sheet, frames = Sheet(INPUTS, self.grid.rows), Frames(OUTPUTS)
        self._tell_bass(sheet, frames)
        self._tell_melody(sheet)
        sheet.hot("bass_kind", manner.kind)
        sheet.hot("density", manner.density)
        sheet.hot("coverage", manner.coverage)
        tell_context(sheet, self.grid, step, genre, self.key)
        classes = self._look_ahead(sheet)
        return Told(sheet.array(), frames.table(), classes)

    def _tell_bass(self, sheet: Sheet, frames: Frames) -> None:
        bass, tonic = self.bass.line, self.key.tonic
        tell_voice(sheet, "own", bass, tonic)
        frames.degrees("tonic", tonic)
        frames.intervals("own", bass.pitch, NEAR)
        frames.degrees("melody", self.melody.pitch)
        for bars in LAGS_IN_BARS:
            moment = bass.ago(bars * self.grid.bar)
            tell_moment(sheet, f"{bars}", moment, bass.pitch, tonic)
            frames.intervals(f"{bars}", moment.pitch, CLOSE)
        self.bass.tell(sheet, frames, "", tonic)
        under = bass.ago(self._known(self._again.lag))
        tell_recall(sheet, "under", self._again, under, bass.pitch, tonic)
        frames.intervals("under", under.pitch, CLOSE)
        frames.registers("register", self.grid.rows)

    def _tell_melody(self, sheet: Sheet) -> None:
        melody, bass, tonic = self.melody, self.bass.line, self.key.tonic
        tell_voice(sheet, "melody", melody, tonic)
        known = (melody.pitch != NONE) & (bass.pitch != NONE)
        sheet.hot("against", np.where(known, (melody.pitch - bass.pitch) % 12, NONE))
        sheet.hot("hidden", np.where(melody.kind == NONE, 0, NONE))
        sheet.dense("short_against", _seen_from(melody.short, bass.pitch))
        for bars in LAGS_IN_BARS[:2]:
            moment = melody.ago(bars * self.grid.bar - UNSEEN_STEPS)
            tell_moment(sheet, f"melody{bars}", moment, melody.pitch, tonic)

    def _look_ahead(self, sheet: Sheet) -> Ints:
        """What came in the melody after a passage like the present one; the foretold's tables."""
        tables, tonic = [], self.key.tonic
        for horizon in HORIZONS:
            frames = Frames(OUTPUTS)
            moment = self.melody.ago(self._known(self._again.lag) - (horizon - 1))
            sheet.hot(f"ahead{horizon}.kind", moment.kind)
            sheet.hot(f"ahead{horizon}.degree", degree(moment.pitch, tonic))
            frames.degrees(f"foretold{horizon}.tonic", tonic, _CLASSES)
            frames.degrees(f"foretold{horizon}.melody", self.melody.pitch, _CLASSES)
            frames.degrees(f"foretold{horizon}.ahead", moment.pitch, _CLASSES)
            tables.append(frames.table())
        return np.stack(tables, 1)

    def _known(self, lag: Ints) -> Ints:
        """A lag found in the melody, NONE in rows that may not hear it."""
        return np.where(self.melody.kind == NONE, NONE, lag)


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
    kinds, classes = [], []
    for index, horizon in enumerate(HORIZONS):
        column = OUTPUTS.columns[f"foretold{horizon}.kind"]
        kinds.append(np.exp(log_softmax(outputs[:, column : column + KINDS])))
        classes.append(np.exp(log_softmax(summed(outputs, told.classes[:, index]))))
    return Foretold(np.stack(kinds, 1), np.stack(classes, 1))


def _seen_from(profile: Floats, pitch: Ints) -> Floats:
    """A profile by pitch class seen from a pitch, zeros where there is none, [rows, 12]."""
    order = (_CLASSES[None, :] + np.maximum(pitch, 0)[:, None]) % 12
    return np.where((pitch != NONE)[:, None], np.take_along_axis(profile, order, 1), 0.0)
