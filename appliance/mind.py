"""The networks for a jam, or what takes their place when they cannot be loaded."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from appliance.jam.accompany import Accompanist
from appliance.models.bass_predictor import BassPredictor
from appliance.models.critic import Critic
from appliance.models.manifest import (
    BASS,
    MELODY,
    load_critic,
    load_model,
    load_network,
    manners,
)
from appliance.models.network import ModelError
from appliance.models.predictor import EchoPredictor, LstmPredictor, Predictor

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Mind:
    """What a jam plays with; `problems` are plain sentences on what is missing."""

    predictor: Predictor
    accompanist: Accompanist | None
    problems: tuple[str, ...]


def mind_of(folder: Path, size: str = "standard", seed: int = 0) -> Mind:
    """The networks of a folder; what is damaged is told, and the rest plays.

    Args:
        folder: of the model set.
        size: of the networks.
        seed: of the bass' chance.
    """
    predictor, no_melody = predictor_or_makeshift(folder, size)
    accompanist, no_bass = accompanist_or_none(folder, size, seed)
    return Mind(predictor, accompanist, tuple(each for each in (no_melody, no_bass) if each))


def predictor_or_makeshift(folder: Path, size: str = "standard") -> tuple[Predictor, str | None]:
    """The answer network of a folder and its critic; with them, a sentence if it is missing.

    A damaged critic is told in the log; the LSTM plays alone.
    """
    try:
        network = load_network(folder, MELODY, size)
        return LstmPredictor(network, _critic(folder, MELODY, size)), None
    except (ModelError, ImportError) as error:
        log.error("no network, playing with the notes of the call instead: %s", error)
        return EchoPredictor(), "Network damaged: I only echo you"


def accompanist_or_none(
    folder: Path, size: str = "standard", seed: int = 0
) -> tuple[Accompanist | None, str | None]:
    """What plays basses, with its critic; None and a sentence if the network is missing."""
    try:
        model = load_model(folder, BASS, size)
        predictor = BassPredictor(model.network(rows=2), critic=_critic(folder, BASS, size))
        return Accompanist(predictor, manners(model), np.random.default_rng(seed)), None
    except (ModelError, ImportError) as error:
        log.error("no bass, answering instead of playing along: %s", error)
        return None, "Bass network damaged: I only answer"


def _critic(folder: Path, task: str, size: str) -> Critic | None:
    try:
        return load_critic(folder, task, size)
    except ModelError as error:
        log.error("playing without the critic: %s", error)
        return None
