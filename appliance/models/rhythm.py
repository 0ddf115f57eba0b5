"""How far a critic may lead the rhythm away from the LSTM's: less far than the pitches.

The policy decides twice: which kind of event comes (rest, hold, onset), and at an onset which
pitch. A kind is worth what will be drawn after it, softly: an onset the log of the mean of exp
value over the LSTM's pitches. Leaving the LSTM costs its divergence, and in the kinds
1 / SHARE_OF_RHYTHM times as much (entropy-regularised options, compare Fox, Pakman & Tishby 2016).
People keep to one rhythm through a piece; a critic's full say on kinds mixes it.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from appliance.models.frames import log_softmax
from appliance.models.line import Floats
from appliance.music.events import FIRST_ONSET

SHARE_OF_RHYTHM: Final = 0.5


def gentle_on_rhythm(values: Floats, logits: Floats, share: float = SHARE_OF_RHYTHM) -> Floats:
    """Values by which kinds count a share of what they are worth, and pitches in full.

    Args:
        values: of all events in nats, [rows, VOCABULARY_SIZE].
        logits: of the LSTM, [rows, VOCABULARY_SIZE], finite for onsets.
        share: 1 leaves the values as they are, with 0 kinds come as the LSTM has them.
    """
    pitches = values[:, FIRST_ONSET:]
    chances = log_softmax(logits[:, FIRST_ONSET:])
    onset = np.logaddexp.reduce(chances + pitches, axis=1, keepdims=True)
    gentle: Floats = np.concatenate(
        [share * values[:, :FIRST_ONSET], pitches - (1.0 - share) * onset], axis=1
    )
    return gentle
