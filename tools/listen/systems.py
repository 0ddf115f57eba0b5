"""Who goes on after a call: the systems that are compared, by name.

A new system is added here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from appliance.jam.controls import Controls
from appliance.models.manifest import MELODY, load_critic, load_network
from appliance.models.predictor import LstmPredictor
from tools.corpus.pieces import Events
from tools.eval.calls import Call, answer_to

# Gives what follows a call, as many steps as the call has, by a seed.
System = Callable[[Call, int], Events]

HUMAN = "human"
LSTM = "lstm"
LSTM_DQN = "lstm+dqn"


def systems(models: Path, size: str) -> Mapping[str, System]:
    """All systems that the networks in a folder can play.

    Raises:
        ModelError: if a network cannot be used.
    """
    critic = load_critic(models, MELODY, size)
    predictor = LstmPredictor(load_network(models, MELODY, size), critic)
    found: dict[str, System] = {HUMAN: continuation, LSTM: box(predictor, discipline=0.0)}
    if critic is not None:  # the box with its deep Q-network, where the models have one
        found[LSTM_DQN] = box(predictor, discipline=1.0)
    return found


def continuation(call: Call, seed: int) -> Events:
    """What the piece itself goes on with."""
    return call.continuation


def box(predictor: LstmPredictor, discipline: float) -> System:
    """The box as it comes, but for the say that its critic has."""
    usual = Controls()

    def answer(call: Call, seed: int) -> Events:
        return answer_to(call, predictor, usual.theme, usual.temperature, seed, discipline)

    return answer
