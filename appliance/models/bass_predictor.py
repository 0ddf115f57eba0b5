"""What comes next in a bass under a melody that is still being played.

The network is asked twice in one invocation: with the melody and without. What the melody changes
in its opinion on the pitch is then overstated by a factor, the *guidance* (Ho & Salimans 2022,
"Classifier-free diffusion guidance", equation 6, on log-probabilities): with 1 the network plays
as it learnt to, above that it listens more than its teachers did. Besides, pitches are favoured
that will fit what the network expects the human to play (`anticipation`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from appliance.models.anticipation import fitness, sounding_ahead
from appliance.models.bass_encoder import UNSEEN_STEPS, BassEncoder, Foretold, Manner, foretold
from appliance.models.frames import join, kind_logits, pitch_logits
from appliance.models.line import NONE, Floats, Ints
from appliance.models.network import State, StepNetwork
from appliance.models.voice_features import Grid
from appliance.music.grid import Meter


@dataclass(frozen=True)
class Listening:
    """How much the box listens to the other player.

    `guidance` is the factor by which the melody's influence on the pitch is overstated, 1 for
    not at all; `foresight` the nats by which a pitch that surely fits the melody to come is
    favoured over one that surely does not.
    """

    guidance: float = 1.5
    foresight: float = 8.5


ATTENTIVE = Listening()


@dataclass(frozen=True)
class Opinion:
    """On the next step of each jam: `logits` [jams, VOCABULARY_SIZE], and the human's part."""

    logits: Floats
    foretold: Foretold


class BassPredictor:
    """Reads melody and bass of several jams; the network has two rows for each jam."""

    def __init__(self, network: StepNetwork, listening: Listening = ATTENTIVE) -> None:
        """
        Args:
            network: its first half of rows hears the melodies, its second half does not.
            listening: how much the melodies count.
        """
        self.jams = network.rows // 2
        self._listening = listening
        self._network = network

    def begin(self, meters: Sequence[Meter]) -> None:
        """Start new lines on a bar line, a meter for each jam."""
        self._encoder = BassEncoder(Grid([*meters, *meters]))
        self._state: State = self._network.initial_state()
        self._heard: list[Ints] = []
        self._step = 0

    def hear(self, melody: Ints) -> None:
        """The melodies' events in the step that has just passed, [jams].

        They stay unknown to the network until UNSEEN_STEPS further ones were heard.
        """
        self._heard.append(melody)
        if len(self._heard) > UNSEEN_STEPS:
            known = self._heard.pop(0)
            self._encoder.hear(np.concatenate([known, np.full(self.jams, NONE)]))

    def predict(self, genre: Ints, manner: Manner) -> Opinion:
        """What the bass may do in the next step, in the genre and manner wanted, [jams].

        The logits are not normalised.
        """
        step = np.full(2 * self.jams, self._step)
        told = self._encoder.encode(step, np.tile(genre, 2), manner.twice())
        outputs, self._following = self._network.step(told.features, self._state)
        ahead = foretold(outputs[: self.jams], told.of(self.jams))
        pitch = self._guided(pitch_logits(outputs, told.pitches))
        fits = fitness(sounding_ahead(self._encoder.melody, ahead))
        kind = kind_logits(outputs[: self.jams]) + manner.balance
        return Opinion(join(kind, pitch + self._listening.foresight * fits), ahead)

    def accept(self, bass: Ints) -> None:
        """The basses' events in the step just predicted, [jams], whoever plays them."""
        self._state = self._following
        self._encoder.push(np.tile(bass, 2))
        self._step += 1

    def _guided(self, pitch: Floats) -> Floats:
        """Opinions on the pitch with and without melody as one, [jams, pitches]."""
        seen, unseen = pitch[: self.jams], pitch[self.jams :]
        return unseen + self._listening.guidance * (seen - unseen)
