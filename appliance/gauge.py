"""How long this machine takes for a decision: all from a step that was heard to the next event.

A *bass* is the LSTM asked with and without the melody, the critic (deep Q-network), what people are
wont to do, and the policy; an *answer* is the LSTM and the policy. Several players are decided for
at once, as in the box.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

import numpy as np

from appliance.jam.accompany import Accompanist
from appliance.jam.controls import Controls
from appliance.mind import accompanists_or_none, predictors_or_makeshifts
from appliance.models.network import ModelError
from appliance.models.policy import sample
from appliance.models.predictor import LstmPredictor
from appliance.music.events import HOLD, VOCABULARY_SIZE, onset
from appliance.music.genres import GENRES

Decide = Callable[[], object]
_TUNE: Final = (onset(60), HOLD, onset(64), HOLD, onset(67), onset(65), HOLD, onset(62))
_DISCIPLINE: Final = 1.0
_ENDLESS: Final = 1 << 20  # steps of an answer
_WARM_UP: Final = 20  # steps, in which a line gets a past


@dataclass(frozen=True)
class Cost:
    """Seconds of many decisions, or the like: median, 99th percentile, worst."""

    median: float
    p99: float
    worst: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Cost:
        """What so many measurements come to."""
        return cls(*(float(each) for each in np.percentile(seconds, [50, 99, 100])))


def cost(decide: Decide, rounds: int) -> Cost:
    """What so many decisions take."""
    for _ in range(_WARM_UP):
        decide()
    return Cost.of([_once(decide) for _ in range(rounds)])


def bass_decision(folder: Path, size: str, players: int = 1) -> Decide:
    """A step of so many accompaniments: what was heard goes in, an event comes out for each.

    Raises:
        ModelError: if the networks of the folder cannot be used.
    """
    accompanists, problem = accompanists_or_none(folder, size, 1, players)
    if problem is not None:
        raise ModelError(problem)
    controls = [Controls(genre=genre) for genre in (GENRES * 2)[:players]]
    steps = count()

    def decide() -> object:
        heard = _TUNE[next(steps) % len(_TUNE)]
        Accompanist.look_ahead(accompanists)
        events = []
        for accompanist, own in zip(accompanists, controls, strict=True):
            events.append(accompanist.decide(own))
            accompanist.hear(heard)
        return events

    return decide


def answer_decision(folder: Path, size: str, players: int = 1) -> Decide:
    """A step of so many answers, likewise.

    Raises:
        ModelError: if the network of the folder cannot be used.
    """
    made, problem = predictors_or_makeshifts(folder, size, players)
    if problem is not None:
        raise ModelError(problem)
    predictors = [each for each in made if isinstance(each, LstmPredictor)]
    random, allowed = np.random.default_rng(1), np.ones(VOCABULARY_SIZE, np.bool_)
    for each in predictors:
        each.answer(_ENDLESS, 16)

    def decide() -> object:
        LstmPredictor.look_ahead(predictors)
        events = []
        for genre, each in enumerate(predictors):
            logits = each.predict(genre % len(GENRES), _DISCIPLINE)
            event = sample(logits, allowed, 0.9, random)
            each.accept(event, genre % len(GENRES))
            events.append(event)
        return events

    return decide


def _once(decide: Decide) -> float:
    begun = time.perf_counter()
    decide()
    return time.perf_counter() - begun
