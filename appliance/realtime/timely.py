"""Players that answer in time, by their networks or, where those are too slow, by something simple.

the loop ─► TimelyPredictor, TimelyBass ─► Follower ─► the mind's thread: the networks
                     │
                     └─► SpareMelody, SpareBass: what is played if there is no answer
"""

from __future__ import annotations

from functools import partial

import numpy as np

from appliance.jam.accompany import Accompanist
from appliance.jam.controls import Controls
from appliance.jam.spare import SpareBass, SpareMelody
from appliance.models.foretold import Foretold
from appliance.models.predictor import Logits, Predictor
from appliance.music.grid import Meter
from appliance.realtime.follower import Follower, Tally
from appliance.realtime.recollection import About
from appliance.realtime.thinker import Mind


class TimelyPredictor:
    """A predictor of melodies, which is asked in the mind's thread."""

    def __init__(self, inner: Predictor, mind: Mind, name: str, tally: Tally) -> None:
        """`inner` is the mind's alone from now on; for the others, see `Follower`."""
        self.inner = inner
        self.follower = Follower(mind, name, inner.begin, tally)
        self._spare = SpareMelody()

    def begin(self, meter: Meter) -> None:
        """Start a new line on a bar line."""
        self._spare.begin(meter)
        self.follower.begin(meter)

    def answer(self, steps: int, lag: int | None) -> None:
        """From the next event on, the line answers for `steps` what was played `lag` steps ago."""
        self.follower.read(partial(self.inner.answer, steps, lag), About.NEXT)

    def predict(self, genre: int, discipline: float = 0.0) -> Logits:
        """Logits of the line's next event, by the deadline, shape [VOCABULARY_SIZE]."""
        logits = self.follower.ask(partial(_finite, self.inner, genre, discipline))
        if logits is not None:
            return logits
        return self._spare.plays(genre) if self.follower.trouble else self._spare.goes_on()

    def sureness(self, genre: int) -> float | None:
        """How sure it was in the step before, 0 … 1; None if that is not known yet."""
        return self.follower.glance(partial(_sure, self.inner, genre))

    def accept(self, event: int, genre: int) -> None:
        """The line's next event is this one, whoever plays it; does not wait."""
        self._spare.accept(event, genre)
        self.follower.read(partial(self.inner.accept, event, genre))


class TimelyBass:
    """An accompanist, which is asked in the mind's thread."""

    def __init__(self, inner: Accompanist, mind: Mind, name: str, tally: Tally) -> None:
        """`inner` is the mind's alone from now on; for the others, see `Follower`."""
        self.inner = inner
        self.follower = Follower(mind, name, inner.begin, tally)
        self._spare = SpareBass()

    @property
    def foretold(self) -> Foretold | None:
        """What was last expected of the human; None while the networks are lost."""
        return None if self.follower.trouble else self.inner.foretold

    def begin(self, meter: Meter) -> None:
        """Start a new line on a bar line."""
        self._spare.begin(meter)
        self.follower.begin(meter)

    def decide(self, controls: Controls, given: int | None = None) -> int:
        """The bass' event of the next step; `given` is what the player plays there instead."""
        event = given
        if event is None:
            event = self.follower.ask(partial(self.inner.choose, controls))
        if event is None:
            event = self._spare.choose()
        self._spare.accept(event)
        self.follower.read(partial(self.inner.decide, controls, event))
        return event

    def go_along(self, controls: Controls) -> None:
        """Decide a step that nobody will hear, whenever there is time for it."""
        self._spare.accept(self._spare.choose())  # a line of its own, to go on from
        self.follower.read(partial(self.inner.go_along, controls))

    def hear(self, melody: int) -> None:
        """The melody's event of that step, once it has been played."""
        self._spare.hear(melody)
        self.follower.read(partial(self.inner.hear, melody), About.NEWEST)


def _sure(predictor: Predictor, genre: int) -> float | None:
    """How sure a predictor is; ValueError if that is no number, nor then is what it says."""
    sureness = predictor.sureness(genre)
    if sureness is not None and not np.isfinite(sureness):
        raise ValueError("how sure the network is, is not finite")
    return sureness


def _finite(predictor: Predictor, genre: int, discipline: float) -> Logits:
    """What a predictor says; ValueError if that is nothing to draw from."""
    logits = predictor.predict(genre, discipline)
    if not np.isfinite(logits).all():
        raise ValueError("the network's opinion is not finite")
    return logits
