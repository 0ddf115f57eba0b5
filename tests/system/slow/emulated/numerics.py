"""What the shipped networks compute from drawn inputs, to be compared between machines.

    python3 numerics.py FOLDER OUT.npz

For each network of the folder, two arrays of shape [steps, outputs]: NAME.once, each step from a
drawn state; NAME.chain, each from the state that the step before has left.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from appliance.models.network import StepNetwork

STEPS = 64


def outputs(network: StepNetwork) -> dict[str, np.ndarray]:
    """The two arrays of a network."""
    draw = np.random.default_rng(1)
    state, once, chain = network.initial_state(), [], []
    for _ in range(STEPS):
        x = draw.uniform(-1, 1, (1, network.input_size)).astype(np.float32)
        drawn = tuple(draw.uniform(-1, 1, each.shape).astype(np.float32) for each in state)
        once.append(network.step(x, drawn)[0][0].copy())
        y, following = network.step(x, state)
        chain.append(y[0].copy())
        state = tuple(each.copy() for each in following)
    return {"once": np.array(once), "chain": np.array(chain)}


def main() -> None:
    """Compute and write."""
    folder, out = sys.argv[1:]
    found = {
        f"{file.stem}.{how}": array
        for file in sorted(Path(folder).glob("*.tflite"))
        for how, array in outputs(StepNetwork(file.read_bytes())).items()
    }
    np.savez(out, **found)


if __name__ == "__main__":
    main()
