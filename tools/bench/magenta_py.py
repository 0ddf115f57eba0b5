"""The older peer: a step of Python magenta's basic_rnn, with LSTMs of the same size.

    .venv/bin/python -m tools.bench.magenta_py

It is installed from PyPI into build/bench-magenta when it is first asked for, pinned as it pins
itself (2.2 GB, TensorFlow 2.9 among it; some minutes). That takes Python 3.7, where there is one:
as `python3.7`, or one of pyenv's, or the one that MAGENTA_PYTHON names. Without it, or if the
installation fails, there is no comparison, and a line says so.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tools.bench.magenta import standard_size
from tools.bench.results import Effort, Results, alone

STEP = Path("tools/bench/peer/magenta_step.py")
LOCK = Path("requirements/magenta.lock")
INSTALLED = Path("build/bench-magenta")
IS_37 = "import sys; sys.exit(sys.version_info[:2] != (3, 7))"


def magenta_py(results: Results, _: Effort) -> None:
    """Measure it at the size of the standard networks, and keep `magenta_py_us`."""
    step = magenta_py_step(*standard_size())
    if step is not None:
        results.figure(magenta_py_us=step)


def magenta_py_step(units: int, layers: int) -> float | None:
    """Microseconds of a step, a median; None if it cannot be had."""
    if not _install():
        return None
    command = [str(_python()), str(STEP), str(units), str(layers)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        print("Python magenta: no comparison, for it fails:", _end(done.stderr))
        return None
    return float(json.loads(done.stdout.splitlines()[-1])["median"])


def _install() -> bool:
    """Whether it is installed, after having tried to."""
    stamp = INSTALLED / "stamp"
    if stamp.exists():
        return True
    python = next(filter(_is_37, _candidates()), None)
    if python is None:
        print("Python magenta: no comparison, for there is no Python 3.7")
        return False
    print("Python magenta is installed into", INSTALLED, flush=True)
    shutil.rmtree(INSTALLED, ignore_errors=True)
    pip = [str(_python()), "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    commands = (
        [python, "-m", "venv", str(INSTALLED)],
        [*pip, "pip==24.0", "setuptools==65.7.0", "wheel==0.37.1"],
        [*pip, "--no-deps", "--no-build-isolation", "-r", str(LOCK)],
    )
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            print("Python magenta: no comparison, for it cannot be installed:", _end(done.stderr))
            return False
    stamp.touch()
    return True


def _end(words: str) -> str:
    return words.strip().rpartition("\n")[2]


def _python() -> Path:
    return INSTALLED / "bin" / "python"


def _candidates() -> Iterator[str]:
    """What may be Python 3.7."""
    if named := os.environ.get("MAGENTA_PYTHON"):
        yield named
    if found := shutil.which("python3.7"):
        yield found
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from map(str, sorted(root.glob("versions/3.7*/bin/python")))


def _is_37(python: str) -> bool:
    try:
        return subprocess.run([python, "-c", IS_37], capture_output=True).returncode == 0
    except OSError:
        return False


if __name__ == "__main__":
    alone(magenta_py)
