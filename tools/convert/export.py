"""`python -m tools.convert.export`: a training checkpoint becomes a shipped network.

Writes `<task>.tflite` (or `<task>-small.tflite`) and its entry in `manifest.json`, and the float
outputs of the PyTorch network on one tune, which the tests hold against the quantized file on
every runtime.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from appliance.models.habits import WIDTH
from appliance.models.manifest import BASS, MANIFEST, contract, entry_name
from tools.convert.lstm import Layer, lstm_step
from tools.convert.reference import reference_inputs
from tools.corpus.manner import manners_of
from tools.corpus.pieces import load_duets
from tools.files import write_json
from tools.habits import told
from tools.train.network import TIERS, Shape, StepLstm

REFERENCES = Path("tests/models/references")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.convert.export", description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--corpus", type=Path, required=True, help="tells how basses are played")
    parser.add_argument("--out", type=Path, default=Path("models_tflite"))
    parser.add_argument("--references", type=Path, default=REFERENCES)
    options = parser.parse_args()
    network, saved = load(options.checkpoint)
    task, size = saved["facts"]["task"], size_of(network.shape)
    critic = "variant" in saved["facts"]
    name = entry_name(task, size, critic)
    content = convert(network)
    (options.out / f"{name}.tflite").write_bytes(content)
    model = entry(name, content, saved)
    if task == BASS and not critic:
        model["manners"] = manners_of(load_duets(options.corpus))
    if critic:
        model["habits"] = told(-saved["prices"][-1].numpy()[:, :WIDTH])
    _update_manifest(options.out / MANIFEST, name, model)
    options.references.mkdir(parents=True, exist_ok=True)
    outputs = reference_outputs(network, task).astype(np.float32)
    np.savez_compressed(options.references / f"{name}.npz", outputs=outputs)
    made = "round" if critic else "update"
    print(f"{name}.tflite: {len(content):,} bytes, of {made} {saved['update']}")


def load(checkpoint: Path) -> tuple[StepLstm, dict[str, Any]]:
    """The network of a checkpoint, ready to be evaluated, and all that was saved with it.

    Of a critic, what a state is worth by itself is left out: the box has no use for it.
    """
    saved = torch.load(checkpoint, map_location="cpu", weights_only=True)
    facts = saved["facts"]
    shape = Shape(*(facts[name] for name in ("embedding", "layers", "units", "dropout")))
    weights = {n: w for n, w in saved["network"].items() if not n.startswith("worth.")}
    network = StepLstm(weights["embed.weight"].shape[1], len(weights["head.bias"]), shape)
    network.load_state_dict(weights)
    return network.eval(), saved


def size_of(shape: Shape) -> str:
    """Name of the tier that a network belongs to; the nearest by units."""
    return min(TIERS, key=lambda name: abs(TIERS[name].units - shape.units))


def convert(network: StepLstm, quantize: bool = True) -> bytes:
    """The network as a one-step TFLite file."""
    weights = {name: value.detach().numpy() for name, value in network.state_dict().items()}
    layers = [
        Layer(
            np.hstack([weights[f"lstm.weight_ih_l{i}"], weights[f"lstm.weight_hh_l{i}"]]),
            weights[f"lstm.bias_ih_l{i}"] + weights[f"lstm.bias_hh_l{i}"],
        )
        for i in range(network.shape.layers)
    ]
    embedding, head = (
        (weights[f"{part}.weight"], weights[f"{part}.bias"]) for part in ("embed", "head")
    )
    return lstm_step(embedding, layers, head, "Antiphon LSTM, one step", quantize)


def entry(name: str, content: bytes, saved: dict[str, Any]) -> dict[str, Any]:
    """The manifest's entry of a network."""
    facts = saved["facts"]
    return {
        "file": f"{name}.tflite",
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        **contract(facts["task"]),
        "size": {part: facts[part] for part in ("embedding", "layers", "units")},
        "data": {"sha256": facts["data_sha256"], "source": "docs/licences.md"},
        "training": {**facts, "update": saved["update"]},
        "scores": {"validation_nats_per_step": round(saved["best"], 4)} if "best" in saved else {},
    }


def reference_outputs(network: StepLstm, task: str) -> npt.NDArray[np.float32]:
    """Outputs for the reference tune in the folk genre, [steps, width]."""
    with torch.no_grad():
        outputs, _ = network(torch.from_numpy(reference_inputs(task)[None]))
    return outputs[0].numpy()


def _update_manifest(path: Path, name: str, model: dict[str, Any]) -> None:
    manifest = json.loads(path.read_text()) if path.exists() else {}
    manifest[name] = model
    write_json(path, manifest)


if __name__ == "__main__":
    main()
