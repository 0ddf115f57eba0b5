"""Run a command as root on the virtual kernel, without systemd, in a copy of this tree.

    python -m tools.virtual.run COMMAND

The exit code is 0 if the command's was. Virtual MIDI ports (snd-virmidi) are there, which the
virtual box does not have.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tools.virtual.build import TREE, Parts, parts
from tools.virtual.machine import Machine

_TREE = ("appliance", "tools", "tests", "models_tflite", "pyproject.toml")
_GOOD = "guest ends with 0"
_PATIENCE = 3600.0


def run(of: Parts, command: str, patience: float = _PATIENCE) -> tuple[bool, str]:
    """Whether a command ended well, and all that was said; raises a TimeoutError."""
    with tempfile.TemporaryDirectory() as folder:
        said, tree = Path(folder, "said"), Path(folder, "tree")
        Path(folder, "command").write_text(command + "\n")
        line = ["tar", "cf", str(tree), "--exclude=__pycache__", "-C", str(TREE), *_TREE]
        subprocess.run([*line, "-C", folder, "command"], check=True)
        machine = Machine(
            of, [tree], ["init=/opt/hands/init", "snd_dummy.enable=0"], said, megabytes=640
        )
        try:
            machine.wait(patience)
        finally:
            machine.end()
        words = said.read_text(errors="replace")
    return _GOOD in words, words


if __name__ == "__main__":
    good, words = run(parts(), " ".join(sys.argv[1:]))
    print(words)
    sys.exit(not good)
