"""What comes next in a melody: the LSTM's opinion, and a makeshift for when it is missing."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

from appliance.models.encoding import MelodyEncoder
from appliance.models.network import StepNetwork
from appliance.music.events import HOLD, REST, VOCABULARY_SIZE, is_onset
from appliance.music.grid import COMMON_TIME, Meter

Logits = npt.NDArray[np.float32]


class Predictor(Protocol):
    """Reads one line of events and says what is likely next."""

    def begin(self, meter: Meter) -> None:
        """Start a new line on a bar line."""

    def predict(self, genre: int) -> Logits:
        """Logits of the line's next event, shape [VOCABULARY_SIZE]; may be asked again."""

    def accept(self, event: int, genre: int) -> None:
        """The line's next event is this one, whoever plays it."""


class LstmPredictor:
    """The melody network, kept warm: it reads along one step at a time."""

    def __init__(self, network: StepNetwork) -> None:
        self._network = network
        self.begin(COMMON_TIME)

    def begin(self, meter: Meter) -> None:
        """Start a new line on a bar line."""
        self._encoder = MelodyEncoder(meter)
        self._state = self._network.initial_state()
        self._ahead: tuple[int, Logits, tuple[npt.NDArray[np.float32], ...]] | None = None
        self._step = 0

    def predict(self, genre: int) -> Logits:
        """Logits of the line's next event, shape [VOCABULARY_SIZE]."""
        if self._ahead is None or self._ahead[0] != genre:
            features = self._encoder.vector(self._step, genre)
            self._ahead = (genre, *self._network.step(features, self._state))
        return self._ahead[1]

    def accept(self, event: int, genre: int) -> None:
        """The line's next event is this one: one invocation, unless it was just predicted."""
        self.predict(genre)
        assert self._ahead is not None
        self._state = self._ahead[2]
        self._ahead = None
        self._encoder.push(event)
        self._step += 1


class EchoPredictor:
    """Plays with what it has heard in the line: the makeshift when no model can be loaded."""

    def __init__(self) -> None:
        self._heard = np.zeros(VOCABULARY_SIZE, np.float32)

    def begin(self, meter: Meter) -> None:
        """Forget what was heard."""
        self._heard[:] = 0

    def predict(self, genre: int) -> Logits:
        """Log of how often each event was heard, a little for pitches never heard."""
        weights = self._heard + 1e-4
        weights[HOLD] += 1.0
        weights[REST] += 0.5
        logits: Logits = np.log(weights / weights.sum(), dtype=np.float32)
        return logits

    def accept(self, event: int, genre: int) -> None:
        """Remember the event."""
        if is_onset(event):
            self._heard[event] += 1
