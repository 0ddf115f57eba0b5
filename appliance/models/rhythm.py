"""A critic steers pitches; the rhythm is left to the LSTM and to people's habits.

The policy decides twice: which kind of event comes (rest, hold, onset), and at an onset which
pitch. A network's values are taken for the second decision alone. When a player repeats a riff, all
that they do is foreseen, and every further onset is sure to agree: a network that has a say in the
rhythm then plays in every step, and the LSTM, once it is in that rhythm, goes on with it.
"""

from __future__ import annotations

import numpy as np

from appliance.models.frames import log_softmax
from appliance.models.line import Floats
from appliance.music.events import FIRST_ONSET


def of_pitches(values: Floats, logits: Floats) -> Floats:
    """Values that leave the chances of rest, hold and onset as they are, [rows, VOCABULARY_SIZE].

    Args:
        values: of all events in nats, [rows, VOCABULARY_SIZE].
        logits: of the LSTM, [rows, VOCABULARY_SIZE], finite for onsets.
    """
    pitches = values[:, FIRST_ONSET:]
    chances = log_softmax(logits[:, FIRST_ONSET:])
    onset = np.logaddexp.reduce(chances + pitches, axis=1, keepdims=True)
    alone: Floats = np.concatenate([np.zeros_like(values[:, :FIRST_ONSET]), pitches - onset], 1)
    return alone
