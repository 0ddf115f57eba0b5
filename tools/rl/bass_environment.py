"""Basses under people's melodies, many jams side by side, played and bounded as on the box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from appliance.jam.accompany import HOLD_BARS, REST_BARS
from appliance.jam.bounds import Bounds
from appliance.models.bass_encoder import OWN_SHARE_OF_KEY, Manner
from appliance.models.bass_layout import INPUTS, OUTPUTS
from appliance.models.bass_opinion import UNAIDED
from appliance.models.bass_predictor import BassPredictor
from appliance.models.critic import Critic
from appliance.models.frames import PITCHES
from appliance.models.line import Floats
from appliance.music.genres import GENRES
from tools.corpus.pieces import Duet
from tools.eval.playing import together
from tools.rl import rewards
from tools.rl.draw import draw
from tools.rl.episode import Episode
from tools.rl.instead import by_class, note_returns
from tools.rl.judge import Judge, genre_reward
from tools.rl.lines import Ints, lags, running_tonics
from tools.rl.people import Counted, judge_of, many_rounds
from tools.rl.prices import Prices, frequencies
from tools.rl.record import Record
from tools.rl.rewards import weighed
from tools.rl.scenes import Scene, draw_scene
from tools.rl.step_network import as_step_network
from tools.rl.terms import BASS_TERMS, Counts, bass_terms
from tools.train.network import StepLstm
from tools.train.windows import Sampler


class BassEnvironment:
    """Rounds of jams in which the critic's task is a bass."""

    inputs, outputs = INPUTS.width, OUTPUTS.width
    terms: Final = sum(BASS_TERMS.values())
    weights: Final = rewards.BASS_WEIGHTS

    def __init__(
        self, duets: Sequence[Duet], manners: Mapping[str, Manner], jams: int, steps: int,
        discount: float, seed: int, say: float | None = None,
    ) -> None:  # fmt: skip
        """
        Args:
            duets: of the training part.
            manners: how each genre's bass is played, by key.
            jams: side by side.
            steps: of a round.
            discount: of the next step's reward.
            seed: of scenes and draws.
            say: in the rhythm, of the critic that learns.
        """
        self.jams, self.steps = jams, steps
        self._discount, self._say = discount, say
        self._manners = [manners[genre.key] for genre in GENRES]
        self._sampler = Sampler(duets, 0.7, seed)
        self._random = np.random.default_rng(seed + 1)
        self._judge = Judge(self.terms, len(GENRES))

    def learn_people(self) -> Prices:
        """Prices that know how often people use each term; a judge learns their genres besides."""
        counted = many_rounds(self._people)
        self._judge, recall = judge_of(*counted)
        print(f"the judge recognises {recall:.0%} of people's passages", flush=True)
        return Prices(frequencies(*counted, len(GENRES)))

    def _people(self) -> Counted:
        scene = draw_scene(self._sampler, self.jams, self.steps, plain=True)
        return _terms(scene, scene.bass), scene.counted, scene.genre

    def play(
        self, prior: StepLstm, critic: StepLstm, weights: Mapping[str, float], habits: Floats,
        chance: float = 0.0,
    ) -> tuple[Episode, dict[str, float]]:  # fmt: skip
        """A round played with the critic's full say, and the means of its rewards.

        By `chance` an event is drawn by the LSTM alone; `habits` is [genres, habits.WIDTH].
        """
        scene, record = draw_scene(self._sampler, self.jams, self.steps), Record()
        judging = Critic(as_step_network(critic, self.jams), habits)
        predictor = BassPredictor(as_step_network(prior, self.jams), UNAIDED, judging, self._say)
        manner = together([self._manners[genre] for genre in scene.genre])
        bounds = [Bounds(meter, HOLD_BARS, REST_BARS) for meter in scene.meters]
        predictor.begin(scene.meters)
        for step in range(self.steps):
            record.begin_step(predictor.critic_state)
            opinion = predictor.predict(scene.genre, manner)
            allowed = np.stack([bound.allowed() for bound in bounds])
            own = draw(opinion.logits, opinion.values, allowed, chance, self._random)
            events = np.where(scene.given[:, step], scene.bass[:, step], own.events)
            for bound, event in zip(bounds, events, strict=True):
                bound.take(int(event))
            told = predictor.told
            record.keep(own, events, features=told.features, table=told.pitches,
                        worth=predictor.worth)  # fmt: skip
            predictor.accept(events)
            predictor.hear(scene.melody[:, step])
        return self._judged(scene, record, weights)

    def _judged(
        self, scene: Scene, record: Record, weights: Mapping[str, float]
    ) -> tuple[Episode, dict[str, float]]:
        """The round with its rewards."""
        bass = record.line
        tonic = running_tonics((scene.melody, 1.0), (bass, OWN_SHARE_OF_KEY))
        terms = bass_terms(bass, scene.bar, tonic, lags(scene.melody))
        each = _earned(scene, bass, terms, self._judge)
        counted = scene.counted & ~scene.given
        episode = record.episode(
            scene.genre,
            scene.bar,
            acted=counted,
            rewards=weighed(each, weights, scene.counted),
            terms=terms,
            tonic=tonic,
            lag=lags(scene.melody),
            returns=self._returns(scene, bass, weights),
        )
        return episode, {name: float(reward[counted].mean()) for name, reward in each.items()}

    def _returns(self, scene: Scene, bass: Ints, weights: Mapping[str, float]) -> rewards.Rewards:
        """What each pitch would have earned in every step, [jams, steps, pitches]."""

        def sounding(line: Ints) -> rewards.Rewards:
            each = _agreeing(scene, line)
            return sum(weights[name] * reward for name, reward in each.items())

        def begun(line: Ints) -> rewards.Rewards:
            return weights["anticipation"] * rewards.agreement(scene.melody, line)

        size = bass.shape
        earned = note_returns(by_class(sounding, size), by_class(begun, size), bass, self._discount)
        return earned[..., PITCHES % 12]


def _earned(scene: Scene, bass: Ints, terms: Counts, judge: Judge) -> dict[str, rewards.Rewards]:
    """All rewards but the composition by name, [jams, steps]."""
    return {
        **_agreeing(scene, bass),
        "anticipation": rewards.anticipation(scene.melody, bass),
        "genre": genre_reward(judge.log_odds(terms, scene.counted, scene.genre)),
    }


def _agreeing(scene: Scene, bass: Ints) -> dict[str, rewards.Rewards]:
    """The rewards of every step that a bass sounds in, [jams, steps]."""
    return {
        "consonance": rewards.consonance(scene.melody, bass),
        "coupling": rewards.coupling(scene.melody, bass, scene.bar),
        "support": rewards.support(scene.melody, bass, scene.beat),
    }


def _terms(scene: Scene, bass: Ints) -> Counts:
    tonic = running_tonics((scene.melody, 1.0), (bass, OWN_SHARE_OF_KEY))
    return bass_terms(bass, scene.bar, tonic, lags(scene.melody))
