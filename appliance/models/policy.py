"""From logits to one event."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from appliance.music.events import FIRST_ONSET


@dataclass(frozen=True)
class Sway:
    """How much of a change of temperature from 1 reaches the rhythm, and how much the pitch."""

    rhythm: float
    pitch: float


# All of it would make a cautious melody fall silent, since a rest or a hold is likelier than any
# onset; and a cautious bass, whose rhythm is bound to its genre, would stay on the same note.
MELODY = Sway(rhythm=1 / 3, pitch=1.0)
BASS = Sway(rhythm=0.0, pitch=0.5)


def sample(
    logits: npt.NDArray[np.float32],
    allowed: npt.NDArray[np.bool_],
    temperature: float,
    random: np.random.Generator,
    sway: Sway = MELODY,
) -> int:
    """Draw the kind of event (rest, hold, onset), then the pitch of an onset.

    The pitch is drawn from softmax(logits / temperature), and the kind likewise, each at a
    temperature that departs from 1 only as much as its share in `sway`.

    Args:
        logits: shape [VOCABULARY_SIZE].
        allowed: shape [VOCABULARY_SIZE]; at least one must be True.
        temperature: above 0; small values take the likeliest.
        random: the only source of chance.
        sway: what the temperature acts on.

    Raises:
        ValueError: if nothing is allowed or the logits are not finite.
    """
    if not allowed.any() or not np.isfinite(logits).all():
        raise ValueError("no event can be drawn: nothing allowed, or logits not finite")
    scaled = np.where(allowed, logits.astype(np.float64), -np.inf)
    pitches = scaled[FIRST_ONSET:]
    highest = float(np.maximum.reduce(pitches))
    onset = -math.inf
    if highest > -math.inf:
        pitches = pitches - highest
        onset = highest + math.log(np.add.reduce(np.exp(pitches)))
    kinds = np.array([*scaled[:FIRST_ONSET], onset])
    kinds -= np.maximum.reduce(kinds)
    kind = _draw(kinds / (1.0 + sway.rhythm * (temperature - 1.0)), random)
    if kind < FIRST_ONSET:
        return kind
    return FIRST_ONSET + _draw(pitches / (1.0 + sway.pitch * (temperature - 1.0)), random)


def _draw(scaled: npt.NDArray[np.float64], random: np.random.Generator) -> int:
    """One of the places, by logits of which the highest is 0."""
    edges = np.add.accumulate(np.exp(scaled))
    return int(edges.searchsorted(random.random() * edges[-1], side="right"))
