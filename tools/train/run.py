"""`make train`: train the melody network, with progress, checkpoints and resumption."""

from __future__ import annotations

import argparse
import json
import math
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from tools.corpus.pieces import Piece, data_hash, load_pieces
from tools.train.batches import PADDING, Batch, Windows, batch_of, inputs
from tools.train.network import MelodyNetwork, Shape
from tools.train.progress import Progress


@dataclass(frozen=True)
class Recipe:
    """Everything that decides a training run besides the data."""

    updates: int = 8_000
    windows: int = 64
    steps: int = 128
    rate: float = 2e-3
    warm_up: int = 200
    clip: float = 1.0
    evenness: float = 0.5
    seed: int = 1
    check_every: int = 250


def main() -> None:
    """Command line of `make train`."""
    options = _options()
    torch.set_num_threads(options.threads)
    recipe = Recipe(updates=options.updates, seed=options.seed)
    run = Run(options.corpus, options.out, recipe, Shape(options.layers, options.units))
    run.resume()
    run.train()


class Run:
    """One training run in a folder: `last.pt` to resume from, `best.pt`, `log.jsonl`."""

    def __init__(self, corpus: Path, out: Path, recipe: Recipe, shape: Shape) -> None:
        self.out = out
        self.recipe = recipe
        self.facts = {"data_sha256": data_hash(corpus), **asdict(recipe), **asdict(shape)}
        pieces = load_pieces(corpus)
        self.training = [piece for piece in pieces if not piece.validation]
        self.checks = check_batches([piece for piece in pieces if piece.validation], recipe.steps)
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        torch.manual_seed(recipe.seed)
        self.network = MelodyNetwork(shape).to(self.device)
        self.optimizer = torch.optim.AdamW(self.network.parameters(), recipe.rate)
        self.update = 0
        self.best = math.inf

    def resume(self) -> None:
        """Continue from the last checkpoint, if the folder has one of the same recipe and data.

        Raises:
            SystemExit: if the folder holds a run of other data or another recipe.
        """
        path = self.out / "last.pt"
        if not path.exists():
            return
        saved = torch.load(path, map_location=self.device, weights_only=True)
        if saved["facts"] != self.facts:
            raise SystemExit(f"{path} is from another recipe or corpus: remove it or choose --out")
        self.network.load_state_dict(saved["network"])
        self.optimizer.load_state_dict(saved["optimizer"])
        self.update, self.best = saved["update"], saved["best"]
        print(f"resumed at update {self.update}", flush=True)

    def train(self) -> None:
        """Train to the last update, checking and saving on the way."""
        self.out.mkdir(parents=True, exist_ok=True)
        # A resumed run goes on with windows that the first part has not drawn.
        recipe = self.recipe
        seed = recipe.seed + self.update
        windows = Windows(self.training, recipe.steps, recipe.evenness, seed)
        progress = Progress(recipe.updates, self.update)
        while self.update < recipe.updates:
            loss = self._learn(windows.draw(recipe.windows))
            self.update += 1
            progress.show(self.update, f"loss {loss:.4f}")
            if self.update % recipe.check_every == 0 or self.update == recipe.updates:
                self._check(loss)

    def _learn(self, batch: Batch) -> float:
        self.network.train()
        for group in self.optimizer.param_groups:
            group["lr"] = self.recipe.rate * schedule(self.update, self.recipe)
        loss = self._loss(batch, "mean")
        self.optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), self.recipe.clip)
        self.optimizer.step()
        return float(loss.detach())

    def _loss(self, batch: Batch, reduction: str) -> Tensor:
        """Cross-entropy in nats a step; padding does not count."""
        features = torch.from_numpy(inputs(batch)).to(self.device)
        targets = torch.from_numpy(batch.events).to(self.device)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.network.training):
            logits, _ = self.network(features)
        return nn.functional.cross_entropy(
            logits.float().flatten(0, 1),
            targets.flatten(),
            ignore_index=PADDING,
            reduction=reduction,
        )

    def _check(self, training_loss: float) -> None:
        validation = self._validate()
        row = {"update": self.update, "training": training_loss, "validation": validation}
        with (self.out / "log.jsonl").open("a") as log:
            log.write(json.dumps({**row, "time": round(time.time())}) + "\n")
        if validation < self.best:
            self.best = validation
            self._save("best.pt")
        self._save("last.pt")
        print(f"\nupdate {self.update}: validation {validation:.4f} nats a step", flush=True)

    def _validate(self) -> float:
        self.network.eval()
        with torch.no_grad():
            losses = [float(self._loss(batch, "sum")) for batch in self.checks]
        steps = sum(int((batch.events != PADDING).sum()) for batch in self.checks)
        return sum(losses) / steps

    def _save(self, name: str) -> None:
        saved: dict[str, Any] = {
            "network": self.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "update": self.update,
            "best": self.best,
            "facts": self.facts,
        }
        partial = self.out / (name + ".partial")
        torch.save(saved, partial)
        partial.replace(self.out / name)


def schedule(update: int, recipe: Recipe) -> float:
    """Learning-rate factor: linear warm-up, then half a cosine down to a hundredth."""
    if update < recipe.warm_up:
        return (update + 1) / recipe.warm_up
    done = (update - recipe.warm_up) / max(1, recipe.updates - recipe.warm_up)
    return 0.01 + 0.99 * 0.5 * (1.0 + math.cos(math.pi * done))


def check_batches(pieces: list[Piece], steps: int, per_genre: int = 24) -> list[Batch]:
    """A fixed choice of validation windows, at most `per_genre` pieces of each genre."""
    random = np.random.default_rng(0)
    batches = []
    for genre in sorted({piece.genre for piece in pieces}):
        own = [piece for piece in pieces if piece.genre == genre]
        chosen = random.permutation(len(own))[:per_genre]
        batches.append(batch_of([(own[index], 0, 0) for index in chosen], steps))
    return batches


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.train.run", description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="folder of <genre>.jsonl.gz")
    parser.add_argument("--out", type=Path, default=Path("build/train/melody"))
    parser.add_argument("--updates", type=int, default=Recipe.updates)
    parser.add_argument("--layers", type=int, default=Shape.layers)
    parser.add_argument("--units", type=int, default=Shape.units)
    parser.add_argument("--seed", type=int, default=Recipe.seed)
    parser.add_argument("--threads", type=int, default=1, help="one thread is fastest here")
    return parser.parse_args()


if __name__ == "__main__":
    main()
