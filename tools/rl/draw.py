"""Drawing events for many jams at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Logs = npt.NDArray[np.float32]


def normalised(logits: npt.NDArray[np.floating]) -> Logs:
    """Log-probabilities along the last axis; -inf stays."""
    shifted = logits - logits.max(-1, keepdims=True)
    return (shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))).astype(np.float32)


def drawn(logs: Logs, random: np.random.Generator) -> npt.NDArray[np.int64]:
    """An event for each row of log-probabilities, [rows] (the Gumbel-max trick)."""
    noise = random.gumbel(size=logs.shape)
    return np.argmax(logs + noise, axis=-1)
