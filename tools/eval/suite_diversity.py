"""How different the box's basses are from each other: the same melody, twenty seeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from appliance.models.manifest import ModelFile, manners
from tools.corpus.pieces import Events
from tools.eval.excerpts import Excerpt
from tools.eval.harmony import sounding
from tools.eval.playing import Way, basses
from tools.eval.tables import Tally

SEEDS = 20
BARS = 16


def diversity(
    chosen: Sequence[Excerpt],
    model: ModelFile,
    ways: Mapping[str, Way],
    critic: ModelFile | None = None,
    seeds: int = SEEDS,
) -> Tally:
    """Differences of basses that systems play under the beginning of each excerpt's melody."""
    tally = Tally()
    for excerpt in chosen:
        steps = BARS * excerpt.duet.meter.steps_per_bar
        request = replace(excerpt.request, melody=excerpt.duet.melody[:steps])
        for name, way in ways.items():
            lines = basses(model, manners(model), [request] * seeds, way, critic)
            tally.add(excerpt.duet.genre, name, {"difference": difference(lines)})
    return tally


def difference(lines: Sequence[Events]) -> float:
    """Mean share of steps in which two of the lines, each [steps], do not sound the same pitch."""
    pitches: npt.NDArray[np.int64] = np.stack([sounding(line) for line in lines])
    others = len(pitches) * (len(pitches) - 1)
    differ = pitches[:, None] != pitches[None, :]
    return float(differ.mean(-1).sum() / others)
