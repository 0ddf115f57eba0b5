"""What the human is expected to do: the accompaniment network's second head."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from appliance.models.bass_layout import HORIZONS, OUTPUTS
from appliance.models.frames import KINDS, softmax, summed
from appliance.models.line import Floats, Ints
from appliance.music.events import FIRST_ONSET

_FORETOLD_KINDS: Final = np.array(
    [[OUTPUTS.columns[f"foretold{h}.kind"] + kind for kind in range(KINDS)] for h in HORIZONS]
)


@dataclass(frozen=True, slots=True)
class Foretold:
    """What the human is expected to do in the steps ahead.

    `kinds` are probabilities of rest, hold and onset, [rows, horizons, 3]; `classes` those of the
    pitch classes of an onset there, [rows, horizons, 12].
    """

    kinds: Floats
    classes: Floats

    def of(self, rows: slice) -> Foretold:
        """Of some of the rows."""
        return Foretold(self.kinds[rows], self.classes[rows])

    def sureness(self) -> Floats:
        """How sure it is of the step farthest ahead, 0 … 1, [rows].

        One by the number of events that it reckons with: the exponential of the entropy.
        """
        kinds, classes = self.kinds[:, -1], self.classes[:, -1]
        events = np.concatenate([kinds[:, :FIRST_ONSET], kinds[:, FIRST_ONSET, None] * classes], 1)
        logs = np.log(np.maximum(events, np.finfo(np.float32).tiny))
        sure: Floats = np.exp((events * logs).sum(1))
        return sure


def foretold(outputs: Floats, classes: Ints) -> Foretold:
    """Read the second head of the network's outputs.

    Args:
        outputs: [rows, OUTPUTS.width].
        classes: the frames' table of pitch classes, [rows, horizons, frames, 12].
    """
    return Foretold(softmax(outputs[:, _FORETOLD_KINDS]), softmax(summed(outputs, classes)))
