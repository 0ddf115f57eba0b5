"""From logits to one event."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def sample(
    logits: npt.NDArray[np.float32],
    allowed: npt.NDArray[np.bool_],
    temperature: float,
    random: np.random.Generator,
) -> int:
    """Draw an event from softmax(logits / temperature) over the allowed ones.

    Args:
        logits: shape [VOCABULARY_SIZE].
        allowed: shape [VOCABULARY_SIZE]; at least one must be True.
        temperature: above 0; small values take the likeliest.
        random: the only source of chance.

    Raises:
        ValueError: if nothing is allowed or the logits are not finite.
    """
    if not allowed.any() or not np.isfinite(logits).all():
        raise ValueError("no event can be drawn: nothing allowed, or logits not finite")
    scaled = np.where(allowed, logits.astype(np.float64) / temperature, -np.inf)
    weights = np.exp(scaled - scaled.max())
    edges = np.cumsum(weights)
    return int(np.searchsorted(edges, random.random() * edges[-1], side="right"))
