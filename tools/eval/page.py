"""The evaluation as a page: a plot and a table a metric, and examples as piano rolls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

from appliance.music.genres import GENRES
from appliance.music.midifile import Track
from appliance.offline.piano_roll import draw_roll
from tools.corpus.pieces import Duet
from tools.eval.calls import timed
from tools.eval.plots import draw_metric
from tools.eval.suite_answers import Reply
from tools.eval.tables import GENRES_ALIKE, Figures

ROLL_BARS = 8
STYLE = """body { font: 15px/1.45 system-ui; margin: 2rem auto; max-width: 75rem; color: #222 }
table { border-collapse: collapse; margin: 1rem 0 } 
td, th { padding: .2rem .6rem; text-align: right; border-bottom: 1px solid #ddd }
 td:first-child, th:first-child { text-align: left }
small { color: #888 } img { max-width: 100%; border: 1px solid #ddd }"""


def write_page(
    folder: Path,
    tables: Mapping[str, Figures],
    replies: Mapping[str, Sequence[Reply]],
    played: Mapping[str, Sequence[Duet]],
) -> None:
    """Write `index.html` and its pictures into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = [
        f"<h2>{escape(name)}</h2>{_metrics(folder, name, figures)}"
        for name, figures in tables.items()
    ]
    parts.append("<h2>Answers</h2>")
    parts += _answers(folder, replies.get("lstm+dqn", replies.get("lstm", ())))
    parts.append("<h2>Basses</h2>")
    parts += _basses(folder, played.get("lstm+dqn", played.get("lstm", ())))
    head = f"<meta charset='utf-8'><title>Evaluation</title><style>{STYLE}</style>"
    body = "<h1>Evaluation on held-out pieces</h1>" + "\n".join(parts)
    (folder / "index.html").write_text(f"<!doctype html>{head}{body}\n")


def _metrics(folder: Path, suite: str, figures: Figures) -> str:
    """A picture and, folded away, a table for each metric."""
    parts = []
    by_system = figures.get(GENRES_ALIKE, {})
    for metric in dict.fromkeys(metric for each in by_system.values() for metric in each):
        systems = [system for system, each in by_system.items() if metric in each]
        name = f"{suite}-{metric}.png"
        draw_metric(folder / name, figures, metric, systems)
        table = _table(figures, metric, systems)
        parts.append(f"<img src='{name}'><details><summary>{metric}</summary>{table}</details>")
    return "".join(parts)


def _table(figures: Figures, metric: str, systems: Sequence[str]) -> str:
    """A row a genre, a column a system: means with their intervals."""
    head = "".join(f"<th>{escape(name)}</th>" for name in (metric, *systems))
    rows = "".join(
        f"<tr><td>{escape(genre)}</td>"
        + "".join(f"<td>{_cell(by_system.get(name, {}).get(metric))}</td>" for name in systems)
        + "</tr>"
        for genre, by_system in figures.items()
    )
    return f"<table><tr>{head}</tr>{rows}</table>"


def _cell(figure: Mapping[str, float] | None) -> str:
    if figure is None:
        return "–"
    return f"{figure['mean']:.3f} <small>{figure['low']:.3f}…{figure['high']:.3f}</small>"


def _answers(folder: Path, replies: Sequence[Reply]) -> Iterator[str]:
    seen: set[int] = set()
    for reply in replies:
        genre = reply.call.piece.genre
        if genre in seen:
            continue
        seen.add(genre)
        call = timed(reply.call.events)
        answer = timed(reply.answer, len(reply.call.events))
        name = f"answer-{GENRES[genre].key}.png"
        tracks = [Track("human", call), Track("response", answer)]
        draw_roll(tracks, reply.call.piece.meter).save(folder / name, optimize=True)
        yield f"<h3>{GENRES[genre].name}</h3><p>{escape(reply.call.piece.id)}</p><img src={name}>"


def _basses(folder: Path, played: Sequence[Duet]) -> Iterator[str]:
    seen: set[int] = set()
    for duet in played:
        if duet.genre in seen:
            continue
        seen.add(duet.genre)
        steps = ROLL_BARS * duet.meter.steps_per_bar
        tracks = [
            Track("human", timed(duet.melody[:steps])),
            Track("bass", timed(duet.bass[:steps])),
        ]
        name = f"bass-{GENRES[duet.genre].key}.png"
        draw_roll(tracks, duet.meter).save(folder / name, optimize=True)
        yield f"<h3>{GENRES[duet.genre].name}</h3><p>{escape(duet.id)}</p><img src={name}>"
