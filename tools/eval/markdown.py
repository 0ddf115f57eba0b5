"""The evaluation's figures as Markdown, for the model cards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tools.eval.tables import GENRES_ALIKE, Figures

TITLES = {
    "melody": "Melodies foretold",
    "bass": "Basses foretold",
    "foresight": "The human's next onsets foretold",
    "answers": "Answers to real calls",
    "accompaniment": "Basses under held-out melodies",
    "genre": "Genre recognised",
    "diversity": "Basses of twenty seeds",
    "riffs": "Basses under riffs, their last bars",
    "morph": "Variations of a theme",
    "stability": "Lines of 1,000 bars",
}
# What is told genre by genre, with intervals, besides the means of all suites.
BY_GENRE = {
    "melody": ("nats_per_onset",),
    "bass": ("nats_per_onset", "gain_per_onset"),
    "foresight": ("nats_per_onset_1", "top1_per_onset_1"),
    "accompaniment": (
        "consonant_while_sounding",
        "coupling",
        "coverage",
        "notes_per_bar",
        "bass_intervals_jsd",
    ),
    "riffs": ("notes_per_bar",),
    "genre": ("melody_recognised", "bass_recognised"),
}


def write_figures(path: Path, tables: Mapping[str, Figures]) -> None:
    """Write all tables of an evaluation, a section a suite."""
    lines = ["# Figures of the evaluation", ""]
    lines += ["Written by `make eval`. Means, and 95 % bootstrap intervals over pieces.", ""]
    for suite, figures in tables.items():
        lines += [f"## {TITLES.get(suite, suite)}", "", *_means(figures), ""]
        for metric in BY_GENRE.get(suite, ()):
            lines += [f"`{metric}` by genre:", "", *_by_genre(figures, metric), ""]
    path.write_text("\n".join(lines))


def _means(figures: Figures) -> Iterator[str]:
    """A row a metric, a column a system; every genre counts the same."""
    by_system = figures[GENRES_ALIKE]
    yield from _head(["mean of genres", *by_system])
    for metric in dict.fromkeys(metric for each in by_system.values() for metric in each):
        found = [each.get(metric) for each in by_system.values()]
        yield _row([f"`{metric}`", *("–" if each is None else _short(each) for each in found)])


def _by_genre(figures: Figures, metric: str) -> Iterator[str]:
    systems = [name for name, each in figures[GENRES_ALIKE].items() if metric in each]
    yield from _head(["genre", *systems])
    for genre, by_system in figures.items():
        found = [by_system.get(name, {}).get(metric) for name in systems]
        yield _row([genre, *("–" if each is None else _long(each) for each in found)])


def _head(cells: Sequence[str]) -> Iterator[str]:
    yield _row(cells)
    yield "|" + "---|" * len(cells)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _short(figure: Mapping[str, float]) -> str:
    return f"{figure['mean']:.3f}"


def _long(figure: Mapping[str, float]) -> str:
    return f"{figure['mean']:.3f} ({figure['low']:.3f} … {figure['high']:.3f})"
