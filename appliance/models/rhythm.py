"""A critic steers pitches; the rhythm is left to the LSTM and to people's habits.

The policy decides twice: which kind of event comes (rest, hold, onset), and at an onset which
pitch. A network's values are taken for the second decision alone. When a player repeats a riff, all
that they do is foreseen, and every further onset is sure to agree: a network that has a say in the
rhythm then plays in every step, and the LSTM, once it is in that rhythm, goes on with it. Only
while it learns has it some say there, since it learns better so which pitch to take when.
"""

from __future__ import annotations

import numpy as np

from appliance.models.frames import log_softmax
from appliance.models.line import Floats
from appliance.music.events import FIRST_ONSET


def steering(values: Floats, habits: Floats, logits: Floats, say: float | None = None) -> Floats:
    """What is added to the LSTM's logits, [rows, VOCABULARY_SIZE].

    Args:
        values: of all events by the critic's network, in nats, [rows, VOCABULARY_SIZE].
        habits: the same by habit.
        logits: of the LSTM, finite for onsets.
        say: None: habits alone steer the rhythm. While a critic learns: the say there of network
            and habits together, 0 … 1.
    """
    if say is None:
        return of_pitches(values, logits) + habits
    return of_pitches(values + habits, logits, say)


def of_pitches(values: Floats, logits: Floats, say: float = 0.0) -> Floats:
    """Values that leave the chances of rest, hold and onset as they are, [rows, VOCABULARY_SIZE].

    A kind is worth what will be drawn after it, softly: an onset the log of the mean of exp value
    over the LSTM's pitches (entropy-regularised options, compare Fox, Pakman & Tishby 2016).

    Args:
        values: of all events in nats, [rows, VOCABULARY_SIZE].
        logits: of the LSTM, [rows, VOCABULARY_SIZE], finite for onsets.
        say: how much of the kinds' worth counts, 0 … 1 (all of it).
    """
    pitches = values[:, FIRST_ONSET:]
    chances = log_softmax(logits[:, FIRST_ONSET:])
    onset = np.logaddexp.reduce(chances + pitches, axis=1, keepdims=True)
    kept: Floats = np.concatenate(
        [say * values[:, :FIRST_ONSET], pitches - (1.0 - say) * onset], axis=1
    )
    return kept
