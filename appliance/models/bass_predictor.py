"""What comes next in a bass under a melody that is still being played.

The network is asked twice in one invocation: with the melody and without. What the melody changes
in its opinion on the pitch is then overstated by a factor, the *guidance* (Ho & Salimans 2022,
"Classifier-free diffusion guidance", equation 6, on log-probabilities): with 1 the network plays
as it learnt to, above that it listens more than its teachers did. Besides, pitches are favoured
that will fit what the network expects the human to play (`anticipation`).

A critic, where there is one, says besides what each event will have been worth (`critic`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from appliance.models.anticipation import LEARNT_WORTH, WORTH_OF_FIT, fitness, sounding_ahead
from appliance.models.bass_encoder import (
    UNSEEN_STEPS,
    BassEncoder,
    Foretold,
    Manner,
    Told,
    foretold,
)
from appliance.models.critic import Critic, action_values
from appliance.models.frames import join, kind_logits, log_softmax, pitch_logits
from appliance.models.habits import Place
from appliance.models.line import NONE, Floats, Ints
from appliance.models.network import State, StepNetwork
from appliance.models.rhythm import Rhythm, with_say
from appliance.models.side_by_side import side_by_side
from appliance.models.voice_features import Grid
from appliance.music.events import FIRST_ONSET, REST
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
UNAIDED = Listening(guidance=1.0, foresight=0.0)  # as the network learnt to
LISTENING_LEFT_OUT: Final = 0.5  # share of listening by rule that a critic's full say replaces


@dataclass(frozen=True)
class Opinion:
    """On the next step of each jam, [jams, VOCABULARY_SIZE], and on the human's part.

    `logits` are the LSTM's, not normalised, `listening` what listening adds to them, and `values`
    the critic's, None without one.
    """

    logits: Floats
    listening: Floats
    values: Floats | None
    foretold: Foretold

    def of(self, rows: slice) -> Opinion:
        """On some of the jams."""
        values = None if self.values is None else self.values[rows]
        return Opinion(self.logits[rows], self.listening[rows], values, self.foretold.of(rows))

    def steered(self, discipline: float) -> Floats:
        """Logits to draw from: the LSTM that listens at 0, the critic's full say at 1.

        The critic has learnt to listen by itself, so it takes the place of LISTENING_LEFT_OUT of
        what is added by rule. Without a critic, discipline changes nothing.
        """
        if self.values is None:
            return self.logits + self.listening
        by_rule = 1.0 - LISTENING_LEFT_OUT * discipline
        ruled: Floats = by_rule * self.listening + discipline * self.values
        return self.logits + ruled


class BassPredictor:
    """Reads melody and bass of several jams; the network has two rows for each jam.

    The first of them hears the melody, the second does not.
    """

    told: Told  # what the networks were last told, a row for each jam
    worth: Floats  # nats that fitting the melody to come was worth, [jams, pitches]
    _following: State

    def __init__(
        self,
        network: StepNetwork,
        listening: Listening = ATTENTIVE,
        critic: Critic | None = None,
        say: float | None = None,
    ) -> None:
        """
        Args:
            network: without guidance (a factor of 1) it has but one row for each jam.
            listening: how much the melodies count.
            critic: with a row for each jam.
            say: in the rhythm, 0 … 1, of a critic that learns, with its habits; None: it plays,
                and says where an onset comes.
        """
        self._times = 1 if listening.guidance == 1.0 else 2
        self.jams = network.rows // self._times
        self._critic, self._say = critic, say
        self._listening = listening
        self._network = network

    def begin(self, meters: Sequence[Meter]) -> None:
        """Start new lines on a bar line, a meter for each jam."""
        grid = Grid([meter for meter in meters for _ in range(self._times)])
        self._encoder = BassEncoder(grid)
        self._state: State = self._network.initial_state()
        if self._critic is not None:
            self._critic.begin()
        self._rhythm = Rhythm(self.jams)
        self._heard: list[Ints] = []
        self._step: Ints = np.zeros(self.jams, np.int64)

    @classmethod
    def side_by_side(cls, predictors: Sequence[BassPredictor]) -> BassPredictor:
        """Several of one network as one, that predicts; each accepts and hears alone."""
        kept = ("_encoder", "_state", "_step", "_rhythm", "_critic")
        whole = side_by_side(predictors, kept)
        whole.jams = len(whole._step)
        whole._network = whole._network.of_rows(len(whole._state[0]))
        return whole

    def adopt(self, whole: BassPredictor, jams: slice) -> None:
        """The step was predicted by one of several, as these jams."""
        rows = slice(jams.start * self._times, jams.stop * self._times)
        self._following = tuple(each[rows] for each in whole._following)
        self._encoder.key.adopt(whole._encoder.key, rows)
        self._rhythm.adopt(whole._rhythm, jams)
        self.told = whole.told.of(jams)
        if self._critic is not None and whole._critic is not None:
            self._critic.adopt(whole._critic, jams)
            self.worth = whole.worth[jams]

    def hear(self, melody: Ints) -> None:
        """The melodies' events in the step that has just passed, [jams].

        They stay unknown to the network until UNSEEN_STEPS further ones were heard.
        """
        self._heard.append(melody)
        if len(self._heard) > UNSEEN_STEPS:
            told = np.full((self.jams, self._times), NONE)
            told[:, 0] = self._heard.pop(0)
            self._encoder.hear(told.ravel())

    def predict(self, genre: Ints, manner: Manner) -> Opinion:
        """What the bass may do in the next step, in the genre and manner wanted, [jams]."""
        step, wanted = np.repeat(self._step, self._times), np.repeat(genre, self._times)
        told = self._encoder.encode(step, wanted, manner.times(self._times))
        outputs, self._following = self._network.step(told.features, self._state)
        hears = slice(None, None, self._times)
        self.told = told.of(hears)
        pitch = pitch_logits(outputs, told.pitches)
        kind = kind_logits(outputs[hears]) + manner.balance
        ahead, fits = self._look_ahead(outputs[hears])
        plain, attentive = join(kind, pitch[hears]), join(kind, self._attentive(pitch, fits))
        if self._critic is None:
            return Opinion(plain, attentive - plain, None, ahead)
        judged = self._critic.read(self.told.features)
        ahead, fits = self._look_ahead(judged)
        values = action_values(judged, self.told.pitches)
        values[:, FIRST_ONSET:] += self._worth_of_fit(pitch[hears], fits)
        values = self._steering(values, self._critic.habits(genre, self._place()), plain)
        return Opinion(plain, attentive - plain, values, ahead)

    @property
    def critic_state(self) -> State:
        """The critic's state before the next step; empty without one."""
        return () if self._critic is None else self._critic.state

    def accept(self, bass: Ints) -> None:
        """The basses' events in the step just predicted, [jams], whoever plays them."""
        self._state = self._following
        if self._critic is not None:
            self._critic.accept()
            self._rhythm.accept()
        self._encoder.push(np.repeat(bass, self._times))
        self._step = self._step + 1

    def _steering(self, values: Floats, habits: Floats, logits: Floats) -> Floats:
        """What the critic adds to the LSTM's logits, [jams, VOCABULARY_SIZE]."""
        if self._say is None:
            return self._rhythm.steered(values, logits) + habits
        return with_say(values + habits, logits, self._say)

    def _look_ahead(self, outputs: Floats) -> tuple[Foretold, Floats]:
        """What a network foretells of the human, and how likely each pitch fits it."""
        ahead = foretold(outputs, self.told)
        return ahead, fitness(sounding_ahead(self._encoder.melody, ahead))

    def _worth_of_fit(self, pitch: Floats, fits: Floats) -> Floats:
        """What fitting the melody to come is worth, [jams, pitches], before the critic corrects it.

        It leaves the share of onsets as it is.
        """
        nats = WORTH_OF_FIT if self._say is None else LEARNT_WORTH
        self.worth = log_softmax(pitch + nats * fits) - log_softmax(pitch)
        return self.worth

    def _place(self) -> Place:
        bass, rows = self._encoder.bass.line, slice(None, None, self._times)
        position = self._step % self._encoder.grid.bar[rows]
        return Place(
            before=bass.pitch[rows],
            gap=bass.since[rows] + 1,
            sounds=bass.kind[rows] > REST,
            position=position,
            tonic=self._encoder.key.tonic[rows],
            lag=self._encoder.melody.since[rows],
        )

    def _attentive(self, pitch: Floats, fits: Floats) -> Floats:
        """Opinions on the pitch, [rows, pitches], with the melody's part overstated, [jams, …]."""
        seen, unseen = pitch[:: self._times], pitch[self._times - 1 :: self._times]
        guided = unseen + self._listening.guidance * (seen - unseen)
        attentive: Floats = guided + self._listening.foresight * fits
        return attentive
