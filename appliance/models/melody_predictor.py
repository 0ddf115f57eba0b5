"""What comes next in the melodies of several jams: the LSTM's opinion and the critic's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from appliance.models.critic import Critic, action_values
from appliance.models.frames import event_logits, summed
from appliance.models.habits import Place
from appliance.models.line import NONE, Floats, Ints
from appliance.models.melody_encoder import MelodyEncoder, Phrase
from appliance.models.network import State, StepNetwork
from appliance.models.rhythm import of_pitches
from appliance.models.side_by_side import side_by_side
from appliance.music.events import REST
from appliance.music.grid import Meter


@dataclass(frozen=True)
class MelodyOpinion:
    """On the next step of each jam: what was told, and what comes of it.

    `features` and `table` are the encoder's; `logits` [jams, VOCABULARY_SIZE] the LSTM's
    log-probabilities, `values` the critic's, zeros without one.
    """

    features: Floats
    table: Ints
    logits: Floats
    values: Floats

    def of(self, rows: slice) -> MelodyOpinion:
        """On some of the jams."""
        return MelodyOpinion(
            self.features[rows], self.table[rows], self.logits[rows], self.values[rows]
        )

    def steered(self, discipline: float) -> Floats:
        """Logits to draw from: the LSTM's alone at 0, with the critic's full say at 1."""
        return self.logits + discipline * self.values


class MelodyPredictor:
    """Reads the melodies of several jams; the networks have a row for each."""

    def __init__(self, network: StepNetwork, critic: Critic | None = None) -> None:
        self._network = network
        self._critic = critic

    def begin(self, meters: Sequence[Meter]) -> None:
        """Start new lines on a bar line, a meter for each jam."""
        self._encoder = MelodyEncoder(meters)
        self._state: State = self._network.initial_state()
        self._step: Ints = np.zeros(len(meters), np.int64)
        if self._critic is not None:
            self._critic.begin()

    def predict(self, genre: Ints, phrase: Phrase) -> MelodyOpinion:
        """What may come in the next step, in the genre wanted, [jams]; may be asked again."""
        features, table = self._encoder.encode(self._step, genre, phrase)
        outputs, self._following = self._network.step(features, self._state)
        logits = event_logits(outputs, table)
        values = np.zeros_like(logits)
        if self._critic is not None:
            outputs = self._critic.read(features)
            habits = self._critic.habits(genre, self._place())
            values = of_pitches(action_values(outputs, summed(outputs, table)), logits) + habits
        return MelodyOpinion(features, table, logits, values)

    @classmethod
    def side_by_side(cls, predictors: Sequence[MelodyPredictor]) -> MelodyPredictor:
        """Several of one network as one, that predicts; each accepts alone."""
        whole = side_by_side(predictors, ("_encoder", "_state", "_step", "_critic"))
        whole._network = whole._network.of_rows(len(whole._step))
        return whole

    def adopt(self, whole: MelodyPredictor, rows: slice) -> None:
        """The step was predicted by one of several, as these rows."""
        self._following = tuple(each[rows] for each in whole._following)
        if self._critic is not None and whole._critic is not None:
            self._critic.adopt(whole._critic, rows)

    @property
    def critic_state(self) -> State:
        """The critic's state before the next step; empty without one."""
        return () if self._critic is None else self._critic.state

    def _place(self) -> Place:
        rows = []
        for reading, step in zip(self._encoder.readings, self._step.tolist(), strict=True):
            line = reading.line.line
            sounds, position = line.kind > REST, reading.meter.position(step)
            rows.append((line.pitch, line.since + 1, sounds, position, reading.key.tonic, NONE))
        return Place.of(rows)

    def accept(self, events: Ints) -> None:
        """The events of the step just predicted, [jams], whoever plays them."""
        self._state = self._following
        if self._critic is not None:
            self._critic.accept()
        self._encoder.push(events)
        self._step = self._step + 1
