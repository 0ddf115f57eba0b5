"""Drawing events for many jams at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from appliance.models.frames import log_softmax

Logs = npt.NDArray[np.float32]
Events = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Drawn:
    """What was drawn in a step of each jam.

    `prior` are the LSTM's log-probabilities of what is allowed, [jams, events]; `events` what was
    drawn, [jams], and `chance` its log-probability.
    """

    prior: Logs
    events: Events
    chance: Logs


def drawn(logs: Logs, random: np.random.Generator) -> Events:
    """An event for each row of log-probabilities, [rows] (the Gumbel-max trick)."""
    noise = random.gumbel(size=logs.shape)
    return np.argmax(logs + noise, axis=-1)


def draw(
    logits: Logs, values: Logs, allowed: npt.NDArray[np.bool_], chance: float,
    random: np.random.Generator,
) -> Drawn:  # fmt: skip
    """An event of each jam by the LSTM and the critic's full say; by `chance` by the LSTM alone."""
    prior = log_softmax(np.where(allowed, logits, -np.inf))
    wild = random.random(len(logits)) < chance
    leaning = log_softmax(prior + np.where(wild[:, None], 0.0, values))
    events = drawn(leaning, random)
    return Drawn(prior, events, leaning[np.arange(len(events)), events])
