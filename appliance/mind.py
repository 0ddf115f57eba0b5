"""The networks for a jam, or what takes their place when they cannot be loaded."""

from __future__ import annotations

import logging
from pathlib import Path

from appliance.models.manifest import MELODY, load_network
from appliance.models.network import ModelError
from appliance.models.predictor import EchoPredictor, LstmPredictor, Predictor

log = logging.getLogger(__name__)


def predictor_or_makeshift(folder: Path, size: str = "standard") -> tuple[Predictor, str | None]:
    """The answer network of a folder; with it, a sentence for the player if it is missing."""
    try:
        return LstmPredictor(load_network(folder, MELODY, size)), None
    except (ModelError, ImportError) as error:
        log.error("no network, playing with the notes of the call instead: %s", error)
        return EchoPredictor(), "Network damaged: I only echo you"
