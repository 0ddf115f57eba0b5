"""The manifest of the shipped models: what a file must be before the box plays with it.

A model set has a network for each task and each size: `melody` and `bass`, and the same with
`-small` for slow boards. Beside each there may be a critic (a Q-network): `-dqn`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sized
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from appliance.models import bass_layout, melody_encoder
from appliance.models.bass_encoder import Manner
from appliance.models.bass_layout import BASS_KINDS, COVERAGES, DENSITIES
from appliance.models.critic import Critic
from appliance.models.frames import KINDS
from appliance.models.habits import WIDTH
from appliance.models.network import ModelError, StepNetwork
from appliance.music.events import HIGHEST_PITCH, LOWEST_PITCH, VOCABULARY_SIZE
from appliance.music.genres import GENRES
from appliance.reading import read_file

SHIPPED = Path(__file__).parents[2] / "models_tflite"
MANIFEST = "manifest.json"
MOST = 1 << 28  # bytes of a file
MELODY, BASS = "melody", "bass"
SIZES = ("standard", "small")
_LAYOUTS = {
    MELODY: (melody_encoder.INPUTS, melody_encoder.OUTPUTS),
    BASS: (bass_layout.INPUTS, bass_layout.OUTPUTS),
}


def entry_name(task: str, size: str = "standard", critic: bool = False) -> str:
    """Name of a network's entry in the manifest, and of its file without the ending."""
    own = f"{task}-dqn" if critic else task
    return own if size == "standard" else f"{own}-{size}"


def contract(task: str) -> dict[str, Any]:
    """What the code and a network must agree on; stands in the manifest of every model."""
    inputs, outputs = _LAYOUTS[task]
    return {
        "vocabulary": {
            "size": VOCABULARY_SIZE,
            "lowest_pitch": LOWEST_PITCH,
            "highest_pitch": HIGHEST_PITCH,
        },
        "inputs": inputs.widths,
        "outputs": outputs.widths,
        "genres": [genre.key for genre in GENRES],
    }


@dataclass(frozen=True)
class ModelFile:
    """A verified network file and what the manifest says of it."""

    content: bytes
    entry: dict[str, Any]

    def network(self, rows: int = 1) -> StepNetwork:
        """The network, for so many lines at once.

        Raises:
            ModelError: if the runtime refuses it.
        """
        return StepNetwork(self.content, rows=rows)


def critic_file(folder: Path, task: str, size: str = "standard") -> ModelFile | None:
    """The file of the critic beside a network, verified; None for a model set without one.

    Raises:
        ModelError: if it is missing though the manifest has it, damaged, or made for other code.
    """
    if entry_name(task, size, critic=True) not in read_manifest(folder):
        return None
    return load_model(folder, task, size, critic=True)


def load_critic(folder: Path, task: str, size: str = "standard", rows: int = 1) -> Critic | None:
    """The critic beside a network, for so many lines; None for a model set without one.

    Raises:
        ModelError: as `critic_file`, or if the manifest does not say its habits in full.
    """
    critic = critic_file(folder, task, size)
    return None if critic is None else critic_of(critic, rows)


def critic_of(critic: ModelFile, rows: int = 1) -> Critic:
    """The critic of a verified file, for so many lines, with its habits.

    Raises:
        ModelError: if the manifest does not say them in full, or the runtime refuses the network.
    """
    told = critic.entry.get("habits", {})
    try:
        tables = _finite([told[genre.key] for genre in GENRES])
        return Critic(critic.network(rows), tables.reshape(len(GENRES), WIDTH))
    except (KeyError, ValueError, TypeError) as error:
        raise ModelError(f"{MANIFEST} does not say a critic's habits ({error})") from error


def load_model(
    folder: Path, task: str = MELODY, size: str = "standard", critic: bool = False
) -> ModelFile:
    """The network file for a task, verified against the manifest.

    Raises:
        ModelError: if manifest or file is missing, damaged, or made for other code.
    """
    name = entry_name(task, size, critic)
    entry = read_manifest(folder).get(name)
    if not isinstance(entry, dict) or not isinstance(entry.get("file"), str):
        raise ModelError(f"{folder / MANIFEST} has no entry {name!r}")
    content = _read(folder / entry["file"])
    if hashlib.sha256(content).hexdigest() != entry.get("sha256"):
        raise ModelError(f"{folder / entry['file']} is damaged: its checksum is wrong")
    for part, value in contract(task).items():
        if entry.get(part) != value:
            raise ModelError(f"{entry['file']} was made for another {part} than this version has")
    return ModelFile(content, entry)


def load_network(folder: Path, task: str = MELODY, size: str = "standard") -> StepNetwork:
    """The network for a task, verified, for one line.

    Raises:
        ModelError: if manifest or file is missing, damaged, or made for other code.
    """
    network = load_model(folder, task, size).network()
    inputs, outputs = _LAYOUTS[task]
    if (network.input_size, network.output_size) != (inputs.width, outputs.width):
        raise ModelError(f"{entry_name(task, size)} has inputs or outputs of the wrong size")
    return network


def manners(model: ModelFile) -> dict[str, Manner]:
    """How the bass of each genre is played, by genre key, for a single jam.

    Raises:
        ModelError: if the manifest does not say it in full.
    """
    told = model.entry.get("manners", {})
    try:
        return {genre.key: _manner(told[genre.key]) for genre in GENRES}
    except (KeyError, ValueError, TypeError, OverflowError) as error:
        raise ModelError(f"{MANIFEST} does not say how a bass is played ({error})") from error


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a folder of models.

    Raises:
        ModelError: if it is missing or no JSON object.
    """
    try:
        manifest = json.loads(_read(folder / MANIFEST))
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{folder / MANIFEST} is no valid JSON ({error})") from error
    if not isinstance(manifest, dict):
        raise ModelError(f"{folder / MANIFEST} is no JSON object")
    return manifest


def _manner(told: dict[str, Any]) -> Manner:
    return Manner(
        np.array([BASS_KINDS.index(told["kind"])]),
        np.array([_level(told["density"], DENSITIES)]),
        np.array([_level(told["coverage"], COVERAGES)]),
        _finite([told["balance"]]).reshape(1, KINDS),
    )


def _level(told: Any, edges: Sized) -> int:
    """One of the levels that edges part."""
    level = int(told)
    if not 0 <= level <= len(edges):
        raise ValueError(f"{told} is no level")
    return level


def _finite(told: Any) -> npt.NDArray[np.float32]:
    """Numbers that can be reckoned with."""
    numbers = np.array(told, np.float32)
    if not np.isfinite(numbers).all():
        raise ValueError("a number is not finite")
    return numbers


def _read(path: Path) -> bytes:
    try:
        return read_file(path, MOST)
    except OSError as error:
        raise ModelError(f"{path} cannot be read ({error.strerror})") from error
    except ValueError as error:  # a name that no file can have
        raise ModelError(f"{str(path)!r} cannot be read ({error})") from error
