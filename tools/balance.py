"""`python -m tools.balance`: how each genre's bass is kept as dense and full as people's.

Plays under melodies of the training part, corrects what is told in the manifest, and plays again;
the best round of each genre stays. Held-out pieces are not looked at.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from appliance.models.manifest import (
    BASS,
    MANIFEST,
    SIZES,
    entry_name,
    load_model,
    manners,
    read_manifest,
)
from appliance.models.runtime import prefer
from appliance.music.genres import GENRES
from tools.corpus.pieces import Events, load_duets, training_duets
from tools.eval.balance import Fullness, corrected
from tools.eval.excerpts import Excerpt, excerpts
from tools.eval.harmony import coverage, notes_per_bar
from tools.eval.playing import Way, basses
from tools.files import write_json

WAY = Way(temperature=0.9, seed=1)


def main() -> None:
    """Command line."""
    prefer("ai-edge-litert")
    parser = argparse.ArgumentParser(prog="python -m tools.balance", description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--models", type=Path, default=Path("models_tflite"))
    parser.add_argument("--size", choices=SIZES, default=SIZES[0])
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--limit", type=int, default=16, help="pieces of each genre, at most")
    options = parser.parse_args()
    chosen = excerpts(training_duets(load_duets(options.corpus)), options.limit)
    people = _fullness(chosen, [each.duet.bass for each in chosen])
    best = dict.fromkeys(people, (np.inf, (0.0, 0.0, 0.0)))
    for number in range(options.rounds):
        _round(options.models, options.size, chosen, people, best)
        worst = max(best, key=lambda key: best[key][0])
        print(f"round {number + 1}: {worst} is the farthest off, {best[worst][0]:.0%}", flush=True)
    found = {key: balance for key, (_, balance) in best.items()}
    _tell(options.models, options.size, found)


def _round(models: Path, size: str, chosen: Sequence[Excerpt], people: Any, best: Any) -> None:
    """Play, keep what is better than before, and write a correction into the manifest."""
    model = load_model(models, BASS, size)
    requests = [each.request for each in chosen]
    played = basses(model, manners(model), requests, WAY)
    told = {key: tuple(each["balance"]) for key, each in model.entry["manners"].items()}
    corrections = {}
    for key, fullness in _fullness(chosen, played).items():
        balance = told.get(key, (0.0, 0.0, 0.0))
        off = fullness.off(people[key])
        best[key] = min(best[key], (off, balance))
        corrections[key] = corrected(balance, fullness, people[key])
    _tell(models, size, corrections)


def _fullness(chosen: Sequence[Excerpt], lines: Sequence[Events]) -> dict[str, Fullness]:
    """By genre key; each piece counts the same."""
    found: dict[str, list[Fullness]] = {}
    for excerpt, bass in zip(chosen, lines, strict=True):
        duet = excerpt.duet
        one = Fullness(notes_per_bar(bass, duet.meter), coverage(duet.melody, bass))
        found.setdefault(GENRES[duet.genre].key, []).append(one)
    return {key: Fullness.mean(each) for key, each in found.items()}


def _tell(models: Path, size: str, balances: dict[str, tuple[float, ...]]) -> None:
    manifest = read_manifest(models)
    for key, balance in balances.items():
        manifest[entry_name(BASS, size)]["manners"][key]["balance"] = list(balance)
    write_json(models / MANIFEST, manifest)


if __name__ == "__main__":
    main()
