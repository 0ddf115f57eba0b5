"""`python -m tools.convert.export`: a training checkpoint becomes the shipped melody network.

Writes `melody.tflite` and its entry in `manifest.json`, and the float logits of the PyTorch
network on one tune, which the tests hold against the quantized file on every runtime.
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

from appliance.models.manifest import MANIFEST, MELODY, contract
from appliance.music.events import HOLD, REST, onset
from appliance.music.genres import INDEX
from appliance.music.grid import COMMON_TIME, METERS
from tools.convert.lstm import Layer, lstm_step
from tools.train.batches import Batch, inputs
from tools.train.network import MelodyNetwork, Shape


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.convert.export", description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--out", type=Path, default=Path("models_tflite"))
    parser.add_argument("--reference", type=Path, default=Path("tests/models/pytorch_logits.json"))
    options = parser.parse_args()
    network, saved = load(options.checkpoint)
    content = convert(network)
    (options.out / "melody.tflite").write_bytes(content)
    _update_manifest(options.out / MANIFEST, entry(content, saved))
    logits = np.round(reference_logits(network), 4).tolist()
    options.reference.write_text(json.dumps({"genre": "folk", "logits": logits}))
    print(f"melody.tflite: {len(content):,} bytes, of update {saved['update']}")


def load(checkpoint: Path) -> tuple[MelodyNetwork, dict[str, Any]]:
    """The network of a checkpoint, ready to be evaluated, and all that was saved with it."""
    saved = torch.load(checkpoint, map_location="cpu", weights_only=True)
    shape = Shape(*(saved["facts"][name] for name in ("layers", "units", "dropout")))
    network = MelodyNetwork(shape)
    network.load_state_dict(saved["network"])
    return network.eval(), saved


def convert(network: MelodyNetwork, quantize: bool = True) -> bytes:
    """The network as a one-step TFLite file."""
    weights = {name: value.detach().numpy() for name, value in network.state_dict().items()}
    layers = [
        Layer(
            np.hstack([weights[f"lstm.weight_ih_l{i}"], weights[f"lstm.weight_hh_l{i}"]]),
            weights[f"lstm.bias_ih_l{i}"] + weights[f"lstm.bias_hh_l{i}"],
        )
        for i in range(network.shape.layers)
    ]
    head = (weights["head.weight"], weights["head.bias"])
    return lstm_step(layers, head, "Antiphon melody LSTM, one step", quantize)


def entry(content: bytes, saved: dict[str, Any]) -> dict[str, Any]:
    """The manifest's entry of a melody network."""
    facts = saved["facts"]
    return {
        "file": "melody.tflite",
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        **contract(),
        "size": {name: facts[name] for name in ("layers", "units")},
        "data": {"sha256": facts["data_sha256"], "source": "docs/licences.md"},
        "training": {**facts, "update": saved["update"]},
        "scores": {"validation_nats_per_step": round(saved["best"], 4)},
    }


def reference_logits(network: MelodyNetwork) -> npt.NDArray[np.float32]:
    """Logits of the reference tune in the folk genre, [steps, VOCABULARY_SIZE]."""
    events = np.array([reference_tune()], np.int64)
    meter = np.array([METERS.index(COMMON_TIME)])
    batch = Batch(events, np.array([0]), meter, np.array([INDEX["folk"]]))
    with torch.no_grad():
        logits, _ = network(torch.from_numpy(inputs(batch)))
    return logits[0].numpy()


def reference_tune() -> list[int]:
    """Two bars of Ode to Joy (Beethoven, 1824) and a bar's rest: the events that are compared."""
    pitches = [64, 64, 65, 67, 67, 65, 64, 62]
    return [event for pitch in pitches for event in (onset(pitch), HOLD, HOLD, HOLD)] + [REST] * 16


def _update_manifest(path: Path, model: dict[str, Any]) -> None:
    manifest = json.loads(path.read_text()) if path.exists() else {}
    manifest[MELODY] = model
    path.write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
