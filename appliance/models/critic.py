"""What an event will have been worth: the Q-network, and the habits that it is held to.

The outputs are laid out as the LSTM's, but they are values in nats, not log-probabilities: those of
a rest, a hold and an onset, and, added to the last, what each frame says of the onset's pitch.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from appliance.models.frames import KINDS
from appliance.models.habits import WIDTH, Place, habitual
from appliance.models.line import Floats, Ints
from appliance.models.network import State, StepNetwork
from appliance.models.side_by_side import side_by_side
from appliance.music.events import VOCABULARY_SIZE
from appliance.music.genres import GENRES


class Critic:
    """A Q-network that reads along with the LSTM, a row for each jam.

    `state` is its state before the next step.
    """

    _following: State

    def __init__(self, network: StepNetwork, habits: Floats | None = None) -> None:
        """
        Args:
            network: has a row for each jam.
            habits: of each genre, [genres, WIDTH]; None for none.
        """
        self._network = network
        self._habits = np.zeros((len(GENRES), WIDTH), np.float32) if habits is None else habits
        self.begin()

    def another(self, together: int = 1) -> Critic:
        """One that judges another line by the same network, for so many lines together at most."""
        return Critic(self._network.prepare(range(1, together + 1)), self._habits)

    @classmethod
    def side_by_side(cls, critics: Sequence[Critic]) -> Critic:
        """Several of one network as one, that reads; each accepts alone."""
        whole = side_by_side(critics, ("state",))
        whole._network = whole._network.of_rows(len(whole.state[0]))
        return whole

    def adopt(self, whole: Critic, rows: slice) -> None:
        """The step was read by a critic of several, as these rows."""
        self._following = tuple(each[rows] for each in whole._following)

    def begin(self) -> None:
        """Start new lines."""
        self.state: State = self._network.initial_state()

    def read(self, features: Floats) -> Floats:
        """Outputs for the next step, [rows, width]; asked again, it is the same step."""
        outputs, self._following = self._network.step(features, self.state)
        return outputs

    def habits(self, genre: Ints, place: Place) -> Floats:
        """What every event is worth by habit, in nats, [rows, VOCABULARY_SIZE].

        Args:
            genre: index of each row's genre, [rows].
            place: where the lines stand, [rows].
        """
        return habitual(self._habits, genre, place)

    def accept(self) -> None:
        """The step that was read last has passed."""
        self.state = self._following


def action_values(outputs: Floats, pitches: Floats) -> Floats:
    """What the network says of every event in nats, [rows, VOCABULARY_SIZE].

    Args:
        outputs: from `Critic.read`, [rows, layout width].
        pitches: what its frames say of each, `summed`, [rows, pitches].
    """
    values = np.empty((len(outputs), VOCABULARY_SIZE), np.float32)
    values[:, : KINDS - 1] = outputs[:, : KINDS - 1]
    values[:, KINDS - 1 :] = outputs[:, KINDS - 1 : KINDS] + pitches
    return values
