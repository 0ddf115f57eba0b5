"""What an event will have been worth: the Q-network's reading of its outputs.

The outputs are laid out as the LSTM's, but they are values in nats, not log-probabilities: those of
a rest, a hold and an onset, and, added to the last, what each frame says of the onset's pitch.
"""

from __future__ import annotations

import numpy as np

from appliance.models.frames import KINDS, summed
from appliance.models.line import Floats, Ints
from appliance.models.network import State, StepNetwork
from appliance.music.events import VOCABULARY_SIZE


class Critic:
    """A Q-network that reads along with the LSTM, a row for each jam.

    `state` is its state before the next step.
    """

    def __init__(self, network: StepNetwork) -> None:
        self._network = network
        self.begin()

    def begin(self) -> None:
        """Start new lines."""
        self.state: State = self._network.initial_state()

    def read(self, features: Floats) -> Floats:
        """Outputs for the next step, [rows, width]; asked again, it is the same step."""
        outputs, self._following = self._network.step(features, self.state)
        return outputs

    def accept(self) -> None:
        """The step that was read last has passed."""
        self.state = self._following


def action_values(outputs: Floats, table: Ints) -> Floats:
    """Q-value of every event in nats, [rows, VOCABULARY_SIZE].

    Args:
        outputs: of the Q-network, [rows, layout width].
        table: from `Frames`, [rows, frames, pitches].
    """
    values = np.empty((len(outputs), VOCABULARY_SIZE), np.float32)
    values[:, : KINDS - 1] = outputs[:, : KINDS - 1]
    values[:, KINDS - 1 :] = outputs[:, KINDS - 1 : KINDS] + summed(outputs, table)
    return values
