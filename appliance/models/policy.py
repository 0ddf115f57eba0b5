"""From logits to one event."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from appliance.music.events import FIRST_ONSET

# How much of a change of temperature reaches the rhythm. All of it would make a cautious player
# fall silent, since a rest or a hold is likelier than any onset.
RHYTHM_SHARE = 1 / 3


def sample(
    logits: npt.NDArray[np.float32],
    allowed: npt.NDArray[np.bool_],
    temperature: float,
    random: np.random.Generator,
) -> int:
    """Draw the kind of event (rest, hold, onset), then the pitch of an onset.

    The pitch is drawn from softmax(logits / temperature); the kind likewise, at a temperature
    that departs from 1 by RHYTHM_SHARE as much.

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
    scaled = np.where(allowed, logits.astype(np.float64), -np.inf)
    onset = float(np.logaddexp.reduce(scaled[FIRST_ONSET:]))
    kinds = np.array([*scaled[:FIRST_ONSET], onset])
    kind = _draw(kinds / (1.0 + RHYTHM_SHARE * (temperature - 1.0)), random)
    if kind < FIRST_ONSET:
        return kind
    return FIRST_ONSET + _draw(scaled[FIRST_ONSET:] / temperature, random)


def _draw(scaled: npt.NDArray[np.float64], random: np.random.Generator) -> int:
    weights = np.exp(scaled - scaled.max())
    edges = np.cumsum(weights)
    return int(np.searchsorted(edges, random.random() * edges[-1], side="right"))
