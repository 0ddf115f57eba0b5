"""The networks for everybody's jams, or what takes their place when they cannot be loaded."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from appliance.jam.accompany import Accompanist, Bassist
from appliance.jam.engine import Jam
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
from appliance.music.grid import Meter

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Mind:
    """What jams play with, a predictor and perhaps an accompanist for each player.

    All are of the same networks. `problems` are plain sentences on what is missing.
    """

    predictors: tuple[Predictor, ...]
    accompanists: tuple[Accompanist, ...]  # none at all, if the network is missing
    problems: tuple[str, ...]

    def look_ahead(self) -> None:
        """Let the networks think for all players at once, ahead of being asked."""
        look_ahead(self.predictors, self.accompanists)

    def jams(self, seed: int, meter: Meter) -> list[Jam]:
        """A jam for each player."""
        return jams_of(self.predictors, self.accompanists, seed, meter)


def look_ahead(predictors: Sequence[Predictor], accompanists: Sequence[Accompanist]) -> None:
    """Let the networks of several lines think at once, ahead of being asked."""
    LstmPredictor.look_ahead([each for each in predictors if isinstance(each, LstmPredictor)])
    Accompanist.look_ahead(accompanists)


def jams_of(
    predictors: Sequence[Predictor], bassists: Sequence[Bassist], seed: int, meter: Meter
) -> list[Jam]:
    """A jam for each predictor, with its bassist, if there are any."""
    basses: Sequence[Bassist | None] = bassists or [None] * len(predictors)
    return [
        Jam(predictor, seed + player, meter, bassist)
        for player, (predictor, bassist) in enumerate(zip(predictors, basses, strict=True))
    ]


def mind_of(folder: Path, size: str = "standard", seed: int = 0, players: int = 1) -> Mind:
    """The networks of a folder; what is damaged is told, and the rest plays.

    Args:
        folder: of the model set.
        size: of the networks.
        seed: of the basses' chance.
        players: how many are to play with them.
    """
    predictors, no_melody = predictors_or_makeshifts(folder, size, players)
    accompanists, no_bass = accompanists_or_none(folder, size, seed, players)
    return Mind(predictors, accompanists, tuple(each for each in (no_melody, no_bass) if each))


def predictors_or_makeshifts(
    folder: Path, size: str = "standard", players: int = 1
) -> tuple[tuple[Predictor, ...], str | None]:
    """The answer network of a folder and its critic; with them, a sentence if it is missing.

    A damaged critic is told in the log; the LSTM plays alone.
    """
    try:
        network = load_network(folder, MELODY, size).prepare(range(1, players + 1))
        critics = _critics(folder, MELODY, size, players)
        return tuple(LstmPredictor(network, critic) for critic in critics), None
    except (ModelError, ImportError) as error:
        log.error("no network, playing with the notes of the call instead: %s", error)
        echoes = tuple(EchoPredictor() for _ in range(players))
        return echoes, "Network damaged: I only echo you"


def accompanists_or_none(
    folder: Path, size: str = "standard", seed: int = 0, players: int = 1
) -> tuple[tuple[Accompanist, ...], str | None]:
    """What plays basses, with its critic; none and a sentence if the network is missing."""
    try:
        model = load_model(folder, BASS, size)
        network, ways = model.network(rows=2), manners(model)
        network.prepare(range(2, 2 * players + 1, 2))
        critics = _critics(folder, BASS, size, players)
        predictors = [BassPredictor(network, critic=critic) for critic in critics]
        return tuple(
            Accompanist(predictor, ways, np.random.default_rng(seed + player))
            for player, predictor in enumerate(predictors)
        ), None
    except (ModelError, ImportError) as error:
        log.error("no bass, answering instead of playing along: %s", error)
        return (), "Bass network damaged: I only answer"


def _critics(folder: Path, task: str, size: str, players: int) -> list[Critic | None]:
    critic = _critic(folder, task, size)
    if critic is None:
        return [None] * players
    return [critic.another(players) for _ in range(players)]


def _critic(folder: Path, task: str, size: str) -> Critic | None:
    try:
        return load_critic(folder, task, size)
    except ModelError as error:
        log.error("playing without the critic: %s", error)
        return None
