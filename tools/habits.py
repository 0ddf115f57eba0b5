"""`python -m tools.habits`: the habits that hold a critic's basses to people's, found by playing.

The tables that training ended with hold for the network in PyTorch at temperature 1. Here the
shipped networks play at the usual temperature, under melodies of the training part, and what they
use oftener than people becomes dearer from round to round. Held-out pieces are not looked at.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from appliance.models.bass_encoder import OWN_SHARE_OF_KEY
from appliance.models.habits import WIDTH
from appliance.models.manifest import (
    BASS,
    MANIFEST,
    SIZES,
    ModelFile,
    entry_name,
    load_model,
    manners,
    read_manifest,
)
from appliance.models.runtime import prefer
from appliance.music.events import REST
from appliance.music.genres import GENRES
from tools.corpus.pieces import Events, load_duets, training_duets
from tools.eval.excerpts import Excerpt, excerpts
from tools.eval.playing import Way, basses
from tools.files import write_json
from tools.rl.lines import Bools, Ints, lags, running_tonics
from tools.rl.prices import Prices, frequencies
from tools.rl.terms import Counts, bass_terms

WAY = Way(temperature=0.9, discipline=1.0)
PACE, MEMORY = 0.4, 0.0  # of the prices; a round is larger here than one of deep Q-learning
PEOPLE = 300  # excerpts of each genre, at most, whose basses tell what people do


def main() -> None:
    """Command line."""
    prefer("ai-edge-litert")
    parser = argparse.ArgumentParser(prog="python -m tools.habits", description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--models", type=Path, default=Path("models_tflite"))
    parser.add_argument("--size", choices=SIZES, default=SIZES[0])
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--limit", type=int, default=24, help="pieces of each genre, at most")
    options = parser.parse_args()
    model = load_model(options.models, BASS, options.size)
    critic = load_model(options.models, BASS, options.size, critic=True)
    training = training_duets(load_duets(options.corpus))
    people = excerpts(training, PEOPLE)
    found = calibrated(model, critic, excerpts(training, options.limit), people, options.rounds)
    manifest = read_manifest(options.models)
    manifest[entry_name(BASS, options.size, critic=True)]["habits"] = told(found)
    write_json(options.models / MANIFEST, manifest)


def calibrated(
    model: ModelFile, critic: ModelFile, chosen: Sequence[Excerpt], people: Sequence[Excerpt],
    rounds: int,
) -> npt.NDArray[np.float32]:  # fmt: skip
    """Habits by which the critic's basses are like people's, [genres, WIDTH].

    The mean of the second half of the rounds, since single ones are noisy.

    Args:
        model: the LSTM.
        critic: its critic.
        chosen: melodies to play under.
        people: what they are held against; more than `chosen`, whose basses are few.
        rounds: of playing and moving the prices.
    """
    requests = [each.request for each in chosen]
    counted = _counted(people, [each.duet.bass for each in people])
    prices = Prices(frequencies(*counted, len(GENRES)), PACE, MEMORY)
    prices.prices = -np.array([critic.entry["habits"][genre.key] for genre in GENRES])
    kept = []
    for number in range(rounds):
        tuned = replace(critic, entry=critic.entry | {"habits": told(prices.habits)})
        way = replace(WAY, seed=1000 * number)
        lines = basses(model, manners(model), requests, way, tuned)
        kept.append(prices.habits)
        prices.learn(*_counted(chosen, lines))
        print(f"round {number + 1}: distance {prices.distance():.3f}", flush=True)
    mean: npt.NDArray[np.float32] = np.mean(kept[rounds // 2 :], axis=0)
    return mean


def told(habits: npt.NDArray[np.float32]) -> dict[str, list[float]]:
    """Habits as they stand in the manifest, by genre key."""
    return {
        genre.key: [round(float(nats), 3) for nats in table]
        for genre, table in zip(GENRES, habits, strict=True)
    }


def _counted(chosen: Sequence[Excerpt], lines: Sequence[Events]) -> tuple[Counts, Bools, Ints]:
    """The terms of basses, where they count, and their genres."""
    length = max(len(line) for line in lines)
    melody = _even([each.duet.melody for each in chosen], length)
    bass = _even(lines, length)
    bar = np.array([each.duet.meter.steps_per_bar for each in chosen])
    counted = np.arange(length)[None, :] < np.array([len(line) for line in lines])[:, None]
    tonic = running_tonics((melody, 1.0), (bass, OWN_SHARE_OF_KEY))
    genre = np.array([each.duet.genre for each in chosen])
    return bass_terms(bass, bar, tonic, lags(melody))[..., :WIDTH], counted, genre


def _even(lines: Sequence[Events], length: int) -> Ints:
    """Lines of one length, [lines, length]; rests follow shorter ones."""
    out = np.full((len(lines), length), REST, np.int64)
    for row, line in zip(out, lines, strict=True):
        row[: len(line)] = np.maximum(line, REST)
    return out


if __name__ == "__main__":
    main()
