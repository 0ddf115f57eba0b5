"""Drawing events for many jams at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Logs = npt.NDArray[np.float32]


def drawn(logs: Logs, random: np.random.Generator) -> npt.NDArray[np.int64]:
    """An event for each row of log-probabilities, [rows] (the Gumbel-max trick)."""
    noise = random.gumbel(size=logs.shape)
    return np.argmax(logs + noise, axis=-1)
