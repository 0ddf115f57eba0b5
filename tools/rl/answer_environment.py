"""Answers to people's calls, many jams side by side, drawn and bounded as on the box.

Each jam is a call, its answer by the box, and what the player goes on with: the piece's own
phrases, so that the answer stands where a person's stood.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from appliance.jam.answer import Answer, Span
from appliance.jam.call import Call
from appliance.jam.controls import Controls
from appliance.models.critic import Critic
from appliance.models.line import NONE, Floats
from appliance.models.melody_encoder import INPUTS, OUTPUTS, Phrase
from appliance.models.melody_predictor import MelodyPredictor
from appliance.music.events import FIRST_ONSET, HOLD, REST, VOCABULARY_SIZE, notes_of
from appliance.music.genres import GENRES
from appliance.music.grid import Meter
from appliance.music.score import messages_by_step
from tools.corpus.phrases import Pair, pairs_of
from tools.corpus.pieces import Piece
from tools.rl.draw import Logs, draw
from tools.rl.episode import Episode
from tools.rl.lines import SILENT, Bools, Ints, running_tonics
from tools.rl.odds import GenreOdds
from tools.rl.people import Counted, many_rounds
from tools.rl.prices import Prices, frequencies
from tools.rl.record import Record
from tools.rl.rewards import MELODY_WEIGHTS, Foresight, weighed
from tools.rl.scenes import LATE, SHARE_OF_LATE, late, steps_per_bar
from tools.rl.step_network import as_step_network
from tools.rl.terms import MELODY_TERMS, Counts, melody_terms
from tools.train.network import StepLstm
from tools.train.windows import Sampler, window

SHARE_OF_USUAL_THEME = 0.5  # jams with the theme's usual closeness; any up to CLOSEST in others
CLOSEST = 0.8
# Of the prices: answers are few steps of a round, so that its frequencies are little to go by.
PACE, MEMORY = 0.06, 0.95


@dataclass(frozen=True)
class Calls:
    """Calls to be answered: `line` is the piece's own, [jams, steps].

    `begin` and `length` are where an answer begins and how long it is, [jams].
    """

    line: Ints
    begin: Ints
    length: Ints
    genre: Ints
    meters: Sequence[Meter]

    @property
    def bar(self) -> Ints:
        """Steps of a bar, [jams]."""
        return steps_per_bar(self.meters)

    def answered(self) -> Bools:
        """Where the box plays, [jams, steps]."""
        place = np.arange(self.line.shape[1])[None, :] - self.begin[:, None]
        return (place >= 0) & (place < self.length[:, None])

    def phrase(self, step: int) -> Phrase:
        """What the networks are told of a step's place in the answer."""
        left = self.begin + self.length - step
        within = (step >= self.begin) & (left > 0)
        return Phrase(np.where(within, self.length, NONE), np.where(within, left, NONE))

    def answers(self) -> list[Answer]:
        """The bounds and the theme of each jam's answer."""
        out = []
        for row, begin, length, meter in zip(
            self.line, self.begin, self.length, self.meters, strict=True
        ):
            theme = _theme(row[begin - length : begin].tolist())
            out.append(Answer(Span(int(begin), int(length)), theme, meter))
        return out


class AnswerEnvironment:
    """Rounds of jams in which the critic's task is an answer."""

    inputs, outputs = INPUTS.width, OUTPUTS.width
    terms: Final = sum(MELODY_TERMS.values())
    weights: Final = MELODY_WEIGHTS

    def __init__(self, pieces: Sequence[Piece], jams: int, steps: int, seed: int) -> None:
        """
        Args:
            pieces: of the training part.
            jams: side by side.
            steps: of a round: room for a call, its answer and the next turn.
            seed: of scenes and draws.
        """
        self.jams, self.steps = jams, steps
        found = {piece.id: pairs_of(piece.events, piece.meter, 2 * steps // 3) for piece in pieces}
        self._pairs = {name: pairs for name, pairs in found.items() if pairs}
        self._sampler = Sampler([p for p in pieces if p.id in self._pairs], 0.7, seed)
        self._random = np.random.default_rng(seed + 1)
        self._foresight = Foresight(len(GENRES))

    def learn_people(self) -> Prices:
        """Prices that know how often people use each term in place of answers."""
        return Prices(frequencies(*many_rounds(self._people), len(GENRES)), PACE, MEMORY)

    def _people(self) -> Counted:
        calls = self._draw(plain=True)
        return _terms(calls, calls.line), calls.answered(), calls.genre

    def play(
        self, prior: StepLstm, critic: StepLstm, weights: Mapping[str, float], habits: Floats,
        chance: float = 0.0,
    ) -> tuple[Episode, dict[str, float]]:  # fmt: skip
        """A round played with the critic's full say, and the means of its rewards.

        By `chance` an event is drawn by the LSTM alone; `habits` is [genres, habits.WIDTH].
        """
        calls, record = self._draw(), Record()
        acted, lines = calls.answered(), []
        judging = Critic(as_step_network(critic, self.jams), habits)
        predictor = MelodyPredictor(as_step_network(prior, self.jams), judging)
        predictor.begin(calls.meters)
        answers, theme = calls.answers(), self._closeness()
        asked = GenreOdds(as_step_network(prior, self.jams * len(GENRES)), calls.meters)
        plain: list[Logs] = []
        odds: list[Logs] = []
        for step in range(self.steps):
            record.begin_step(predictor.critic_state)
            opinion = predictor.predict(calls.genre, calls.phrase(step))
            odds.append(asked.predict(calls.genre, calls.phrase(step)))
            bonus, allowed = _bounds(answers, acted[:, step], step, theme)
            own = draw(opinion.logits + bonus, opinion.values, allowed, chance, self._random)
            events = np.where(acted[:, step], own.events, self._played(calls, step, lines))
            for row in np.flatnonzero(acted[:, step]):
                answers[row].take(step, int(events[row]))
            predictor.accept(events)
            asked.accept(events)
            record.keep(own, events, features=opinion.features, table=opinion.table)
            plain.append(opinion.logits[np.arange(self.jams), events])
            lines.append(events)
        return self._judged(calls, record, np.stack(plain, 1), np.stack(odds, 1), weights)

    def _judged(
        self, calls: Calls, record: Record, plain: Logs, odds: Logs, weights: Mapping[str, float]
    ) -> tuple[Episode, dict[str, float]]:
        """The round with its rewards.

        Args:
            calls: that were answered.
            record: of the round.
            plain: the LSTM's logs of what came, [jams, steps].
            odds: for the genre wanted, of every event, [jams, steps, VOCABULARY_SIZE].
            weights: of the rewards.
        """
        line, acted = record.line, calls.answered()
        tonic = running_tonics((line, 1.0))
        terms = melody_terms(line, calls.bar, tonic, acted)
        foretold = (plain, line >= FIRST_ONSET, calls.begin, calls.length, calls.genre)
        each = {
            "genre": np.take_along_axis(odds, line[..., None], -1)[..., 0],
            "anticipation": self._foresight.reward(*foretold),
        }
        episode = record.episode(
            calls.genre,
            calls.bar,
            acted=acted,
            rewards=weighed(each, weights, acted),
            terms=terms,
            tonic=tonic,
            lag=np.full_like(line, SILENT),
            returns=weights["genre"] * odds[..., FIRST_ONSET:],
        )
        return episode, {name: float(reward[acted].mean()) for name, reward in each.items()}

    @staticmethod
    def _played(calls: Calls, step: int, lines: list[Ints]) -> Ints:
        """What the player plays; a note of theirs that began in the box's turn is not held on."""
        here = calls.line[:, step]
        first = step == calls.begin + calls.length
        silent = first if not lines else first | (lines[-1] == REST)
        return np.where(silent & (here == HOLD), REST, here)

    def _draw(self, plain: bool = False) -> Calls:
        pieces, random = self._sampler.draw(self.jams), self._sampler.random
        rows, begins, lengths = [], [], []
        for piece in pieces:
            pair = self._pair(self._pairs[piece.id], random)
            start = pair.start - piece.meter.position(pair.start)
            rows.append(window(piece.events, start, self.steps, self._sampler.semitones()))
            begins.append(pair.start + pair.length - start)
            lengths.append(pair.length)
        line = np.maximum(np.stack(rows), REST)
        if not plain:
            line = late(line, random, SHARE_OF_LATE, LATE)
        genre = np.array([piece.genre for piece in pieces])
        meters = [piece.meter for piece in pieces]
        return Calls(line, np.array(begins), np.array(lengths), genre, meters)

    @staticmethod
    def _pair(pairs: list[Pair], random: np.random.Generator) -> Pair:
        """One of a piece's calls; long ones are likelier: there is more to learn from them."""
        weight = np.array([pair.length for pair in pairs], np.float64)
        return pairs[int(random.choice(len(pairs), p=weight / weight.sum()))]

    def _closeness(self) -> list[float]:
        usual = self._random.random(self.jams) < SHARE_OF_USUAL_THEME
        return np.where(
            usual, Controls().theme, self._random.uniform(0, CLOSEST, self.jams)
        ).tolist()


def _bounds(
    answers: Sequence[Answer], acted: Bools, step: int, theme: Sequence[float]
) -> tuple[Logs, Bools]:
    """The theme's bonus and what is allowed in each jam, both [jams, VOCABULARY_SIZE]."""
    bonus = np.zeros((len(answers), VOCABULARY_SIZE), np.float32)
    allowed = np.ones(bonus.shape, np.bool_)
    for row in np.flatnonzero(acted):
        bonus[row] = answers[row].bonus(step, theme[row])
        allowed[row] = answers[row].allowed(step)
    return bonus, allowed


def _theme(events: list[int]) -> Call:
    call, played = Call(), messages_by_step(notes_of(events))
    for step, event in enumerate(events):
        call.hear(step, played.get(step, ()), event)
    return call


def _terms(calls: Calls, line: Ints) -> Counts:
    return melody_terms(line, calls.bar, running_tonics((line, 1.0)), calls.answered())
