"""Variations of a theme: from the theme itself to its rhythm and contour alone.

The theme is followed step by step. What favours its very pitches fades as `morph` rises, what
favours its contour (up, down, the same, from the variation's own last note) comes in their place,
and of what favours its rhythm some is always left.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from appliance.jam.bounds import Bounds
from appliance.jam.call import Call
from appliance.jam.controls import Controls
from appliance.models.frames import PITCHES
from appliance.models.policy import sample
from appliance.models.predictor import Logits
from appliance.music.events import FIRST_ONSET, REST, VOCABULARY_SIZE, is_onset, pitch_of
from appliance.music.grid import Meter

RHYTHM_NATS, RHYTHM_LEFT = 12.0, 0.4  # for the theme's kind of event; the share left at morph 1
CHANGED = 0.7  # share of the pitches that are others at morph 1, by the LSTM's own habit
CONTOUR_NATS = 4.0
HOLD_BARS, REST_BARS = 4, 4


@dataclass(frozen=True, slots=True)
class Place:
    """Where a variation stands: `theme` is the theme's event there, None after its end.

    `before` is the pitch of the theme's last onset, `own` of the variation's, None for none yet.
    """

    theme: int | None
    before: int | None
    own: int | None


def variation_bonus(place: Place, morph: float) -> npt.NDArray[np.float32]:
    """What to add to the logits of the next step, in nats, shape [VOCABULARY_SIZE].

    Args:
        place: where the variation stands.
        morph: above 0 (the theme itself) … 1 (its contour and rhythm).
    """
    bonus = np.zeros(VOCABULARY_SIZE, np.float32)
    event = REST if place.theme is None else place.theme
    kind = slice(FIRST_ONSET, None) if is_onset(event) else slice(event, event + 1)
    bonus[kind] += RHYTHM_NATS * (1.0 - (1.0 - RHYTHM_LEFT) * morph)
    if is_onset(event):
        bonus[event] += _odds(1.0 - CHANGED * morph) - _odds(1.0 - CHANGED)
        if place.before is not None and place.own is not None:
            wanted = np.sign(pitch_of(event) - place.before)
            bonus[FIRST_ONSET:][np.sign(PITCHES - place.own) == wanted] += CONTOUR_NATS * morph
    return bonus


def _odds(share: float) -> float:
    """Logarithm of the odds of a share: so the pitches that are kept become fewer evenly."""
    return float(np.log(share / (1.0 - share)))


class Variation:
    """One variation, step by step; `index` counts from the theme's first step."""

    def __init__(self, theme: Call, meter: Meter) -> None:
        self.velocity = theme.velocity
        self._theme = theme
        self._bounds = Bounds(meter, HOLD_BARS, REST_BARS)
        self._before: int | None = None
        self._own: int | None = None

    def draw(
        self, index: int, logits: Logits, controls: Controls, random: np.random.Generator
    ) -> int:
        """The event of a step, drawn from logits of shape [VOCABULARY_SIZE]."""
        event = self._theme.melody_at(index)
        drawn = REST if event is None else event
        if controls.morph > 0.0:
            bonus = variation_bonus(Place(event, self._before, self._own), controls.morph)
            allowed = self._bounds.allowed()
            drawn = sample(logits + bonus, allowed, controls.temperature, random)
        self._bounds.take(drawn)
        if event is not None and is_onset(event):
            self._before = pitch_of(event)
        if is_onset(drawn):
            self._own = pitch_of(drawn)
        return drawn
