"""The peer: a step of @magenta/music's MusicRNN, with LSTMs of the same size and sampling included.

It is installed from the npm registry into build/bench-peer when it is first asked for (260 MB);
without Node.js, or if that fails, there is no comparison.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from appliance.models.manifest import BASS, SIZES, load_model
from tools.bench.decisions import MODELS

PEER = Path("tools/bench/peer")
INSTALLED = Path("build/bench-peer")
BACKENDS = ("wasm", "cpu")


def standard_size() -> tuple[int, int]:
    """Units and layers of the bass' LSTM, standard size."""
    size = load_model(MODELS, BASS, SIZES[0]).entry["size"]
    return size["units"], size["layers"]


def magenta_steps(units: int, layers: int) -> dict[str, float]:
    """Microseconds of a step by tfjs backend, medians; empty if it cannot be had."""
    if shutil.which("npm") is None or not _install():
        return {}
    steps = {backend: _step(backend, units, layers) for backend in BACKENDS}
    return {backend: step for backend, step in steps.items() if step is not None}


def _install() -> bool:
    """Whether it is installed, after having tried to; of what fails half-way nothing is left."""
    modules = INSTALLED / "node_modules"
    if modules.exists():
        return True
    INSTALLED.mkdir(parents=True, exist_ok=True)
    shutil.copy(PEER / "package.json", INSTALLED)
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--silent")
    if subprocess.run(["npm", "install", *quiet], cwd=INSTALLED).returncode == 0:
        return True
    shutil.rmtree(modules, ignore_errors=True)
    return False


def _step(backend: str, units: int, layers: int) -> float | None:
    script = [str(PEER / "magenta.cjs"), str(INSTALLED), backend, str(units), str(layers)]
    run = subprocess.run(["node", *script], capture_output=True, text=True)
    if run.returncode != 0:
        print(f"no step of @magenta/music, {backend}: {run.stderr.strip()[-200:]}", flush=True)
        return None
    return float(json.loads(run.stdout.splitlines()[-1])["median"])
