"""The manifest of the shipped models: what a file must be before the box plays with it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from appliance.models.encoding import FEATURES
from appliance.models.network import ModelError, StepNetwork
from appliance.music.events import HIGHEST_PITCH, LOWEST_PITCH, VOCABULARY_SIZE
from appliance.music.genres import GENRES

SHIPPED = Path(__file__).parents[2] / "models_tflite"
MANIFEST = "manifest.json"
MELODY = "melody"


def contract() -> dict[str, Any]:
    """What the code and a melody network must agree on; stands in the manifest of every model."""
    return {
        "vocabulary": {
            "size": VOCABULARY_SIZE,
            "lowest_pitch": LOWEST_PITCH,
            "highest_pitch": HIGHEST_PITCH,
        },
        "features": FEATURES,
        "genres": [genre.key for genre in GENRES],
    }


def load_network(folder: Path, task: str = MELODY) -> StepNetwork:
    """The network for a task, verified against the manifest.

    Raises:
        ModelError: if manifest or file is missing, damaged, or made for other code.
    """
    entry = read_manifest(folder).get(task)
    if not isinstance(entry, dict) or "file" not in entry:
        raise ModelError(f"{folder / MANIFEST} has no entry {task!r}")
    content = _read(folder / entry["file"])
    if hashlib.sha256(content).hexdigest() != entry.get("sha256"):
        raise ModelError(f"{folder / entry['file']} is damaged: its checksum is wrong")
    for part, value in contract().items():
        if entry.get(part) != value:
            raise ModelError(f"{entry['file']} was made for another {part} than this version has")
    network = StepNetwork(content)
    if (network.input_size, network.output_size) != (sum(FEATURES.values()), VOCABULARY_SIZE):
        raise ModelError(f"{entry['file']} has inputs or outputs of the wrong size")
    return network


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a folder of models.

    Raises:
        ModelError: if it is missing or no JSON object.
    """
    try:
        manifest = json.loads(_read(folder / MANIFEST))
    except ValueError as error:
        raise ModelError(f"{folder / MANIFEST} is no valid JSON ({error})") from error
    if not isinstance(manifest, dict):
        raise ModelError(f"{folder / MANIFEST} is no JSON object")
    return manifest


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelError(f"{path} cannot be read ({error.strerror})") from error
