"""The accompaniment network's task: the next step of a bass, a quarter note ahead of the melody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from appliance.models.bass_encoder import BassEncoder, Manner
from appliance.models.bass_layout import BASS_KINDS, HORIZONS, INPUTS, OUTPUTS, UNSEEN_STEPS
from appliance.models.line import NONE
from appliance.music.events import REST
from tools.corpus.manner import manner_of
from tools.corpus.pieces import NO_ROOT, Duet, load_duets
from tools.train.losses import Sums, event_losses, foretold_nats
from tools.train.noise import astray, single_notes
from tools.train.windows import PADDING, Ints, Sampler, window

SHARE_OF_HIDDEN = 0.2  # windows in which the melody is not told
SHARE_OF_ANY_GENRE = 0.1
SHARE_OF_ANY_KIND = 0.15
SHARE_OF_ANY_MANNER = 0.3
SHARE_OF_NOISY = 0.5
NOISE = 0.15  # share of the notes of a noisy window that are told wrong
SHARE_OF_ASTRAY = 0.5
ASTRAY_STEPS = 24  # that a line told in a wrong transposition stays there
SYNTH_WEIGHT = 0.5  # machine-made basses are drawn less often
FORETOLD_WEIGHT = 0.5
CHORD_WEIGHT = 0.1


@dataclass(frozen=True)
class Cut:
    """A window of a duet: from which step on, and transposed how."""

    duet: Duet
    start: int
    semitones: int


@dataclass(frozen=True)
class Batch:
    """What is told of every step and what comes there, [windows, steps, …].

    `classes` is [windows, steps, horizons, frames, 12]; `roots` the chord's root as a degree of
    the running key, NO_ROOT where none is written.
    """

    features: npt.NDArray[np.float32]
    table: npt.NDArray[np.int16]
    classes: npt.NDArray[np.int16]
    bass: Ints
    melody: Ints
    roots: Ints

    def rows(self, part: slice) -> Batch:
        """Some of the windows."""
        return Batch(
            self.features[part],
            self.table[part],
            self.classes[part],
            self.bass[part],
            self.melody[part],
            self.roots[part],
        )


class BassTask:
    """Windows, loss and validation of the accompaniment network."""

    name = "bass"
    score = "nats_per_step"
    inputs, outputs = INPUTS.width, OUTPUTS.width

    def __init__(self, corpus: Path, steps: int, evenness: float) -> None:
        duets = load_duets(corpus)
        self._steps = steps
        self._evenness = evenness
        self._training = [duet for duet in duets if not duet.validation]
        self._validation = [duet for duet in duets if duet.validation]

    def batches(self, windows: int, seed: int) -> Iterator[Batch]:
        """Training batches without end."""
        weights = [1.0 if duet.real else SYNTH_WEIGHT for duet in self._training]
        sampler = Sampler(self._training, self._evenness, seed, weights)
        while True:
            cuts = [self._cut(duet, sampler) for duet in sampler.draw(4 * windows)]
            whole = encode(cuts, self._steps, _options(cuts, self._steps, sampler.random))
            for part in range(0, len(cuts), windows):
                yield whole.rows(slice(part, part + windows))

    def checks(self, per_genre: int) -> list[Batch]:
        """A fixed choice of validation windows, from the beginnings of duets."""
        random = np.random.default_rng(0)
        batches = []
        for genre in sorted({duet.genre for duet in self._validation}):
            own = [duet for duet in self._validation if duet.genre == genre]
            chosen = [Cut(own[i], 0, 0) for i in random.permutation(len(own))[:per_genre]]
            batches.append(encode(chosen, self._steps, plain_options(chosen)))
        return batches

    def loss(self, outputs: Tensor, batch: Batch) -> tuple[Tensor, Sums]:
        """What to learn from, and the sums to report."""
        bass, table, classes, melody = self.tensors(outputs.device, batch)
        loss, sums = event_losses(outputs, table, bass)
        kinds, pitches = foretold_nats(outputs, classes, melody)
        sums.add("foretold_class", pitches)
        chord = self._chord_nats(outputs, torch.from_numpy(batch.roots).to(outputs.device))
        sums.add("chord", chord)
        steps = int((bass >= 0).sum())
        aside = FORETOLD_WEIGHT * (kinds.sum() + pitches.sum()) / len(HORIZONS)
        return loss + (aside + CHORD_WEIGHT * chord.sum()) / steps, sums

    @staticmethod
    def tensors(device: torch.device, batch: Batch) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Bass, table, classes and melody of a batch."""
        bass, table, classes, melody = (
            torch.from_numpy(each).to(device)
            for each in (batch.bass, batch.table, batch.classes, batch.melody)
        )
        return bass, table, classes, melody

    def _cut(self, duet: Duet, sampler: Sampler[Duet]) -> Cut:
        start = sampler.bar(duet, self._steps) * duet.meter.steps_per_bar
        return Cut(duet, start, sampler.semitones())

    @staticmethod
    def _chord_nats(outputs: Tensor, roots: Tensor) -> Tensor:
        column = OUTPUTS.columns["chord"]
        known = roots != NO_ROOT
        degrees = outputs[..., column : column + 12][known].log_softmax(-1)
        return -degrees.gather(1, roots[known][:, None])[:, 0]


@dataclass(frozen=True)
class Options:
    """What is told with windows, each [windows]: NONE or False leaves it out."""

    genre: Ints
    manner: Manner
    hears: npt.NDArray[np.bool_]
    random: np.random.Generator | None = None


def plain_options(cuts: list[Cut], hears: bool = True) -> Options:
    """Genre and kind of bass are told, its manner is not."""
    rows = len(cuts)
    kind = np.array([BASS_KINDS.index(cut.duet.bass_kind) for cut in cuts])
    nothing = np.full(rows, NONE)
    genre = np.array([cut.duet.genre for cut in cuts])
    return Options(genre, Manner(kind, nothing, nothing), np.full(rows, hears))


def _options(cuts: list[Cut], steps: int, random: np.random.Generator) -> Options:
    """Everything is told, but now and then something is not."""
    rows = len(cuts)
    plain = plain_options(cuts)
    levels = [
        manner_of(c.duet.melody[part], c.duet.bass[part])
        for c in cuts
        for part in (slice(c.start, c.start + steps),)
    ]
    density, coverage = np.array(levels).T
    manner = Manner(
        np.where(random.random(rows) < SHARE_OF_ANY_KIND, NONE, plain.manner.kind),
        np.where(random.random(rows) < SHARE_OF_ANY_MANNER, NONE, density),
        np.where(random.random(rows) < SHARE_OF_ANY_MANNER, NONE, coverage),
    )
    return replace(
        plain,
        genre=np.where(random.random(rows) < SHARE_OF_ANY_GENRE, NONE, plain.genre),
        manner=manner,
        hears=random.random(rows) >= SHARE_OF_HIDDEN,
        random=random,
    )


def encode(cuts: list[Cut], steps: int, options: Options) -> Batch:
    """Encode windows; with `options.random`, some bass notes are told wrong."""
    bass = np.stack([window(c.duet.bass, c.start, steps, c.semitones) for c in cuts])
    melody = np.stack([window(c.duet.melody, c.start, steps, c.semitones) for c in cuts])
    told_bass, told_melody = np.maximum(bass, REST), np.maximum(melody, REST)
    if options.random is not None:
        told_bass = single_notes(told_bass, options.random, SHARE_OF_NOISY, NOISE)
        told_bass = astray(told_bass, options.random, SHARE_OF_ASTRAY, ASTRAY_STEPS)
    encoder = BassEncoder([cut.duet.meter for cut in cuts], steps)
    start = np.array([cut.start for cut in cuts])
    roots = np.stack([_roots(cut, steps) for cut in cuts])
    told_steps = []
    for step in range(steps):
        if step > UNSEEN_STEPS:
            known = told_melody[:, step - UNSEEN_STEPS - 1]
            encoder.hear(np.where(options.hears, known, NONE))
        told_steps.append(encoder.encode(start + step, options.genre, options.manner))
        encoder.push(told_bass[:, step])
        degree = (roots[:, step] - encoder.tonics) % 12
        roots[:, step] = np.where(roots[:, step] == NO_ROOT, NO_ROOT, degree)
    return Batch(
        np.stack([told.features for told in told_steps], 1),
        np.stack([told.pitches.astype(np.int16) for told in told_steps], 1),
        np.stack([told.classes.astype(np.int16) for told in told_steps], 1),
        bass,
        melody,
        roots,
    )


def _roots(cut: Cut, steps: int) -> Ints:
    """Pitch classes of the chords' roots in a window, transposed, [steps]."""
    out = np.full(steps, NO_ROOT, np.int64)
    roots = cut.duet.roots[cut.start : cut.start + steps].astype(np.int64)
    out[: len(roots)] = np.where(roots == NO_ROOT, NO_ROOT, (roots + cut.semitones) % 12)
    return out


__all__ = ["PADDING", "BassTask", "Batch", "Cut", "encode", "plain_options"]
