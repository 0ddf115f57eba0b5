"""Who goes on with a call: the box without and with its critic, and the people who wrote it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from appliance.jam.controls import Controls
from appliance.models.manifest import MELODY, entry_name, load_critic, load_network, read_manifest
from appliance.models.predictor import LstmPredictor
from tools.corpus.pieces import Events
from tools.eval.calls import Call, answer_to

HUMAN, LSTM, LSTM_DQN = "human", "lstm", "lstm+dqn"

# Gives what follows a call, [steps], by a seed.
System = Callable[[Call, int], Events]


def systems_of(models: Path) -> dict[str, System]:
    """All systems by name; the one with a critic only where the folder of networks has one.

    Raises:
        ModelError: if a network cannot be used.
    """
    critic = load_critic(models, MELODY)
    judged = None if critic is None else critic.network()
    predictor = LstmPredictor(load_network(models, MELODY), judged)
    systems: dict[str, System] = {LSTM: _box(predictor, 0.0), HUMAN: _written}
    if critic is not None:
        systems[LSTM_DQN] = _box(predictor, 1.0)
    return systems


def fingerprint(models: Path) -> dict[str, str]:
    """Checksum of each network file that systems_of() plays with, as the manifest has it.

    Raises:
        ModelError: if the manifest cannot be read.
    """
    manifest = read_manifest(models)
    used = (entry_name(MELODY), entry_name(MELODY, critic=True))
    return {name: str(manifest[name].get("sha256")) for name in used if name in manifest}


def _written(call: Call, seed: int) -> Events:
    return call.continuation


def _box(predictor: LstmPredictor, discipline: float) -> System:
    """The box as it leaves the house, but for its discipline."""
    usual = Controls()

    def answer(call: Call, seed: int) -> Events:
        return answer_to(call, predictor, usual.theme, usual.temperature, seed, discipline)

    return answer
