"""`make eval`: scores the shipped network beside simple baselines on held-out pieces."""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path

import numpy as np

from appliance.models.manifest import MANIFEST, MELODY, load_network
from appliance.models.predictor import LstmPredictor
from appliance.music.genres import GENRES
from tools.corpus.pieces import Piece, load_pieces
from tools.eval.likelihood import Score, lstm_log_probabilities
from tools.eval.ngram import NGram
from tools.eval.repeat import RepeatLast
from tools.train.progress import Progress

Table = dict[str, dict[str, dict[str, float]]]
LONGEST_STEPS = 512
SYSTEMS = ("lstm", "ngram", "repeat")


def main() -> None:
    """Command line of `make eval`."""
    options = _options()
    table = evaluate(load_pieces(options.corpus), options.models, options.limit)
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(table, indent=2) + "\n")
    if options.publish:
        publish(options.models / MANIFEST, table)
    print(readable(table))


def publish(manifest: Path, table: Table) -> None:
    """Write the network's own scores into its entry of the manifest."""
    content = json.loads(manifest.read_text())
    content[MELODY]["scores"]["validation"] = {
        group: {name: round(value, 4) for name, value in row["lstm"].items()}
        for group, row in table.items()
    }
    manifest.write_text(json.dumps(content, indent=2) + "\n")


def evaluate(pieces: list[Piece], models: Path, limit: int | None) -> Table:
    """Scores by genre key (and "all") and system, on at most `limit` held-out pieces a genre."""
    training = [piece for piece in pieces if not piece.validation]
    ngram = NGram([piece.events for piece in training])
    repeat = RepeatLast(training)
    lstm = LstmPredictor(load_network(models))
    scores: dict[str, dict[str, Score]] = defaultdict(lambda: defaultdict(Score))
    chosen = held_out(pieces, limit)
    progress = Progress(len(chosen))
    for done, piece in enumerate(chosen, 1):
        line = piece.events[:LONGEST_STEPS]
        logs = {
            "lstm": lstm_log_probabilities(lstm, piece, LONGEST_STEPS),
            "ngram": np.log(ngram.probabilities(line)),
            "repeat": np.log(repeat.probabilities(piece)[:LONGEST_STEPS]),
        }
        for system in SYSTEMS:
            for group in (GENRES[piece.genre].key, "all"):
                scores[group][system].add(line, logs[system])
        progress.show(done)
    return {
        group: {"pieces": {"count": float(_count(chosen, group))}}
        | {system: score.summary() for system, score in by_system.items()}
        for group, by_system in scores.items()
    }


def held_out(pieces: list[Piece], limit: int | None) -> list[Piece]:
    """Validation pieces, at most `limit` of each genre, evenly spread over the files."""
    chosen = []
    for genre in range(len(GENRES)):
        own = [piece for piece in pieces if piece.validation and piece.genre == genre]
        stride = max(1, len(own) // limit) if limit else 1
        chosen += own[::stride][:limit]
    return chosen


def readable(table: Table) -> str:
    """The table as Markdown: nats per onset (hits in brackets) and nats per step."""
    lines = [
        "| genre | pieces | nats/onset: LSTM | 5-gram | repeat-last "
        "| onsets hit: LSTM | 5-gram | repeat-last | nats/step: LSTM | 5-gram | repeat-last |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for group, row in sorted(table.items(), key=lambda item: item[0] == "all"):
        cells = [f"{row['pieces']['count']:.0f}"]
        cells += [f"{row[system]['nats_per_onset']:.3f}" for system in SYSTEMS]
        cells += [f"{row[system]['top1_per_onset']:.1%}" for system in SYSTEMS]
        cells += [f"{row[system]['nats_per_step']:.3f}" for system in SYSTEMS]
        lines.append(f"| {group} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _count(chosen: list[Piece], group: str) -> int:
    return sum(group in ("all", GENRES[piece.genre].key) for piece in chosen)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.evaluate", description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="folder of <genre>.jsonl.gz")
    parser.add_argument("--models", type=Path, default=Path("models_tflite"))
    parser.add_argument("--limit", type=int, help="at most so many pieces of each genre")
    parser.add_argument("--json", type=Path, help="write the scores here")
    parser.add_argument("--publish", action="store_true", help="write them into the manifest")
    return parser.parse_args()


if __name__ == "__main__":
    main()
