"""The networks for a jam, or what takes their place when they cannot be loaded."""

from __future__ import annotations

import logging
from pathlib import Path

from appliance.models.critic import Critic
from appliance.models.manifest import MELODY, load_critic, load_network
from appliance.models.network import ModelError
from appliance.models.predictor import EchoPredictor, LstmPredictor, Predictor

log = logging.getLogger(__name__)


def predictor_or_makeshift(folder: Path, size: str = "standard") -> tuple[Predictor, str | None]:
    """The answer network of a folder and its critic; with them, a sentence if it is missing.

    A damaged critic is told in the log; the LSTM plays alone.
    """
    try:
        network = load_network(folder, MELODY, size)
        return LstmPredictor(network, _critic(folder, size)), None
    except (ModelError, ImportError) as error:
        log.error("no network, playing with the notes of the call instead: %s", error)
        return EchoPredictor(), "Network damaged: I only echo you"


def _critic(folder: Path, size: str) -> Critic | None:
    try:
        return load_critic(folder, MELODY, size)
    except ModelError as error:
        log.error("playing without the critic: %s", error)
        return None
