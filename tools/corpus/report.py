"""What a corpus holds, as a page with pictures: `python -m tools.corpus.report --corpus DIR`.

Counts are of pieces as the networks read them: meters without a grid and long silences are left
out. Steps are sixteenths. Runs in the training environment, which has matplotlib.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
from matplotlib.patches import Patch

from appliance.music.events import FIRST_ONSET, HIGHEST_PITCH, HOLD, LOWEST_PITCH, REST
from appliance.music.genres import GENRES
from appliance.music.grid import METERS
from tools.corpus.pieces import Duet, Piece, load_duets, load_pieces

MELODY_COLOUR, BASS_COLOUR, PALE = "#1f5fa8", "#d9822b", "#a9c4e4"
COLUMNS = 4
NOTHING = "–"
COUNTED = ("genre", "records", "clusters", "read", "training", "validation", "bars", "steps")
MEASURED = ("genre", "rest", "hold", "onset", "notes a bar", "melody", "bass", "duets by bass")


@dataclass(frozen=True)
class Genre:
    """What a genre holds: its records and clusters in the file, and what is read of them."""

    name: str
    records: int
    clusters: int
    pieces: Sequence[Piece]
    duets: Sequence[Duet]

    @property
    def bars(self) -> int:
        """Bars of the melodies, each in its own meter."""
        return bars(self.pieces)


def main(arguments: list[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tools.corpus.report", description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("build/corpus-report"))
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    genres = read(options.corpus)
    for name, draw in {"bars": draw_bars, "pitches": draw_pitches, "onsets": draw_onsets}.items():
        figure = draw(genres)
        figure.savefig(options.out / f"{name}.png", dpi=110)
        plt.close(figure)
    page = options.out / "index.md"
    page.write_text(markdown(genres, options.corpus), encoding="utf-8")
    print(page)


def read(corpus: Path) -> list[Genre]:
    """The genres that the folder holds, in the order of the knob."""
    pieces, duets = load_pieces(corpus), load_duets(corpus)
    found = []
    for index, genre in enumerate(GENRES):
        path = corpus / f"{genre.key}.jsonl.gz"
        if path.exists():
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                clusters = [json.loads(line)["cluster"] for line in lines]
            own = [piece for piece in pieces if piece.genre == index]
            both = [duet for duet in duets if duet.genre == index]
            found.append(Genre(genre.name, len(clusters), len(set(clusters)), own, both))
    return found


def markdown(genres: Sequence[Genre], corpus: Path) -> str:
    """The page."""
    sections = [
        f"# The corpus in `{corpus}`",
        "Pieces and bars as the networks read them. A cluster holds versions of one tune.",
        _table([*COUNTED, *(meter.name for meter in METERS)], [_counts(g) for g in genres]),
        "![Bars of each genre](bars.png)",
        "Bars with a bass also count those in which the melody is silent for long.",
        "Steps of the melody; ranges are MIDI pitches at 1, 50 and 99 percent of the notes.",
        _table(MEASURED, [_music(genre) for genre in genres]),
        "![Pitches of melody and bass](pitches.png)",
        "![Where in the bar notes start](onsets.png)",
    ]
    return "\n\n".join(sections) + "\n"


def bars(pieces: Iterable[Piece]) -> int:
    """Bars of some melodies."""
    return sum(len(piece.events) // piece.meter.steps_per_bar for piece in pieces)


def pitches_of(lines: Iterable[npt.NDArray[np.int8]]) -> npt.NDArray[np.int64]:
    """The MIDI pitch of every note of some event lines, [notes]."""
    events = np.concatenate([np.zeros(0, np.int8), *lines]).astype(np.int64)
    pitches: npt.NDArray[np.int64] = events[events >= FIRST_ONSET] - FIRST_ONSET + LOWEST_PITCH
    return pitches


def onset_shares(pieces: Iterable[Piece], steps: int) -> npt.NDArray[np.float64]:
    """The share of bars in which a note starts at each position, [steps]; nan without bars."""
    rows = [piece.events.reshape(-1, steps) >= FIRST_ONSET for piece in pieces]
    return np.concatenate(rows).mean(axis=0) if rows else np.full(steps, np.nan)


def draw_bars(genres: Sequence[Genre]) -> Any:
    """A bar for each genre: training, validation, and beside it what has a person's bass."""
    figure, axes = plt.subplots(figsize=(9, 0.55 * len(genres) + 1.6), layout="constrained")
    rows = np.arange(len(genres))
    held = np.array([bars(p for p in g.pieces if p.validation) for g in genres])
    trained = np.array([g.bars for g in genres]) - held
    real = [sum(len(d.melody) // d.meter.steps_per_bar for d in g.duets if d.real) for g in genres]
    axes.barh(rows - 0.2, trained, 0.38, color=MELODY_COLOUR, label="melody, training")
    axes.barh(rows - 0.2, held, 0.38, trained, color=PALE, label="melody, validation")
    axes.barh(rows + 0.2, real, 0.38, color=BASS_COLOUR, label="with a bass played or written")
    axes.set_yticks(rows, [genre.name for genre in genres])
    axes.invert_yaxis()
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.set(xlabel="bars", title="Bars of each genre")
    axes.grid(axis="x", alpha=0.3)
    axes.legend()
    return figure


def draw_pitches(genres: Sequence[Genre]) -> Any:
    """A histogram of pitches for each genre, melody and bass."""
    rows = -(-len(genres) // COLUMNS)
    shape = {"figsize": (12, 2.3 * rows + 0.6), "sharex": True, "layout": "constrained"}
    figure, grid = plt.subplots(rows, COLUMNS, squeeze=False, **shape)
    edges = np.arange(LOWEST_PITCH, HIGHEST_PITCH + 2) - 0.5
    for axes, genre in zip(grid.flat, genres, strict=False):
        for lines, colour in (
            ([piece.events for piece in genre.pieces], MELODY_COLOUR),
            ([duet.bass for duet in genre.duets if duet.real], BASS_COLOUR),
        ):
            pitches = pitches_of(lines)
            if len(pitches):
                share = np.full(len(pitches), 100 / len(pitches))
                axes.hist(pitches, edges, weights=share, color=colour, alpha=0.75)
        axes.set_title(genre.name, fontsize=11)
        axes.set_xticks(range(24, 97, 12), [f"C{octave}" for octave in range(1, 8)])
        axes.tick_params(labelbottom=True)
    for axes in grid.flat[len(genres) :]:
        axes.set_axis_off()
    colours = {"melody": MELODY_COLOUR, "bass": BASS_COLOUR}
    handles = [Patch(color=colour, label=name) for name, colour in colours.items()]
    figure.legend(handles=handles, loc="outside lower center", ncols=2)
    figure.suptitle("Pitches, percent of the notes of each line")
    return figure


def draw_onsets(genres: Sequence[Genre]) -> Any:
    """For each meter a table of colours: genre by position in the bar."""
    widths = [meter.steps_per_bar for meter in METERS]
    shape = {"figsize": (13, 0.42 * len(genres) + 1.9), "width_ratios": widths}
    figure, grid = plt.subplots(1, len(METERS), sharey=True, layout="constrained", **shape)
    for axes, meter in zip(grid, METERS, strict=True):
        own = [[p for p in genre.pieces if p.meter == meter] for genre in genres]
        shares = np.array([onset_shares(pieces, meter.steps_per_bar) for pieces in own])
        picture = axes.imshow(100 * shares, aspect="auto", cmap="viridis", vmin=0, vmax=100)
        axes.set_xticks(range(meter.steps_per_bar), range(1, meter.steps_per_bar + 1), fontsize=8)
        axes.set_yticks(range(len(genres)), [genre.name for genre in genres])
        axes.set(title=meter.name, xlabel="sixteenth of the bar")
    figure.colorbar(picture, ax=grid, label="percent of bars")
    figure.suptitle("Where in the bar melody notes start (white: no such pieces)")
    return figure


def _counts(genre: Genre) -> list[str]:
    held = sum(piece.validation for piece in genre.pieces)
    numbers = [genre.records, genre.clusters, len(genre.pieces), len(genre.pieces) - held, held]
    numbers += [genre.bars, sum(len(piece.events) for piece in genre.pieces)]
    numbers += [sum(piece.meter == meter for piece in genre.pieces) for meter in METERS]
    return [genre.name, *(f"{number:,}" for number in numbers)]


def _music(genre: Genre) -> list[str]:
    events = np.concatenate([np.zeros(0, np.int8), *(piece.events for piece in genre.pieces)])
    steps, notes = max(1, len(events)), int((events >= FIRST_ONSET).sum())
    shares = [(events == REST).sum(), (events == HOLD).sum(), notes]
    kinds = Counter(duet.bass_kind for duet in genre.duets)
    return [
        genre.name,
        *(f"{count / steps:.0%}" for count in shares),
        f"{notes / max(1, genre.bars):.1f}",
        _range(pitches_of(piece.events for piece in genre.pieces)),
        _range(pitches_of(duet.bass for duet in genre.duets if duet.real)),
        ", ".join(f"{kind} {count}" for kind, count in kinds.most_common()) or NOTHING,
    ]


def _range(pitches: npt.NDArray[np.int64]) -> str:
    if not len(pitches):
        return NOTHING
    return "/".join(f"{pitch:.0f}" for pitch in np.percentile(pitches, [1, 50, 99]))


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] + ["--:"] * (len(heads) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    main()
