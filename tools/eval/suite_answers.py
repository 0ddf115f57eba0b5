"""Answers to real calls, beside what people went on with and beside simple baselines.

Calls are four bars of held-out pieces. The box answers in the genre of the piece, trading bars,
so that its answer lies where the piece went on. Besides each answer by itself, all answers of a
genre are compared with people's continuations. There, "human" is what people wrote after the
as many calls in *training* pieces: the distance that two samples of people have.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from appliance.jam.controls import Controls
from appliance.models.manifest import MELODY, load_critic, load_network
from appliance.models.predictor import LstmPredictor
from tools.corpus.pieces import Events, Piece
from tools.eval.answers import describe, distances, diversity, features
from tools.eval.calls import Call, answer_to, calls_of, freely_on, spread
from tools.eval.harmony import interval_histogram, ioi_histogram, jsd
from tools.eval.ngram import NGram
from tools.eval.tables import Tally
from tools.eval.theory import theory
from tools.train.progress import Progress

BARS = 4
ORDER = 5
HUMAN = "human"
CRITICS = ("lstm+dqn", "lstm+dqn, free")  # the systems that need a critic
HISTOGRAMS = {"intervals_jsd": interval_histogram, "gaps_jsd": ioi_histogram}


@dataclass(frozen=True)
class Reply:
    """A call and one answer to it, [steps]."""

    call: Call
    answer: Events

    @property
    def piece(self) -> Piece:
        """The answer alone, as a piece of the genre that was asked for."""
        return replace(self.call.piece, events=self.answer)


@dataclass(frozen=True)
class _System:
    """Gives the answer to a call by a seed; `seeds` is how many different ones it is asked for."""

    answer: Callable[[Call, int], Events]
    seeds: int = 1


def answers(
    pieces: Sequence[Piece],
    folder: Path,
    size: str,
    calls_per_genre: int,
    seeds: int = 2,
    temperature: float = 0.9,
) -> tuple[Tally, dict[str, list[Reply]]]:
    """Scores of all systems, and their answers by system: those to one call stand together.

    Args:
        pieces: calls are cut from the validation pieces, the n-grams count the others.
        folder: of the networks.
        size: "standard" or "small".
        calls_per_genre: at most so many.
        seeds: answers to each call by systems that play by chance.
        temperature: of the sampling.

    Raises:
        ModelError: if the network cannot be used.
    """
    critic = load_critic(folder, MELODY, size)
    predictor = LstmPredictor(load_network(folder, MELODY, size), critic)
    tally, replies = Tally(), defaultdict[str, list[Reply]](list)
    genres = sorted({piece.genre for piece in pieces})
    progress = Progress(len(genres))
    for done, genre in enumerate(genres, 1):
        own = [piece for piece in pieces if piece.genre == genre]
        calls = spread(list(calls_of(own, genre, BARS)), calls_per_genre)
        systems = _systems(predictor, own, seeds, temperature)
        if critic is None:
            systems = {n: system for n, system in systems.items() if n not in CRITICS}
        for name, system in systems.items():
            sets = [_replies(system, call, number) for number, call in enumerate(calls)]
            flat = [reply for each in sets for reply in each]
            _count_each(tally, genre, name, sets)
            peers = _peers(own, genre, len(calls) * seeds) if name == HUMAN else flat
            _count_all(tally, genre, name, peers, calls)
            replies[name] += flat
        progress.show(done)
    return tally, dict(replies)


def _systems(
    predictor: LstmPredictor, own: Sequence[Piece], seeds: int, temperature: float
) -> dict[str, _System]:
    """All that answer calls of one genre; `own` are its pieces."""

    def box(theme: float, discipline: float = 0.0) -> _System:
        return _System(
            lambda call, seed: answer_to(call, predictor, theme, temperature, seed, discipline),
            seeds,
        )

    training = [piece.events for piece in own if not piece.validation]
    systems = {
        HUMAN: _System(lambda call, seed: call.continuation),
        "lstm": box(Controls().theme),
        "lstm, free": box(0.0),
        "lstm+dqn": box(Controls().theme, 1.0),
        "lstm+dqn, free": box(0.0, 1.0),
        "repeat": _System(lambda call, seed: call.events),
    }
    if training:
        ngram = NGram(training, ORDER)
        systems["ngram"] = _System(
            lambda call, seed: freely_on(ngram, call, temperature, seed), seeds
        )
    return systems


def _replies(system: _System, call: Call, number: int) -> list[Reply]:
    first = number * system.seeds
    return [Reply(call, system.answer(call, first + seed)) for seed in range(system.seeds)]


def _peers(own: Sequence[Piece], genre: int, count: int) -> list[Reply]:
    """What people went on with after calls of training pieces, at most `count` times."""
    calls = list(calls_of(own, genre, BARS, held_out=False))
    return [Reply(call, call.continuation) for call in spread(calls, count)]


def _count_each(tally: Tally, genre: int, system: str, sets: Sequence[Sequence[Reply]]) -> None:
    """One value for each call: the mean over its answers, and how much these differ."""
    for replies in sets:
        tally.add(genre, system, _mean([_described(reply) for reply in replies]))
        if len(replies) > 1:
            found = diversity([reply.answer for reply in replies])
            distinct = found.distinct / len(replies)
            tally.add(genre, system, {"diversity": found.distance, "distinct": distinct})


def _described(reply: Reply) -> dict[str, float]:
    meter = reply.call.piece.meter
    return (
        describe(reply.call.events, reply.answer, meter)
        | features(reply.answer, meter)
        | theory(reply.answer, reply.call.events)
    )


def _count_all(
    tally: Tally, genre: int, system: str, replies: Sequence[Reply], calls: Sequence[Call]
) -> None:
    """One value for the genre: how far all answers are from people's continuations of the calls."""
    people = [Reply(call, call.continuation) for call in calls]
    if not (replies and people):
        return
    far = distances(_featured(replies), _featured(people))
    metrics = {f"{name}_distance": value for name, value in far.items()}
    tally.add(genre, system, metrics | dict(_divergences(replies, people)), len(calls))


def _featured(replies: Sequence[Reply]) -> list[dict[str, float]]:
    return [features(reply.answer, reply.call.piece.meter) for reply in replies]


def _divergences(ours: Sequence[Reply], people: Sequence[Reply]) -> Iterator[tuple[str, float]]:
    """Jensen-Shannon divergences in bits of the answers' histograms, pooled."""
    for name, histogram in HISTOGRAMS.items():
        pools = [np.sum([histogram(r.answer) for r in each], axis=0) for each in (ours, people)]
        yield name, jsd(*pools)


def _mean(rows: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Means by name over rows of the same names; values that are nan do not count."""
    out = {}
    for name in rows[0]:
        values = np.array([row[name] for row in rows])
        known = values[~np.isnan(values)]
        out[name] = float(known.mean()) if len(known) else float("nan")
    return out
