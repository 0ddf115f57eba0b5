"""`python -m tools.train.curve`: training curves of several runs as a picture."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

from matplotlib import pyplot

RUNS = Path("build/train")
OUT = Path("models_tflite/pictures/training.png")
TASKS = ("melody", "bass")


def main() -> None:
    """Draw validation nats an onset against updates, a panel a task, a line a run."""
    parser = argparse.ArgumentParser(prog="python -m tools.train.curve", description=__doc__)
    parser.add_argument("runs", nargs="*", type=Path, help="folders with a log.jsonl")
    runs = parser.parse_args().runs or sorted(path.parent for path in RUNS.glob("*/log.jsonl"))
    figure, panels = pyplot.subplots(1, len(TASKS), figsize=(9, 3.4), layout="constrained")
    for axes, task in zip(panels, TASKS, strict=True):
        for run in runs:
            if run.name.startswith(task):
                _draw(axes, run)
        axes.set(xlabel="updates of 40 windows of 192 steps", ylabel="nats an onset", title=task)
        axes.legend(frameon=False)
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(OUT, dpi=110)


def _draw(axes: pyplot.Axes, run: Path) -> None:
    rows = [json.loads(line) for line in (run / "log.jsonl").read_text().splitlines()]
    updates = [row["update"] for row in rows]
    axes.plot(updates, [row["nats_per_onset"] for row in rows], label=run.name, marker=".")


if __name__ == "__main__":
    main()
