"""`make train`: train the networks, with progress, checkpoints and resumption."""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import Tensor, nn

from tools.corpus.pieces import data_hash
from tools.train.ahead_task import AheadTask
from tools.train.bass_task import BassTask
from tools.train.losses import Sums
from tools.train.melody_task import MelodyTask
from tools.train.network import TIERS, Shape, StepLstm
from tools.train.progress import Progress

TASKS = {"melody": MelodyTask, "bass": BassTask, "ahead": AheadTask}
BEGUN_AS = {"ahead": "bass"}  # tasks that go on from a trained network
# After which the validation loss hardly falls.
UPDATES = {
    ("melody", "standard"): 4_500,
    ("bass", "standard"): 5_000,
    ("melody", "small"): 3_000,
    ("bass", "small"): 3_000,
    ("ahead", "standard"): 2_500,
    ("ahead", "small"): 2_000,
}


@dataclass(frozen=True)
class Recipe:
    """Everything that decides a training run besides the data and the network's shape."""

    updates: int = 5_000
    windows: int = 40
    steps: int = 192
    rate: float = 2e-3
    decay: float = 0.01
    warm_up: int = 200
    clip: float = 1.0
    evenness: float = 0.5
    seed: int = 1
    check_every: int = 500


class Task(Protocol):
    """What a run trains for: its batches, its loss, and the loss that tells the best network."""

    name: str
    score: str
    inputs: int
    outputs: int

    def batches(self, windows: int, seed: int) -> Iterator[Any]:
        """Training batches without end; each has `features` [windows, steps, inputs]."""

    def checks(self, per_genre: int) -> list[Any]:
        """The fixed validation batches."""

    def loss(self, outputs: Tensor, batch: Any) -> tuple[Tensor, Sums]:
        """What to learn from, and the sums to report."""


def main() -> None:
    """Command line of `make train`."""
    options = _options()
    torch.set_num_threads(options.threads)
    updates = options.updates or UPDATES[options.task, options.tier]
    recipe = Recipe(updates=updates, seed=options.seed)
    task = TASKS[options.task](options.corpus, recipe.steps, recipe.evenness)
    out = options.out or Path("build/train") / f"{options.task}-{options.tier}"
    run = Run(task, data_hash(options.corpus), out, recipe, TIERS[options.tier])
    if options.task in BEGUN_AS:
        begun = Path("build/train") / f"{BEGUN_AS[options.task]}-{options.tier}" / "best.pt"
        run.begin(options.begin or begun)
    run.resume()
    run.train()


class Run:
    """One training run in a folder: `last.pt` to resume from, `best.pt`, `log.jsonl`."""

    def __init__(self, task: Task, data: str, out: Path, recipe: Recipe, shape: Shape) -> None:
        self.out = out
        self.recipe = recipe
        self.task = task
        self.facts = {"task": task.name, "data_sha256": data, **asdict(recipe), **asdict(shape)}
        self.checks = task.checks(per_genre=24)
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        torch.manual_seed(recipe.seed)
        self.network = StepLstm(task.inputs, task.outputs, shape).to(self.device)
        self.optimizer = torch.optim.AdamW(
            self.network.parameters(), recipe.rate, weight_decay=recipe.decay
        )
        self.update = 0
        self.best = math.inf

    def begin(self, checkpoint: Path) -> None:
        """Begin with the weights of a trained network."""
        saved = torch.load(checkpoint, map_location=self.device, weights_only=True)
        self.network.load_state_dict(saved["network"])

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
        batches = self.task.batches(recipe.windows, recipe.seed + self.update)
        progress = Progress(recipe.updates, self.update)
        while self.update < recipe.updates:
            loss = self._learn(next(batches))
            self.update += 1
            progress.show(self.update, f"loss {loss:.4f}")
            if self.update % recipe.check_every == 0 or self.update == recipe.updates:
                self._check(loss)

    def _learn(self, batch: Any) -> float:
        self.network.train()
        for group in self.optimizer.param_groups:
            group["lr"] = self.recipe.rate * schedule(self.update, self.recipe)
        loss, _ = self._loss(batch)
        self.optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), self.recipe.clip)
        self.optimizer.step()
        return float(loss.detach())

    def _loss(self, batch: Any) -> tuple[Tensor, Sums]:
        features = torch.from_numpy(batch.features).to(self.device)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.network.training):
            outputs, _ = self.network(features)
        return self.task.loss(outputs.float(), batch)

    def _check(self, training_loss: float) -> None:
        scores = self._validate()
        row = {"update": self.update, "training": training_loss, **scores}
        with (self.out / "log.jsonl").open("a") as log:
            log.write(json.dumps({**row, "time": round(time.time())}) + "\n")
        if scores[self.task.score] < self.best:
            self.best = scores[self.task.score]
            self._save("best.pt")
        self._save("last.pt")
        said = ", ".join(f"{name} {value:.4f}" for name, value in scores.items())
        print(f"\nupdate {self.update}: validation {said}", flush=True)

    def _validate(self) -> dict[str, float]:
        self.network.eval()
        sums = Sums()
        with torch.no_grad():
            for batch in self.checks:
                sums.merge(self._loss(batch)[1])
        return sums.means()

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


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.train.run", description=__doc__)
    parser.add_argument("task", choices=TASKS)
    parser.add_argument("--corpus", type=Path, required=True, help="folder of <genre>.jsonl.gz")
    parser.add_argument("--tier", choices=TIERS, default="standard")
    parser.add_argument("--out", type=Path, help="default: build/train/<task>-<tier>")
    parser.add_argument("--begin", type=Path, help="checkpoint to go on from")
    parser.add_argument("--updates", type=int, help="default: as many as the shipped ones had")
    parser.add_argument("--seed", type=int, default=Recipe.seed)
    parser.add_argument("--threads", type=int, default=1, help="one thread is fastest here")
    return parser.parse_args()


if __name__ == "__main__":
    main()
