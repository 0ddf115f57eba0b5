"""`python -m tools.gallery`: answers to held-out calls as piano rolls, and how close they keep.

For each setting of `theme`, over many calls: the share of notes of the call that stand again at
their place in the answer, the share of answers that are the call note for note, of empty answers,
and the answer's notes per note of the call.
"""

from __future__ import annotations

import argparse
from itertools import islice
from pathlib import Path

import numpy as np

from appliance.models.manifest import load_network
from appliance.models.predictor import LstmPredictor
from appliance.music.events import notes_of
from appliance.music.genres import GENRES
from appliance.music.midifile import Track
from appliance.offline.piano_roll import draw_roll
from tools.corpus.pieces import Events, load_pieces
from tools.eval.calls import Call, answer_to, calls_of, timed

THEMES = (0.0, 0.25, 0.5, 0.75, 1.0)
DEFAULT_THEME = 0.5
TEMPERATURE = 0.9
CALL_BARS = 4


def main() -> None:
    """Command line."""
    options = _options()
    pieces = load_pieces(options.corpus)
    predictor = LstmPredictor(load_network(options.models))
    options.out.mkdir(parents=True, exist_ok=True)
    calls: list[Call] = []
    for genre in range(len(GENRES)):
        own = list(islice(calls_of(pieces, genre, CALL_BARS), options.calls))
        if own:
            draw(own[0], predictor, options.out / f"{GENRES[genre].key}.png", options.seed)
        calls += own
    print(table(calls, predictor, options.seed))


def draw(call: Call, predictor: LstmPredictor, path: Path, seed: int) -> None:
    """The picture of a call and its answer."""
    answer = answer_to(call, predictor, DEFAULT_THEME, TEMPERATURE, seed)
    tracks = [Track("human", call.score.notes), Track("response", timed(answer, len(call.events)))]
    draw_roll(tracks, call.score.meter).save(path, optimize=True)
    print(f"{path.name}: {call.piece.id}")


def table(calls: list[Call], predictor: LstmPredictor, seed: int) -> str:
    """Closeness to the call against the setting `theme`, as Markdown."""
    lines = [
        f"{len(calls)} calls",
        "",
        "| theme | notes kept | exact copies | empty | notes per note of the call |",
        "|---|---|---|---|---|",
    ]
    for theme in THEMES:
        rows = []
        for number, call in enumerate(calls):
            answer = answer_to(call, predictor, theme, TEMPERATURE, seed + number)
            rows.append(compare(call, answer))
        kept, copied, empty, density = np.mean(rows, axis=0)
        lines.append(f"| {theme} | {kept:.0%} | {copied:.1%} | {empty:.1%} | {density:.2f} |")
    return "\n".join(lines)


def compare(call: Call, answer: Events) -> tuple[float, bool, bool, float]:
    """(share of the call's notes kept at their place, exact copy, empty, notes per note)."""
    asked, given = (
        {(note.onset, note.pitch) for note in notes_of(line.tolist())}
        for line in (call.events, answer)
    )
    return len(asked & given) / len(asked), asked == given, not given, len(given) / len(asked)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.gallery", description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--models", type=Path, default=Path("models_tflite"))
    parser.add_argument("--out", type=Path, default=Path("models_tflite/pictures"))
    parser.add_argument("--calls", type=int, default=12, help="calls of each genre")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
