"""How likely the LSTM alone finds a bass: whether what steers it has led it away from music."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from appliance.models.bass_encoder import Manner
from appliance.models.bass_opinion import UNAIDED
from appliance.models.bass_predictor import BassPredictor
from appliance.models.frames import log_softmax
from appliance.models.manifest import ModelFile
from appliance.music.genres import GENRES
from tools.corpus.pieces import Events
from tools.eval.playing import JAMS, Request, event_at, together


def log_likelihoods(
    model: ModelFile,
    manners: Mapping[str, Manner],
    requests: Sequence[Request],
    lines: Sequence[Events],
) -> list[float]:
    """Mean log-probability of each bass' events, nats a step, with its own past and the melody."""
    out: list[float] = []
    for start in range(0, len(requests), JAMS):
        part = slice(start, start + JAMS)
        out += _of_some(model, manners, requests[part], lines[part])
    return out


def _of_some(
    model: ModelFile,
    manners: Mapping[str, Manner],
    requests: Sequence[Request],
    lines: Sequence[Events],
) -> list[float]:
    predictor = BassPredictor(model.network(rows=len(requests)), UNAIDED)
    predictor.begin([each.meter for each in requests])
    genre = np.array([each.genre for each in requests])
    manner = together([manners[GENRES[each.genre].key] for each in requests])
    logs: list[list[float]] = [[] for _ in requests]
    for step in range(max(map(len, lines))):
        said = log_softmax(predictor.predict(genre, manner).logits)
        for row, line in enumerate(lines):
            if step < len(line):
                logs[row].append(float(said[row, int(line[step])]))
        predictor.accept(np.array([event_at(line, step) for line in lines]))
        predictor.hear(np.array([event_at(each.melody, step) for each in requests]))
    return [float(np.mean(each)) for each in logs]
