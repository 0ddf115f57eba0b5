"""`python -m tools.train.curve`: the training curve of a run as a picture."""

from __future__ import annotations

import json
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

from matplotlib import pyplot

RUN = Path("build/train/melody")
OUT = Path("models_tflite/pictures/training.png")


def main() -> None:
    """Draw loss in nats a step against updates."""
    rows = [json.loads(line) for line in (RUN / "log.jsonl").read_text().splitlines()]
    updates = [row["update"] for row in rows]
    figure, axes = pyplot.subplots(figsize=(7, 3.2), layout="constrained")
    axes.plot(updates, [row["training"] for row in rows], color="#c9c4b5", label="training batch")
    axes.plot(updates, [row["validation"] for row in rows], color="#c8552d", label="validation")
    axes.set(xlabel="updates of 64 windows of 128 steps", ylabel="nats a step")
    axes.set_ylim(0.8, 1.4)
    axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(OUT, dpi=110)


if __name__ == "__main__":
    main()
