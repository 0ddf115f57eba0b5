"""What comes next in a bass under a melody that is still being played.

The network is asked twice: with the melody and without. What the melody changes
in its opinion on the pitch is then overstated by a factor, the *guidance* (Ho & Salimans 2022,
"Classifier-free diffusion guidance", equation 6, on log-probabilities): with 1 the network plays
as it learnt to, above that it listens more than its teachers did. Besides, pitches are favoured
that will fit what the network expects the human to play (`anticipation`).

A critic, where there is one, says besides what each event will have been worth (`critic`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from appliance.models.anticipation import LEARNT_WORTH, WORTH_OF_FIT, fitness, sounding_ahead
from appliance.models.bass_encoder import BassEncoder, Manner, Told
from appliance.models.bass_layout import UNSEEN_STEPS
from appliance.models.bass_opinion import ATTENTIVE, Listening, Opinion
from appliance.models.critic import Critic, action_values
from appliance.models.foretold import Foretold, foretold
from appliance.models.frames import join, kind_logits, log_softmax, summed
from appliance.models.habits import Place
from appliance.models.line import NONE, Floats, Ints
from appliance.models.network import State, StepNetwork
from appliance.models.rhythm import Rhythm, with_say
from appliance.models.side_by_side import side_by_side
from appliance.music.events import FIRST_ONSET, REST
from appliance.music.grid import Meter


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
        self._encoder = BassEncoder(meters, deaf=self._times > 1)
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
            self._encoder.hear(self._heard.pop(0))

    def predict(self, genre: Ints, manner: Manner) -> Opinion:
        """What the bass may do in the next step, in the genre and manner wanted, [jams]."""
        told = self._encoder.encode(self._step, genre, manner)
        outputs, self._following = self._network.step(told.features, self._state)
        self.told = told.of(slice(None, None, self._times))
        voices = [outputs[ear :: self._times] for ear in range(self._times)]
        tables = [told.pitches[ear :: self._times] for ear in range(self._times)]
        if self._critic is not None:
            voices.append(self._critic.read(self.told.features))
            tables.append(self.told.pitches)
        said = summed(np.concatenate(voices), np.concatenate(tables))
        said = said.reshape(len(voices), self.jams, -1)
        ahead, fits = self._look_ahead(voices[:: self._times])
        logs = log_softmax(said[: self._times])
        seen, unseen = logs[0], logs[-1]
        plain = join(kind_logits(voices[0]) + manner.balance, seen)
        heeded, fitting = self._heeded(seen, unseen, fits)
        listening = np.zeros_like(plain)
        listening[:, FIRST_ONSET:] = heeded
        if self._critic is None:
            return Opinion(plain, listening, None, ahead)
        self.worth = fitting
        values = action_values(voices[-1], said[-1])
        values[:, FIRST_ONSET:] += fitting
        habits = self._critic.habits(genre, self._place())
        return Opinion(plain, listening, self._steering(values, habits, plain), ahead)

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
        self._encoder.push(bass)
        self._step = self._step + 1

    def _steering(self, values: Floats, habits: Floats, logits: Floats) -> Floats:
        """What the critic adds to the LSTM's logits, [jams, VOCABULARY_SIZE]."""
        if self._say is None:
            return self._rhythm.steered(values, logits) + habits
        return with_say(values + habits, logits, self._say)

    def _look_ahead(self, voices: Sequence[Floats]) -> tuple[Foretold, Floats]:
        """What is foretold of the human, and how likely each pitch fits that.

        Args:
            voices: outputs of the LSTM that hears, and of the critic, if there is one.

        Returns:
            What the last of them foretells, and the fits of each, [voices, jams, pitches].
        """
        melodies = [reading.melody for reading in self._encoder.hearing]
        now = [line.pitch if line.kind > REST else NONE for line in melodies]
        ahead = foretold(np.concatenate(voices), np.concatenate([self.told.classes] * len(voices)))
        fits = fitness(sounding_ahead(now * len(voices), ahead))
        return ahead.of(slice(-self.jams, None)), fits.reshape(len(voices), self.jams, -1)

    def _heeded(self, seen: Floats, unseen: Floats, fits: Floats) -> tuple[Floats, Floats]:
        """What is added to the pitches' logits, each [jams, pitches], without change to their sum.

        The first overstates the melody's part and favours what fits; the second is what fitting
        the melody to come is worth, before the critic corrects it.
        """
        nats = WORTH_OF_FIT if self._say is None else LEARNT_WORTH
        by_rule = unseen + self._listening.guidance * (seen - unseen)
        by_rule += self._listening.foresight * fits[0]
        heeded, fitting = log_softmax(np.stack([by_rule, seen + nats * fits[-1]])) - seen
        return heeded, fitting

    def _place(self) -> Place:
        rows = []
        for reading, step in zip(self._encoder.hearing, self._step.tolist(), strict=True):
            bass, sounds = reading.bass.line, reading.bass.line.kind > REST
            position = reading.meter.position(step)
            tonic, lag = reading.key.tonic, reading.melody.since
            rows.append((bass.pitch, bass.since + 1, sounds, position, tonic, lag))
        return Place.of(rows)
