"""The mind at work: networks in a thread of their own, and what is played if they are too slow."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future

from appliance.jam.accompany import Accompanist
from appliance.jam.controls import Controls
from appliance.jam.engine import Jam
from appliance.mind import Mind, jams_of, look_ahead
from appliance.models.predictor import LstmPredictor, Predictor
from appliance.music.events import REST
from appliance.music.grid import COMMON_TIME, Meter
from appliance.realtime.follower import Tally
from appliance.realtime.thinker import Thinker
from appliance.realtime.timely import TimelyBass, TimelyPredictor

Think = Callable[[list[Predictor], list[Accompanist]], None]

log = logging.getLogger(__name__)


class Thinking:
    """A mind's networks, asked in the thinker's thread; a driver, whose problem is to be shown.

    `followers` tell of each network whether it keeps up.
    """

    def __init__(self, mind: Mind, thinker: Thinker, tally: Tally) -> None:
        """
        Args:
            mind: its networks are the thinker's alone from now on.
            thinker: the thread.
            tally: hears of what they did not decide in time.
        """
        self._thinker = thinker
        self._melodies = [
            TimelyPredictor(inner, thinker, f"the answer network of player {number}", tally)
            for number, inner in enumerate(mind.predictors, 1)
            if isinstance(inner, LstmPredictor)
        ]
        self._basses = [
            TimelyBass(inner, thinker, f"the bass network of player {number}", tally)
            for number, inner in enumerate(mind.accompanists, 1)
        ]
        self.followers = [each.follower for each in self._melodies]
        self.followers += [each.follower for each in self._basses]
        self._ahead: Future[None] | None = None
        # a makeshift needs no time to think
        self._predictors: tuple[Predictor, ...] = tuple(self._melodies) or mind.predictors

    @property
    def problem(self) -> str | None:
        """Whether networks are too slow or fail at present."""
        return next((each.complaint for each in self.followers if each.complaint), None)

    def start(self) -> None:
        """Begin to think: of nothing, at first, since that takes longest the first time."""
        melodies = [each.inner for each in self._melodies]
        basses = [each.inner for each in self._basses]
        self._thinker.order(lambda: _surely(_warm_up, melodies, basses))
        self._thinker.start()

    def close(self) -> None:
        """Think no more."""
        self._thinker.close()

    def jams(self, seed: int, meter: Meter) -> list[Jam]:
        """A jam for each player."""
        return jams_of(self._predictors, self._basses, seed, meter)

    def look_ahead(self) -> None:
        """Have the networks think for all players at once, ahead of being asked; does not wait.

        Called once a step.
        """
        for follower in self.followers:
            follower.let_pass()
        melodies = [each.inner for each in self._melodies if not each.follower.trouble]
        basses = [each.inner for each in self._basses if not each.follower.trouble]
        if (melodies or basses) and (self._ahead is None or self._ahead.done()):
            self._ahead = self._thinker.order(lambda: _surely(look_ahead, melodies, basses))


def _surely(think: Think, melodies: list[Predictor], basses: list[Accompanist]) -> None:
    """What fails is asked again, line by line, by those who want to know; here it is told."""
    try:
        think(melodies, basses)
    except Exception:
        log.exception("the networks cannot think ahead")


def _warm_up(melodies: list[Predictor], basses: list[Accompanist]) -> None:
    """Let networks read a step of silence and look one ahead, then begin anew."""
    for melody in melodies:
        melody.accept(REST, 0)
    for bass in basses:
        bass.decide(Controls(), REST)
    look_ahead(melodies, basses)
    for melody in melodies:
        melody.begin(COMMON_TIME)
    for bass in basses:
        bass.begin(COMMON_TIME)
