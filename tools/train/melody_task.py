"""The answer network's task: go on with a melody, and answer one phrase with another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from appliance.models.line import NONE
from appliance.models.melody_encoder import INPUTS, OUTPUTS, MelodyEncoder, Phrase
from appliance.music.events import REST
from appliance.music.grid import Meter
from tools.corpus.phrases import Pair, pairs_of
from tools.corpus.pieces import Piece, load_pieces
from tools.train.losses import Sums, event_losses
from tools.train.noise import single_notes
from tools.train.windows import PADDING, Ints, Sampler, window

SHARE_OF_ANSWERS = 0.5
SHARE_OF_ANY_GENRE = 0.1
SHARE_OF_NOISY = 0.3
NOISE = 0.06  # share of the notes of a noisy window that are heard wrong


@dataclass(frozen=True)
class Cut:
    """A window of a piece: from which step on, transposed how, and the answer in it, if any."""

    piece: Piece
    start: int
    semitones: int
    pair: Pair | None = None


@dataclass(frozen=True)
class Batch:
    """What the network is told of every step, and what comes there, [windows, steps, …]."""

    features: npt.NDArray[np.float32]
    table: npt.NDArray[np.int16]
    events: Ints


class MelodyTask:
    """Windows, loss and validation of the answer network."""

    name = "melody"
    score = "nats_per_step"
    inputs, outputs = INPUTS.width, OUTPUTS.width

    def __init__(self, corpus: Path, steps: int, evenness: float) -> None:
        pieces = load_pieces(corpus)
        self._steps = steps
        self._evenness = evenness
        self._training = [piece for piece in pieces if not piece.validation]
        self._validation = [piece for piece in pieces if piece.validation]
        self._pairs = {p.id: pairs_of(p.events, p.meter, steps) for p in self._training}

    def batches(self, windows: int, seed: int) -> Iterator[Batch]:
        """Training batches without end."""
        sampler = Sampler(self._training, self._evenness, seed)
        while True:
            cuts = [self._cut(piece, sampler) for piece in sampler.draw(4 * windows)]
            whole = encode(cuts, self._steps, sampler.random)
            for part in range(0, len(cuts), windows):
                rows = slice(part, part + windows)
                yield Batch(whole.features[rows], whole.table[rows], whole.events[rows])

    def checks(self, per_genre: int) -> list[Batch]:
        """A fixed choice of validation windows, from the beginnings of pieces."""
        random = np.random.default_rng(0)
        batches = []
        for genre in sorted({piece.genre for piece in self._validation}):
            own = [piece for piece in self._validation if piece.genre == genre]
            chosen = random.permutation(len(own))[:per_genre]
            batches.append(encode([Cut(own[i], 0, 0) for i in chosen], self._steps, None))
        return batches

    def loss(self, outputs: Tensor, batch: Batch) -> tuple[Tensor, Sums]:
        """What to learn from, and the sums to report."""
        events = torch.from_numpy(batch.events).to(outputs.device)
        table = torch.from_numpy(batch.table).to(outputs.device)
        return event_losses(outputs, table, events)

    def _cut(self, piece: Piece, sampler: Sampler[Piece]) -> Cut:
        pairs = self._pairs[piece.id]
        if pairs and sampler.random.random() < SHARE_OF_ANSWERS:
            pair = pairs[int(sampler.random.integers(len(pairs)))]
            return Cut(piece, bar_line(pair.start, piece.meter), sampler.semitones(), pair)
        start = sampler.bar(piece, self._steps) * piece.meter.steps_per_bar
        return Cut(piece, start, sampler.semitones())


def bar_line(step: int, meter: Meter) -> int:
    """The bar line at or before a step."""
    return step - meter.position(step)


def encode(cuts: list[Cut], steps: int, random: np.random.Generator | None) -> Batch:
    """Encode windows; with `random`, some notes are heard wrong and some genres not told."""
    events = np.stack([window(c.piece.events, c.start, steps, c.semitones) for c in cuts])
    heard = single_notes(events, random, SHARE_OF_NOISY, NOISE) if random else events
    genre = np.array([cut.piece.genre for cut in cuts])
    if random is not None:
        genre = np.where(random.random(len(cuts)) < SHARE_OF_ANY_GENRE, NONE, genre)
    encoder = MelodyEncoder([cut.piece.meter for cut in cuts], steps)
    start = np.array([cut.start for cut in cuts])
    phrases = [_phrases(cut, steps) for cut in cuts]
    lag, left = (np.stack([each[part] for each in phrases]) for part in (0, 1))
    features, tables = [], []
    for step in range(steps):
        told, table = encoder.encode(start + step, genre, Phrase(lag[:, step], left[:, step]))
        features.append(told)
        tables.append(table.astype(np.int16))
        encoder.push(np.maximum(heard[:, step], REST))
    return Batch(np.stack(features, 1), np.stack(tables, 1), events)


def _phrases(cut: Cut, steps: int) -> tuple[Ints, Ints]:
    """The lag to the call and the steps left of the answer in every step of a window."""
    lag, left = np.full(steps, NONE), np.full(steps, NONE)
    if cut.pair is not None:
        begin = cut.pair.start + cut.pair.length - cut.start
        end = min(begin + cut.pair.length, steps)
        lag[begin:end] = cut.pair.length
        left[begin:end] = cut.pair.length - np.arange(end - begin)
    return lag, left


__all__ = ["PADDING", "Batch", "Cut", "MelodyTask", "encode"]
