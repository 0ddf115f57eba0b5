"""The box's bass under a melody: decided for the next step while the present one is played.

For step s the network knows the bass up to s-1 and the melody up to s-5, so that the choice can be
made long before it is due.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from appliance.jam.bounds import Bounds
from appliance.jam.controls import Controls
from appliance.models.bass_encoder import Manner
from appliance.models.bass_opinion import Opinion
from appliance.models.bass_predictor import BassPredictor
from appliance.models.foretold import Foretold
from appliance.models.policy import BASS, sample
from appliance.music.genres import INDEX
from appliance.music.grid import COMMON_TIME, Meter

HOLD_BARS, REST_BARS = 2, 2


@dataclass(frozen=True)
class _Ahead:
    """The networks' opinion on the next step, for a genre."""

    genre: str
    opinion: Opinion


class Bassist(Protocol):
    """Whoever plays one jam's bass.

    `decide` (or `go_along`) and `hear` are called in turn, once a step each.
    """

    @property
    def foretold(self) -> Foretold | None:
        """What it expects the human to do from the step last decided on; None: it does not say."""

    def begin(self, meter: Meter) -> None:
        """Start a new line on a bar line."""

    def decide(self, controls: Controls, given: int | None = None) -> int:
        """The bass' event of the next step; `given` is what the player plays there instead."""

    def go_along(self, controls: Controls) -> None:
        """Decide a step that nobody will hear, whenever there is time for it."""

    def hear(self, melody: int) -> None:
        """The melody's event of that step, once it has been played."""


class Accompanist:
    """One jam's bass, by the networks."""

    def __init__(
        self,
        predictor: BassPredictor,
        manners: Mapping[str, Manner],
        random: np.random.Generator,
        meter: Meter = COMMON_TIME,
    ) -> None:
        """
        Args:
            predictor: of a single jam.
            manners: by genre, how its bass is played.
            random: the only source of chance.
            meter: of the bars; step 0 is a bar line.
        """
        self._predictor = predictor
        self._manners = manners
        self._random = random
        self.begin(meter)

    def begin(self, meter: Meter) -> None:
        """Start a new line on a bar line."""
        self.foretold: Foretold | None = None
        self._ahead: _Ahead | None = None
        self._genre = ""  # that it last decided for; none: it has not begun
        self._bounds = Bounds(meter, HOLD_BARS, REST_BARS)
        self._predictor.begin([meter])

    def decide(self, controls: Controls, given: int | None = None) -> int:
        """The bass' event of the next step; `given` is what the player plays there instead."""
        self.foretold = self._opinion(controls.genre.key).foretold
        event = self.choose(controls) if given is None else given
        self._bounds.take(event)
        self._predictor.accept(np.array([event]))
        self._ahead = None
        return event

    def go_along(self, controls: Controls) -> None:
        """Decide a step that nobody will hear."""
        self.decide(controls)

    def choose(self, controls: Controls) -> int:
        """Draw the bass' event of the next step, which is not decided by that."""
        logits = self._opinion(controls.genre.key).steered(controls.discipline)[0]
        allowed = self._bounds.allowed()
        return sample(logits, allowed, controls.temperature, self._random, BASS)

    def hear(self, melody: int) -> None:
        """The melody's event of that step, once it has been played."""
        self._predictor.hear(np.array([melody]))
        self._ahead = None

    def _opinion(self, genre: str) -> Opinion:
        if self._ahead is None or self._ahead.genre != genre:
            opinion = self._predictor.predict(np.array([INDEX[genre]]), self._manners[genre])
            self._ahead = _Ahead(genre, opinion)
        self._genre = genre
        return self._ahead.opinion

    @staticmethod
    def look_ahead(accompanists: Sequence[Accompanist]) -> None:
        """Form an opinion on the next step of several basses at once, of those that are played.

        They form it one by one else, when they decide; all must be of one network. What is heard
        afterwards makes them form it anew.
        """
        asking = [each for each in accompanists if each._ahead is None and each._genre]
        if len(asking) < 2:
            return
        whole = BassPredictor.side_by_side([each._predictor for each in asking])
        manners = Manner.side_by_side([each._manners[each._genre] for each in asking])
        opinion = whole.predict(np.array([INDEX[each._genre] for each in asking]), manners)
        for row, each in enumerate(asking):
            own = slice(row, row + 1)
            each._predictor.adopt(whole, own)
            each._ahead = _Ahead(each._genre, opinion.of(own))
