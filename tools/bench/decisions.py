"""What one decision costs: all that comes between a step that was heard and the event of the next.

A *bass* is the LSTM asked with and without the melody, the critic (deep Q-network), what people are
wont to do, and the policy; an *answer* is the LSTM and the policy. Several players are decided for
at once, as in the box.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import numpy as np

from appliance.jam.accompany import Accompanist
from appliance.jam.controls import Controls
from appliance.mind import accompanists_or_none, predictors_or_makeshifts
from appliance.models.manifest import BASS, MELODY, load_model
from appliance.models.policy import sample
from appliance.models.predictor import LstmPredictor
from appliance.music.events import HOLD, VOCABULARY_SIZE, onset
from appliance.music.genres import GENRES

MODELS = Path("models_tflite")
PLAYERS = (1, 2, 4, 8, 16)
_TUNE = (onset(60), HOLD, onset(64), HOLD, onset(67), onset(65), HOLD, onset(62))
_DISCIPLINE = 1.0


def bass_decision(size: str, players: int) -> Callable[[], object]:
    """A step of so many accompaniments: what was heard goes in, an event comes out for each."""
    accompanists, problem = accompanists_or_none(MODELS, size, 1, players)
    assert problem is None
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


def answer_decision(size: str, players: int) -> Callable[[], object]:
    """A step of so many answers, likewise."""
    made, problem = predictors_or_makeshifts(MODELS, size, players)
    assert problem is None
    predictors = [each for each in made if isinstance(each, LstmPredictor)]
    random, allowed = np.random.default_rng(1), np.ones(VOCABULARY_SIZE, np.bool_)
    for each in predictors:
        each.answer(1 << 20, 16)

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


def weights_of(task: str, size: str) -> int:
    """Bytes of the networks that decide, all of which are weights but for a few thousand."""
    network = len(load_model(MODELS, task, size).content)
    critic = len(load_model(MODELS, task, size, critic=True).content) if task == BASS else 0
    return network + critic


DECISIONS = {BASS: bass_decision, MELODY: answer_decision}
