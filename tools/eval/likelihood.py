"""How well a model foretells lines that people wrote: nats a step, nats and hits an onset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from appliance.models.bass_encoder import BassEncoder, Manner
from appliance.models.bass_layout import BASS_KINDS, UNSEEN_STEPS
from appliance.models.frames import event_logits
from appliance.models.line import NONE, Ints
from appliance.models.network import StepNetwork
from appliance.models.predictor import LstmPredictor
from appliance.music.events import FIRST_ONSET, REST, VOCABULARY_SIZE
from tools.corpus.pieces import Duet, Events, Piece

Table = npt.NDArray[np.float64]


@dataclass
class Score:
    """Sums over steps and over those steps at which a note begins."""

    steps: int = 0
    nats: float = 0.0
    onsets: int = 0
    onset_nats: float = 0.0
    onset_hits: int = 0

    def add(self, line: Events, logs: Table) -> None:
        """Count a line of events, given log-probabilities [steps, VOCABULARY_SIZE]."""
        chosen = logs[np.arange(len(line)), line]
        onset = line >= FIRST_ONSET
        self.steps += len(line)
        self.nats -= float(chosen.sum())
        self.onsets += int(onset.sum())
        self.onset_nats -= float(chosen[onset].sum())
        self.onset_hits += int((logs.argmax(1) == line)[onset].sum())

    def summary(self) -> dict[str, float]:
        """Means: `nats_per_step`, `nats_per_onset`, `top1_per_onset` (share of onsets)."""
        onsets = max(1, self.onsets)
        return {
            "nats_per_step": self.nats / max(1, self.steps),
            "nats_per_onset": self.onset_nats / onsets,
            "top1_per_onset": self.onset_hits / onsets,
        }


def lstm_log_probabilities(predictor: LstmPredictor, piece: Piece, steps: int) -> Table:
    """Log-probabilities of the first `steps` events, as the box would give them, one by one.

    Shape [steps, VOCABULARY_SIZE], or as many steps as the piece has.
    """
    predictor.begin(piece.meter)
    rows = []
    for event in piece.events[:steps]:
        rows.append(predictor.predict(piece.genre))
        predictor.accept(int(event), piece.genre)
    return np.array(rows, np.float64)


def bass_log_probabilities(
    network: StepNetwork, duets: Sequence[Duet], steps: int
) -> tuple[Table, Table]:
    """Log-probabilities of the basses' first `steps` events, melody seen and melody hidden.

    Both are [duets, steps, VOCABULARY_SIZE]; steps after a duet's end mean nothing. The network
    is told genre and kind of bass, and where it sees the melody, what it may know on the box.

    Args:
        network: with two rows for each duet.
        duets: with any basses.
        steps: how many of each.
    """
    melody = _filled([duet.melody for duet in duets], steps)
    bass = _filled([duet.bass for duet in duets], steps)
    hidden = np.full(len(duets), NONE)
    genre = np.tile([duet.genre for duet in duets], 2)
    manner = _plain_manner([*duets, *duets])
    encoder, state = BassEncoder([d.meter for d in duets] * 2), network.initial_state()
    out = np.empty((steps, 2 * len(duets), VOCABULARY_SIZE))
    for step in range(steps):
        if step > UNSEEN_STEPS:
            encoder.hear(np.concatenate([melody[:, step - UNSEEN_STEPS - 1], hidden]))
        told = encoder.encode(np.full(2 * len(duets), step), genre, manner)
        outputs, state = network.step(told.features, state)
        out[step] = event_logits(outputs, told.pitches)
        encoder.push(np.tile(bass[:, step], 2))
    return out[:, : len(duets)].swapaxes(0, 1), out[:, len(duets) :].swapaxes(0, 1)


def _plain_manner(duets: Sequence[Duet]) -> Manner:
    """The kind of bass alone: density and coverage would tell what is to be foretold."""
    kind = np.array([BASS_KINDS.index(duet.bass_kind) for duet in duets])
    nothing = np.full(len(duets), NONE)
    return Manner(kind, nothing, nothing)


def _filled(lines: Sequence[Events], steps: int) -> Ints:
    """Lines cut or filled up with rests to the same length, [lines, steps]."""
    out = np.full((len(lines), steps), REST, np.int64)
    for row, line in zip(out, lines, strict=True):
        row[: len(line)] = line[:steps]
    return out
