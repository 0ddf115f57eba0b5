"""How well the networks foretell held-out music, beside an n-gram, PPM and repeating.

The first 512 steps of each piece are foretold, event by event. A piece counts in a mean by its
steps or its onsets, so that means are over steps and onsets.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

from appliance.models.manifest import BASS, MELODY, ModelFile, load_model, load_network
from appliance.models.predictor import LstmPredictor
from tools.corpus.pieces import Duet, Events, Piece
from tools.eval.calls import spread
from tools.eval.likelihood import (
    Score,
    Table,
    bass_log_probabilities,
    lstm_log_probabilities,
)
from tools.eval.ngram import NGram
from tools.eval.ppm import PPM
from tools.eval.repeat import RepeatLast
from tools.eval.tables import Tally
from tools.train.progress import Progress

LONGEST_STEPS = 512
DUETS = 32  # foretold at once
SEEN, HIDDEN = "lstm", "lstm, melody hidden"
Music = TypeVar("Music", Piece, Duet)


def melody_likelihood(
    pieces: Sequence[Piece], training: Sequence[Piece], folder: Path, size: str, limit: int | None
) -> Tally:
    """The answer network, as the box asks it, on held-out melodies.

    Args:
        pieces: the validation pieces among them are foretold.
        training: what the baselines count.
        folder: of the networks.
        size: "standard" or "small".
        limit: at most so many pieces of each genre; None for all.

    Raises:
        ModelError: if the network cannot be used.
    """
    predictor = LstmPredictor(load_network(folder, MELODY, size))
    lines = [piece.events for piece in training]
    ngram, ppm, repeat = NGram(lines), PPM(lines), RepeatLast(list(training))
    tally, chosen = Tally(), _held_out(pieces, limit)
    progress = Progress(len(chosen))
    for done, piece in enumerate(chosen, 1):
        line = piece.events[:LONGEST_STEPS]
        lstm = lstm_log_probabilities(predictor, piece, LONGEST_STEPS)
        _count(tally, piece.genre, "lstm", line, lstm)
        _count(tally, piece.genre, "ngram", line, np.log(ngram.probabilities(line)))
        _count(tally, piece.genre, "ppm", line, np.log(ppm.probabilities(line)))
        repeated = repeat.probabilities(piece)[:LONGEST_STEPS]
        _count(tally, piece.genre, "repeat", line, np.log(repeated))
        progress.show(done)
    return tally


def bass_likelihood(
    duets: Sequence[Duet], training: Sequence[Duet], folder: Path, size: str, limit: int | None
) -> Tally:
    """The accompaniment network on people's held-out basses, with and without their melodies.

    Besides the usual metrics, `gain_per_onset` says by how many nats an onset seeing the melody
    helps. Of `training`, people's basses are counted; other arguments as for melodies.

    Raises:
        ModelError: if the network cannot be used.
    """
    model = load_model(folder, BASS, size)
    ngram = NGram([duet.bass for duet in training if duet.real])
    tally, chosen = Tally(), _held_out([d for d in duets if d.real], limit)
    progress = Progress(len(chosen))
    for done, (duet, seen, hidden) in enumerate(_foretold(model, chosen), 1):
        line = duet.bass[:LONGEST_STEPS]
        by_seeing = _count(tally, duet.genre, SEEN, line, seen)
        blind = _count(tally, duet.genre, HIDDEN, line, hidden)
        _count(tally, duet.genre, "ngram", line, np.log(ngram.probabilities(line)))
        gain = (blind.onset_nats - by_seeing.onset_nats) / max(1, blind.onsets)
        tally.add(duet.genre, SEEN, {"gain_per_onset": gain}, blind.onsets)
        progress.show(done)
    return tally


def _count(tally: Tally, genre: int, system: str, line: Events, logs: Table) -> Score:
    """Add a line, given log-probabilities [steps, VOCABULARY_SIZE], and give its score."""
    score = Score()
    score.add(line, logs)
    means = score.summary()
    tally.add(genre, system, {"nats_per_step": means.pop("nats_per_step")}, score.steps)
    tally.add(genre, system, means, score.onsets)
    return score


def _foretold(model: ModelFile, duets: Sequence[Duet]) -> Iterator[tuple[Duet, Table, Table]]:
    """Each duet with its log-probabilities, melody seen and melody hidden, [steps, events]."""
    order = sorted(duets, key=len)  # so that those at once are about as long
    for start in range(0, len(order), DUETS):
        some = order[start : start + DUETS]
        steps = min(LONGEST_STEPS, max(map(len, some)))
        both = bass_log_probabilities(model.network(rows=2 * len(some)), some, steps)
        for duet, seen, hidden in zip(some, *both, strict=True):
            yield duet, seen[: len(duet)], hidden[: len(duet)]


def _held_out(music: Sequence[Music], limit: int | None) -> list[Music]:
    """What is of the validation split, at most `limit` of each genre."""
    by_genre: dict[int, list[Music]] = defaultdict(list)
    for each in music:
        if each.validation:
            by_genre[each.genre].append(each)
    return [each for genre in sorted(by_genre) for each in spread(by_genre[genre], limit)]
