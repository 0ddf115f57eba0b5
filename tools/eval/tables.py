"""Figures of an evaluation: metrics by genre and system, each with a bootstrap interval."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from appliance.music.genres import GENRES

REPEATS = 400
LEVEL = 0.95
GENRES_ALIKE = "mean"  # the row in which every genre counts the same

# genre key or GENRES_ALIKE → system → metric → figure
Figures = dict[str, dict[str, dict[str, dict[str, float]]]]


@dataclass(frozen=True)
class _Sample:
    """Values of one metric and how much each counts, both [values]."""

    values: npt.NDArray[np.float64]
    weights: npt.NDArray[np.float64]

    def mean(self) -> float:
        """The weighted mean; nan if nothing counts."""
        total = self.weights.sum()
        return float(self.values @ self.weights / total) if total else float("nan")

    def resampled(self, random: np.random.Generator) -> npt.NDArray[np.float64]:
        """Weighted means of REPEATS samples drawn with replacement, [REPEATS]."""
        draws = random.integers(len(self.values), size=(REPEATS, len(self.values)))
        weights = self.weights[draws]
        sums = np.maximum(weights.sum(1), 1e-12)
        means: npt.NDArray[np.float64] = (self.values[draws] * weights).sum(1) / sums
        return means


class Tally:
    """Collects one value a piece; a value that is nan does not count.

    Intervals are percentiles of bootstrap means over pieces (Efron & Tibshirani 1993, chapter 13).
    """

    def __init__(self) -> None:
        self._values: dict[tuple[str, str, str], list[tuple[float, float]]] = defaultdict(list)

    def add(
        self, genre: int, system: str, metrics: Mapping[str, float], weight: float = 1.0
    ) -> None:
        """Metrics of one piece, all of the same weight."""
        for metric, value in metrics.items():
            if np.isfinite(value) and weight > 0:
                self._values[GENRES[genre].key, system, metric].append((float(value), weight))

    def figures(self) -> Figures:
        """All of it; every figure has `mean`, `low`, `high` and `count`."""
        order = [genre.key for genre in GENRES]
        out: Figures = defaultdict(lambda: defaultdict(dict))
        resampled: dict[tuple[str, str], list[tuple[float, npt.NDArray[np.float64]]]] = defaultdict(
            list
        )
        for genre, system, metric, sample in self._samples():
            random = np.random.default_rng(order.index(genre))
            means = sample.resampled(random)
            out[genre][system][metric] = _figure(sample.mean(), means, len(sample.values))
            resampled[system, metric].append((sample.mean(), means))
        for (system, metric), genres in resampled.items():
            mean = float(np.mean([each for each, _ in genres]))
            means = np.mean([each for _, each in genres], axis=0)
            out[GENRES_ALIKE][system][metric] = _figure(mean, means, len(genres))
        return {genre: dict(systems) for genre, systems in out.items()}

    def _samples(self) -> Iterator[tuple[str, str, str, _Sample]]:
        order = [genre.key for genre in GENRES]
        for key in sorted(self._values, key=lambda key: order.index(key[0])):
            values, weights = np.array(self._values[key], np.float64).T
            yield *key, _Sample(values, weights)


def _figure(mean: float, means: npt.NDArray[np.float64], count: int) -> dict[str, float]:
    edge = 50.0 * (1.0 - LEVEL)
    low, high = np.percentile(means, (edge, 100.0 - edge))
    return {"mean": mean, "low": float(low), "high": float(high), "count": float(count)}
