"""What comes next in a melody: the LSTM's opinion, and a makeshift for when it is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from appliance.models.critic import Critic
from appliance.models.line import NONE
from appliance.models.melody_encoder import Phrase
from appliance.models.melody_predictor import MelodyOpinion, MelodyPredictor
from appliance.models.network import StepNetwork
from appliance.music.events import HOLD, REST, VOCABULARY_SIZE, is_onset
from appliance.music.grid import COMMON_TIME, Meter

Logits = npt.NDArray[np.float32]


class Predictor(Protocol):
    """Reads one line of events and says what is likely next."""

    def begin(self, meter: Meter) -> None:
        """Start a new line on a bar line."""

    def answer(self, steps: int, lag: int | None) -> None:
        """From the next event on, the line answers for `steps` what was played `lag` steps ago."""

    def predict(self, genre: int, discipline: float = 0.0) -> Logits:
        """Logits of the line's next event, shape [VOCABULARY_SIZE]; may be asked again.

        `discipline` is how much of a say the critic has, 0 … 1.
        """

    def sureness(self, genre: int) -> float | None:
        """How sure it is of the line's next event, 0 … 1; None if it has no opinion."""

    def accept(self, event: int, genre: int) -> None:
        """The line's next event is this one, whoever plays it."""


@dataclass(frozen=True)
class _Ahead:
    """The networks' opinion on the next event, for a genre."""

    genre: int
    opinion: MelodyOpinion


class LstmPredictor:
    """The answer network, kept warm: it reads along one step at a time."""

    def __init__(self, network: StepNetwork, critic: Critic | None = None) -> None:
        self._predictor = MelodyPredictor(network, critic)
        self.begin(COMMON_TIME)

    def begin(self, meter: Meter) -> None:
        """Start a new line on a bar line."""
        self._predictor.begin([meter])
        self._ahead: _Ahead | None = None
        self._genre: int = NONE  # that the line was last read for; NONE: it has not begun
        self._step = 0
        self._end = 0  # of the answer
        self._lag: int | None = None

    def answer(self, steps: int, lag: int | None) -> None:
        """From the next event on, the line answers for `steps` what was played `lag` steps ago."""
        self._end, self._lag = self._step + steps, lag
        self._ahead = None

    def predict(self, genre: int, discipline: float = 0.0) -> Logits:
        """Logits of the line's next event, shape [VOCABULARY_SIZE]."""
        logits: Logits = self._look_ahead(genre).steered(discipline)[0]
        return logits

    def sureness(self, genre: int) -> float | None:
        """One by the number of events that it reckons with: the exponential of its entropy.

        The LSTM alone is asked, since what people play is what it has learnt. The invocation that
        this takes is saved by the `accept` that follows.
        """
        chances = self._look_ahead(genre).logits[0]
        return float(np.exp(np.sum(np.exp(chances) * chances)))

    def accept(self, event: int, genre: int) -> None:
        """The line's next event is this one: one invocation, unless it was just predicted."""
        self._look_ahead(genre)
        self._ahead, self._genre = None, genre
        self._predictor.accept(np.array([event]))
        self._step += 1

    @staticmethod
    def look_ahead(predictors: Sequence[LstmPredictor]) -> None:
        """Ask for the next event of several lines at once, of those that have been read on.

        They are asked one by one else, when somebody wants to know; all must be of one network.
        """
        asking = [each for each in predictors if each._ahead is None and each._genre != NONE]
        if len(asking) < 2:
            return
        whole = MelodyPredictor.side_by_side([each._predictor for each in asking])
        phrases = Phrase.side_by_side([each._phrase() for each in asking])
        opinion = whole.predict(np.array([each._genre for each in asking]), phrases)
        for row, each in enumerate(asking):
            own = slice(row, row + 1)
            each._predictor.adopt(whole, own)
            each._ahead = _Ahead(each._genre, opinion.of(own))

    def _look_ahead(self, genre: int) -> MelodyOpinion:
        if self._ahead is None or self._ahead.genre != genre:
            opinion = self._predictor.predict(np.array([genre]), self._phrase())
            self._ahead = _Ahead(genre, opinion)
        return self._ahead.opinion

    def _phrase(self) -> Phrase:
        left = self._end - self._step
        if left <= 0:
            return Phrase.none(1)
        return Phrase(np.array([NONE if self._lag is None else self._lag]), np.array([left]))


class EchoPredictor:
    """Plays with what it has heard in the line: the makeshift when no model can be loaded."""

    def __init__(self) -> None:
        self._heard = np.zeros(VOCABULARY_SIZE, np.float32)

    def begin(self, meter: Meter) -> None:
        """Forget what was heard."""
        self._heard[:] = 0

    def answer(self, steps: int, lag: int | None) -> None:
        """It knows nothing of phrases."""

    def predict(self, genre: int, discipline: float = 0.0) -> Logits:
        """Log of how often each event was heard, a little for pitches never heard."""
        weights = self._heard + 1e-4
        weights[HOLD] += 1.0
        weights[REST] += 0.5
        logits: Logits = np.log(weights / weights.sum(), dtype=np.float32)
        return logits

    def sureness(self, genre: int) -> float | None:
        """It foresees nothing."""
        return None

    def accept(self, event: int, genre: int) -> None:
        """Remember the event."""
        if is_onset(event):
            self._heard[event] += 1
