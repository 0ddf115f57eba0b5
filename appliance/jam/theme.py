"""How an answer keeps to its theme: a bonus on the events of the call, step by step.

The theme's rhythm (rest, hold or onset) is favoured to the end, its pitches ever less, so that
an answer sets out from the call and moves away from it. The bonus grows with the square of the
closeness: the network relates its answer to the call by itself, and a little more goes far.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from appliance.music.events import FIRST_ONSET, VOCABULARY_SIZE, is_onset

RHYTHM_NATS = 4.0
PITCH_NATS = 6.0
PITCH_LEFT_AT_END = 0.3


def theme_bonus(event: int | None, progress: float, closeness: float) -> npt.NDArray[np.float32]:
    """What to add to the logits of the next step, in nats, shape [VOCABULARY_SIZE].

    Args:
        event: the theme's event there; None where it has none.
        progress: how much of the answer is over, 0 … 1.
        closeness: 0 (no bonus) … 1 (nearly the theme itself).
    """
    bonus = np.zeros(VOCABULARY_SIZE, np.float32)
    if event is None:
        return bonus
    kind = slice(FIRST_ONSET, None) if is_onset(event) else slice(event, event + 1)
    bonus[kind] += RHYTHM_NATS * closeness**2
    if is_onset(event):
        fading = 1.0 - (1.0 - PITCH_LEFT_AT_END) * progress
        bonus[event] += PITCH_NATS * closeness**2 * fading
    return bonus
