"""What boxes under attack play with: makeshifts that cost next to nothing, or the real networks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from appliance.jam.controls import MOST_PLAYERS, Controls
from appliance.jam.engine import Jam
from appliance.jam.spare import SpareBass
from appliance.mind import jams_of, mind_of
from appliance.models.foretold import Foretold
from appliance.models.manifest import SHIPPED
from appliance.models.predictor import EchoPredictor
from appliance.music.grid import Meter


@dataclass(frozen=True)
class Minds:
    """Jams for all players, and what lets them think at once."""

    jams: Sequence[Jam]
    look_ahead: Callable[[], None]


MakeMinds = Callable[[int, Meter], Minds]
"""Makes them of a seed and a meter."""


class SpareBassist:
    """Plays the bass that the box plays where its network is too slow."""

    foretold: Foretold | None = None

    def __init__(self) -> None:
        self._spare = SpareBass()

    def begin(self, meter: Meter) -> None:
        """Start a new line on a bar line."""
        self._spare.begin(meter)

    def decide(self, controls: Controls, given: int | None = None) -> int:
        """The bass' event of the next step."""
        event = self._spare.choose() if given is None else given
        self._spare.accept(event)
        return event

    def go_along(self, controls: Controls) -> None:
        """Decide a step that nobody will hear."""
        self.decide(controls)

    def hear(self, melody: int) -> None:
        """The melody's event of that step."""
        self._spare.hear(melody)


def makeshifts(seed: int, meter: Meter) -> Minds:
    """What the box plays with when its networks are damaged or too slow."""
    predictors = [EchoPredictor() for _ in range(MOST_PLAYERS)]
    bassists = [SpareBassist() for _ in range(MOST_PLAYERS)]
    return Minds(jams_of(predictors, bassists, seed, meter), lambda: None)


def networks(seed: int, meter: Meter) -> Minds:
    """The shipped networks, which are waited for."""
    mind = mind_of(SHIPPED, "small", seed, MOST_PLAYERS)
    if mind.problems:
        raise RuntimeError(", ".join(mind.problems))
    return Minds(mind.jams(seed, meter), mind.look_ahead)
