"""One bass under a melody, read along: what the accompaniment network is told comes from here."""

from __future__ import annotations

from typing import Final

import numpy as np

from appliance.models.bass_layout import HORIZONS, INPUTS, OUTPUTS, UNSEEN_STEPS
from appliance.models.frames import CLOSE, NEAR, Frames
from appliance.models.line import NONE, Line
from appliance.models.recall import Recall
from appliance.models.recalling import RecallingLine
from appliance.models.sheet import Sheet
from appliance.models.tonic import Key
from appliance.models.voice_features import (
    CONTEXT,
    LAGS_IN_BARS,
    MOMENT,
    ROLL,
    VOICE,
    tell_context,
    tell_length,
    tell_moments,
    tell_voice,
)
from appliance.music.grid import Meter

_LAGS: Final = tuple(f"{bars}" for bars in LAGS_IN_BARS)
_PASTS: Final = (*_LAGS, "same", "shifted", "under")
_OWN, _MELODY = INPUTS.group("own", VOICE), INPUTS.group("melody", VOICE)
_OWN_MOMENTS: Final = [INPUTS.group(past, MOMENT) for past in _PASTS]
_MELODY_MOMENTS: Final = [INPUTS.group(f"melody{lag}", MOMENT) for lag in _LAGS[:2]]
_SAME, _SHIFTED, _UNDER = INPUTS.at("same.length", "shifted.length", "under.length")
_AHEAD: Final = [INPUTS.at(f"ahead{h}.kind", f"ahead{h}.degree") for h in HORIZONS]
_MANNER: Final = INPUTS.at("bass_kind", "density", "coverage")
_CONTEXT: Final = INPUTS.at(*CONTEXT)
_AGAINST, _SHORT_AGAINST, _HIDDEN = INPUTS.at("against", "short_against", "hidden")

FRAMES: Final = Frames(OUTPUTS)
_BY_TONIC, _BY_MELODY = FRAMES.degrees("tonic"), FRAMES.degrees("melody")
_BY_OWN: Final = FRAMES.intervals("own", NEAR)
_BY_PAST: Final = [FRAMES.intervals(past, CLOSE) for past in _PASTS]
_BY_REGISTER: Final = FRAMES.registers("register")
FORETOLD_FRAMES: Final = Frames(OUTPUTS, np.arange(12))
_FORETOLD_BY: Final = [
    tuple(FORETOLD_FRAMES.degrees(f"foretold{h}.{part}") for part in ("tonic", "melody", "ahead"))
    for h in HORIZONS
]


class BassReading:
    """One bass under a melody, read along: what the networks are told of a jam comes from here.

    The melody is told to it when it may know it.
    """

    def __init__(self, meter: Meter, memory: int, bass: RecallingLine) -> None:
        self.meter = meter
        self.bass = bass
        self.melody = Line(memory)
        self.again = Recall(memory)  # where the melody has been before
        self.key = Key()

    def hear(self, event: int) -> None:
        """The melody's next event, NONE if it may not be heard."""
        self.melody.push(event)
        self.again.push(event)

    def tell(
        self, sheet: Sheet, step: int, genre: int, *manner: int
    ) -> tuple[list[int], list[int]]:
        """Fill a sheet for the bass of a step.

        Args:
            sheet: to be filled.
            step: counted from the first bar line.
            genre: index of the genre wanted.
            manner: kind, density and coverage wanted, NONE for any.

        Returns:
            Views of what comes next in the bass; of what is foretold, by horizon and frame.
        """
        views = self._tell_bass(sheet)
        self._tell_melody(sheet)
        for column, level in zip(_MANNER, manner, strict=True):
            if level != NONE:
                sheet.hot(column + level)
        tell_context(sheet, _CONTEXT, self.meter, step, genre, self.key)
        return views, self._look_ahead(sheet)

    def _tell_bass(self, sheet: Sheet) -> list[int]:
        """The bass so far; returns the views of what comes next in it."""
        bass, tonic, bar = self.bass.line, self.key.tonic, self.meter.steps_per_bar
        passages = (self.bass.same.lag, self.bass.shifted.lag, self._lag)
        moments = [bass.ago(lag) for lag in (*(bars * bar for bars in LAGS_IN_BARS), *passages)]
        tell_voice(sheet, _OWN, bass, tonic)
        tell_moments(sheet, _OWN_MOMENTS, moments, bass.pitch, tonic)
        for column, recall in (
            (_SAME, self.bass.same),
            (_SHIFTED, self.bass.shifted),
            (_UNDER, self.again),
        ):
            tell_length(sheet, column, recall)
        *before, shifted, under = moments
        pitches = [*(each.pitch for each in before), self.bass.shifted_pitch(shifted), under.pitch]
        past = (views[pitch] for views, pitch in zip(_BY_PAST, pitches, strict=True))
        own = _BY_TONIC[tonic], _BY_MELODY[self.melody.pitch], _BY_OWN[bass.pitch]
        return [*own, *past, _BY_REGISTER]

    def _tell_melody(self, sheet: Sheet) -> None:
        """The melody so far."""
        melody, tonic, bar = self.melody, self.key.tonic, self.meter.steps_per_bar
        if melody.kind == NONE:
            sheet.hot(_HIDDEN)
        bass = self.bass.line.pitch
        if bass != NONE and melody.pitch != NONE:
            sheet.hot(_AGAINST + (melody.pitch - bass) % 12)
            sheet.dense(_SHORT_AGAINST, melody.short[ROLL[bass % 12]])
        tell_voice(sheet, _MELODY, melody, tonic)
        moments = [melody.ago(bars * bar - UNSEEN_STEPS) for bars in LAGS_IN_BARS[:2]]
        tell_moments(sheet, _MELODY_MOMENTS, moments, melody.pitch, tonic)

    def _look_ahead(self, sheet: Sheet) -> list[int]:
        """What came in the melody after a passage like the present one."""
        melody, tonic, lag = self.melody, self.key.tonic, self._lag
        views: list[int] = []
        for horizon, (by_tonic, by_melody, by_ahead) in enumerate(_FORETOLD_BY):
            moment = melody.ago(lag - horizon)
            kind, degree = _AHEAD[horizon]
            if moment.kind != NONE:
                sheet.hot(kind + moment.kind)
            if moment.pitch != NONE:
                sheet.hot(degree + (moment.pitch - tonic) % 12)
            views += (by_tonic[tonic], by_melody[melody.pitch], by_ahead[moment.pitch])
        return views

    @property
    def _lag(self) -> int:
        """A lag found in the melody, NONE if it may not be heard."""
        return NONE if self.melody.kind == NONE else self.again.lag
