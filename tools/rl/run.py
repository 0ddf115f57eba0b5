"""`make train-dqn`: deep Q-learning from a trained LSTM, with progress, checkpoints, resumption."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch

from appliance.models.line import Floats
from appliance.models.manifest import BASS, load_model, manners
from tools.convert.export import load
from tools.corpus.pieces import data_hash, load_duets, load_pieces, training_duets
from tools.rl.answer_environment import AnswerEnvironment
from tools.rl.bass_environment import BassEnvironment
from tools.rl.episode import Episode, Replay
from tools.rl.learner import Learner, Recipe
from tools.rl.prices import Prices
from tools.train.network import TIERS, StepLstm
from tools.train.progress import Progress

SAVE_EVERY = 10  # rounds
SLOWER = 0.8  # share of the prices' pace that is gone in the end
SAY = 0.6  # in the rhythm, of a critic of basses while it learns
# The task that each critic was trained for before.
BEGUN_AS = {"bass": "ahead", "melody": "melody"}


class Environment(Protocol):
    """Rounds of jams of one task."""

    terms: int
    weights: Mapping[str, float]

    def learn_people(self) -> Prices:
        """Prices of the terms, that know how often people use each."""

    def play(
        self, prior: StepLstm, critic: StepLstm, weights: Mapping[str, float], habits: Floats,
        chance: float = 0.0,
    ) -> tuple[Episode, dict[str, float]]:  # fmt: skip
        """A round of jams, and the means of its rewards."""


def main() -> None:
    """Command line of `make train-dqn`."""
    options = _options()
    torch.set_num_threads(1)
    recipe = Recipe(
        variant=options.variant,
        rounds=options.rounds,
        frozen=options.task == BASS,
        say=SAY if options.task == BASS else None,
        seed=options.seed,
    )
    lstm, saved = load(options.lstm or _trained(options.task, options.tier))
    begun, _ = load(options.begin or _trained(BEGUN_AS[options.task], options.tier))
    environment = ENVIRONMENTS[options.task](options.corpus, options.tier, recipe)
    facts = {
        "task": options.task,
        "data_sha256": data_hash(options.corpus),
        **asdict(recipe),
        "weights": _weights(environment.weights, options.without),
        **{part: saved["facts"][part] for part in ("embedding", "layers", "units", "dropout")},
    }
    run = Run(
        options.out or Path("build/dqn") / _name(options), environment, lstm, begun, recipe, facts
    )
    run.resume()
    run.train()


def _trained(task: str, tier: str) -> Path:
    return Path("build/train") / f"{task}-{tier}" / "best.pt"


def _weights(usual: Mapping[str, float], without: Sequence[str]) -> dict[str, float]:
    """The rewards' weights; those left out are 0."""
    unknown = set(without) - set(usual)
    if unknown:
        raise SystemExit(f"no reward {', '.join(unknown)}; there are {', '.join(usual)}")
    return {name: 0.0 if name in without else weight for name, weight in usual.items()}


def _name(options: argparse.Namespace) -> str:
    """Of a run's folder: what it is, and what is unusual in it."""
    left_out = [f"no-{each}" for each in options.without]
    variant = [] if options.variant == Recipe.variant else [options.variant]
    return "-".join([options.task, options.tier, *left_out, *variant])


class Run:
    """One run in a folder: `last.pt` to resume from and to export, `log.jsonl`."""

    def __init__(
        self, out: Path, environment: Environment, lstm: StepLstm, begun: StepLstm, recipe: Recipe,
        facts: dict[str, Any],
    ) -> None:  # fmt: skip
        self.out, self.environment, self.lstm, self.recipe = out, environment, lstm, recipe
        self.facts = facts
        self.learner = Learner(begun, recipe)
        self.done = 0
        self.prices = environment.learn_people()
        self._pace = self.prices.pace

    def resume(self) -> None:
        """Continue from the last checkpoint of the same recipe and data, if there is one.

        Raises:
            SystemExit: if the folder holds another run.
        """
        path = self.out / "last.pt"
        if not path.exists():
            return
        saved = torch.load(path, map_location="cpu", weights_only=True)
        if saved["facts"] != self.facts:
            raise SystemExit(f"{path} is from another recipe or corpus: remove it or choose --out")
        self.learner.critic.load_state_dict(saved["network"])
        self.learner.target.load_state_dict(saved["target"])
        self.learner.optimizer.load_state_dict(saved["optimizer"])
        prices = self.prices
        prices.prices, prices.own, prices.lasting = (each.numpy() for each in saved["prices"])
        self.done = saved["update"]
        print(f"resumed at round {self.done}", flush=True)

    def train(self) -> None:
        """Play and learn to the last round, saving on the way."""
        self.out.mkdir(parents=True, exist_ok=True)
        recipe = self.recipe
        replay = Replay(recipe.kept_rounds, recipe.passage_steps, recipe.seed + self.done)
        if self.done == 0:
            self._settle()
        progress = Progress(recipe.rounds, self.done)
        while self.done < recipe.rounds:
            report = self._round(replay)
            self.done += 1
            self.prices.average(1.0 / max(1.0, self.done - self.recipe.rounds / 2))
            progress.show(self.done, f"reward {report['reward']:.3f}")
            self._log(report)
            if self.done % SAVE_EVERY == 0 or self.done == recipe.rounds:
                self._save()

    def _settle(self) -> None:
        """Find the habits that hold the policy to people's before anything is learnt."""
        for _ in range(self.recipe.settling):
            episode, _ = self._play()
            self.prices.learn(episode.terms, episode.acted, episode.genre)
        print(f"settled: distance {self.prices.distance():.3f}", flush=True)

    def _play(self) -> tuple[Episode, dict[str, float]]:
        weights = self.facts["weights"]
        return self.environment.play(
            self.lstm, self.learner.critic, weights,
            weights["composition"] * self.prices.habits, self.recipe.chance,
        )  # fmt: skip

    def _log(self, report: Mapping[str, float]) -> None:
        row = {name: round(value, 5) for name, value in report.items()}
        with (self.out / "log.jsonl").open("a") as log:
            log.write(json.dumps({"round": self.done, **row, "time": round(time.time())}) + "\n")

    def _round(self, replay: Replay) -> dict[str, float]:
        done = self.done / self.recipe.rounds
        self.learner.slow_down(done)
        self.prices.pace = self._pace * (1.0 - SLOWER * done)
        episode, earned = self._play()
        replay.add(episode)
        self.prices.learn(episode.terms, episode.acted, episode.genre)
        reports = [
            self.learner.update(
                replay.draw(self.recipe.passages), self.prices, self.facts["weights"]["composition"]
            )
            for _ in range(self.recipe.updates)
        ]
        means = {name: float(np.mean([each[name] for each in reports])) for name in reports[0]}
        acted = episode.acted
        return {
            "reward": float(episode.rewards[acted].mean()),
            "distance": self.prices.distance(),
            **means,
            **earned,
        }

    def _save(self) -> None:
        prices = self.prices
        saved = {
            "network": self.learner.critic.state_dict(),
            "target": self.learner.target.state_dict(),
            "optimizer": self.learner.optimizer.state_dict(),
            "prices": list(map(torch.from_numpy, (prices.prices, prices.own, prices.lasting))),
            "update": self.done,
            "facts": self.facts,
        }
        partial = self.out / "last.pt.partial"
        torch.save(saved, partial)
        partial.replace(self.out / "last.pt")


def _bass(corpus: Path, tier: str, recipe: Recipe) -> BassEnvironment:
    duets = training_duets(load_duets(corpus))
    told = manners(load_model(Path("models_tflite"), BASS, tier))
    return BassEnvironment(
        duets, told, recipe.jams, recipe.steps, recipe.discount, recipe.seed, recipe.say
    )


def _melody(corpus: Path, tier: str, recipe: Recipe) -> AnswerEnvironment:
    pieces = [piece for piece in load_pieces(corpus) if not piece.validation]
    return AnswerEnvironment(pieces, recipe.jams, 3 * recipe.steps // 4, recipe.seed)


ENVIRONMENTS: dict[str, Callable[[Path, str, Recipe], Environment]] = {
    "bass": _bass,
    "melody": _melody,
}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.rl.run", description=__doc__)
    parser.add_argument("task", choices=ENVIRONMENTS)
    parser.add_argument("--corpus", type=Path, required=True, help="folder of <genre>.jsonl.gz")
    parser.add_argument("--tier", choices=TIERS, default="standard")
    parser.add_argument("--lstm", type=Path, help="checkpoint of the LSTM to be steered")
    parser.add_argument("--begin", type=Path, help="checkpoint that the critic begins as")
    parser.add_argument("--out", type=Path, help="default: build/dqn/<task>-<tier>")
    parser.add_argument("--variant", choices=("g", "psi", "q"), default=Recipe.variant)
    parser.add_argument("--without", action="append", default=[], help="leave out a reward")
    parser.add_argument("--rounds", type=int, default=Recipe.rounds)
    parser.add_argument("--seed", type=int, default=Recipe.seed)
    return parser.parse_args()


if __name__ == "__main__":
    main()
