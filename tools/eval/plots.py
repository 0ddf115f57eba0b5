"""A metric of an evaluation as a picture: a column a genre, a dot with its interval a system."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl

from tools.eval.tables import Figures

mpl.use("Agg")
import matplotlib.pyplot as plt

WIDTH = 0.7  # of the room of a genre that its systems share


def draw_metric(path: Path, figures: Figures, metric: str, systems: Sequence[str]) -> None:
    """Write the picture of a metric: means and their bootstrap intervals."""
    figure, axes = plt.subplots(figsize=(11, 2.6), layout="constrained")
    genres = [name for name, each in figures.items() if any(metric in m for m in each.values())]
    for number, system in enumerate(systems):
        shift = WIDTH * ((number + 0.5) / len(systems) - 0.5)
        told = [
            (place + shift, figures[genre][system][metric])
            for place, genre in enumerate(genres)
            if metric in figures[genre].get(system, {})
        ]
        means = [each["mean"] for _, each in told]
        # The mean lies a little outside the percentiles where pieces are few.
        down = [max(0.0, each["mean"] - each["low"]) for _, each in told]
        up = [max(0.0, each["high"] - each["mean"]) for _, each in told]
        axes.errorbar([x for x, _ in told], means, [down, up], fmt="o", ms=4, lw=1.2, label=system)
    axes.set_xticks(range(len(genres)), genres)
    axes.set_title(metric, loc="left", fontsize=10)
    axes.grid(axis="y", alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), fontsize=8, frameon=False)
    figure.savefig(path, dpi=80)
    plt.close(figure)
