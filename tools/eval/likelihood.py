"""How well a model foretells melodies that people wrote: nats a step, nats and hits an onset."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from appliance.models.predictor import LstmPredictor
from appliance.music.events import FIRST_ONSET
from tools.corpus.pieces import Piece


@dataclass
class Score:
    """Sums over steps and over those steps at which a note begins."""

    steps: int = 0
    nats: float = 0.0
    onsets: int = 0
    onset_nats: float = 0.0
    onset_hits: int = 0

    def add(self, line: npt.NDArray[np.int8], logs: npt.NDArray[np.float64]) -> None:
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


def lstm_log_probabilities(
    predictor: LstmPredictor, piece: Piece, steps: int
) -> npt.NDArray[np.float64]:
    """Log-probabilities of the first `steps` events, as the box would give them, one by one."""
    predictor.begin(piece.meter)
    rows = []
    for event in piece.events[:steps]:
        rows.append(predictor.predict(piece.genre))
        predictor.accept(int(event), piece.genre)
    logits = np.array(rows, np.float64)
    peak = logits.max(1, keepdims=True)
    logs: npt.NDArray[np.float64] = logits - peak
    return logs - np.log(np.exp(logs).sum(1, keepdims=True))
