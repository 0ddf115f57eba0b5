"""The decisions that are measured, and the networks behind them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from appliance.gauge import answer_decision, bass_decision
from appliance.models.manifest import BASS, MELODY, load_model

MODELS: Final = Path("models_tflite")
PLAYERS: Final = (1, 2, 4, 8, 16)
DECISIONS: Final = {  # by the size and the number of players
    BASS: partial(bass_decision, MODELS),
    MELODY: partial(answer_decision, MODELS),
}


def weights_of(task: str, size: str) -> int:
    """Bytes of the networks that decide, all of which are weights but for a few thousand."""
    network = len(load_model(MODELS, task, size).content)
    critic = len(load_model(MODELS, task, size, critic=True).content) if task == BASS else 0
    return network + critic
