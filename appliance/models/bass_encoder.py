"""What the accompaniment network is told before each step of a bass: several jams side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import Final

import numpy as np

from appliance.models.bass_layout import HORIZONS, INPUTS
from appliance.models.bass_reading import FORETOLD_FRAMES, FRAMES, BassReading
from appliance.models.frames import KINDS
from appliance.models.line import MEMORY_STEPS, NONE, Floats, Ints
from appliance.models.recalling import RecallingLine
from appliance.models.sheet import Sheet
from appliance.models.tonic import follow
from appliance.music.grid import Meter

OWN_SHARE_OF_KEY: Final = 0.5  # the melody leads where the key is concerned


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
    """Reads melody and bass of several jams along; a row for each reading of them."""

    def __init__(
        self, meters: Iterable[Meter], memory: int = MEMORY_STEPS, deaf: bool = False
    ) -> None:
        """
        Args:
            meters: of each jam.
            memory: steps that are remembered.
            deaf: whether each jam has a second row, which does not hear the melody.
        """
        self._ears = 2 if deaf else 1
        self.readings: list[BassReading] = []
        for meter in meters:
            bass = RecallingLine(memory)
            self.readings += (BassReading(meter, memory, bass) for _ in range(self._ears))

    @classmethod
    def side_by_side(cls, encoders: Sequence[BassEncoder]) -> BassEncoder:
        """Several encoders as one: what is told to it is told to them."""
        whole = cls((), deaf=encoders[0]._ears > 1)
        whole.readings = [reading for encoder in encoders for reading in encoder.readings]
        return whole

    @property
    def hearing(self) -> list[BassReading]:
        """The readings that hear, one of each jam."""
        return self.readings[:: self._ears]

    @property
    def tonics(self) -> Ints:
        """Of the running key in every row, [rows]."""
        return np.array([reading.key.tonic for reading in self.readings])

    def hear(self, events: Ints) -> None:
        """The melodies' next events, [jams]; NONE where they may not be heard."""
        for reading, event in zip(self.hearing, events.tolist(), strict=True):
            reading.hear(event)
        for ear in range(1, self._ears):
            for reading in self.readings[ear :: self._ears]:
                reading.hear(NONE)

    def push(self, events: Ints) -> None:
        """The basses' next events, [jams]."""
        for reading, event in zip(self.hearing, events.tolist(), strict=True):
            reading.bass.push(event)

    def encode(self, step: Ints, genre: Ints, manner: Manner) -> Told:
        """What there is to know about the bass of a step counted from the first bar line.

        Args:
            step: of each jam, [jams].
            genre: index of the genre wanted, [jams].
            manner: wanted, fields [jams].
        """
        self._follow_keys()
        asked = (step, genre, manner.kind, manner.density, manner.coverage)
        told = zip(*(each.tolist() for each in asked), strict=True)
        ears = chain.from_iterable(repeat(each, self._ears) for each in told)
        sheets: list[Sheet] = []
        pitches: list[list[int]] = []
        classes: list[list[int]] = []
        for reading, of_jam in zip(self.readings, ears, strict=True):
            sheet = Sheet()
            for views, out in zip(reading.tell(sheet, *of_jam), (pitches, classes), strict=True):
                out.append(views)
            sheets.append(sheet)
        tables = FORETOLD_FRAMES.table(classes)
        return Told(
            Sheet.features(sheets, INPUTS.width),
            FRAMES.table(pitches),
            tables.reshape(len(sheets), len(HORIZONS), -1, tables.shape[-1]),
        )

    def _follow_keys(self) -> None:
        melody = np.array([reading.melody.long for reading in self.readings])
        bass = np.array([reading.bass.line.long for reading in self.readings])
        follow([reading.key for reading in self.readings], melody + OWN_SHARE_OF_KEY * bass)
