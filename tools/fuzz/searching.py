"""The search by coverage, in processes of another environment."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from tools.fuzz.tally import Tally

SHARES: Final = {"box": 0.7, "files": 0.2, "words": 0.1}  # of the time
LEAST: Final = 3  # seconds
LOOK: Final = 2.0  # seconds from one look at a search to the next


def can_search(python: Path) -> bool:
    """Whether an environment has what a search takes."""
    try:
        asked = subprocess.run([str(python), "-c", "import atheris"], capture_output=True)
    except OSError:
        return False
    return asked.returncode == 0


def search(
    python: Path, seconds: float, folder: Path, tally: Tally, show: Callable[[], None]
) -> None:
    """Search for so long; `show` is called now and then."""
    for target, share in SHARES.items():
        length = max(LEAST, int(share * seconds))
        log = folder / f"{target}.log"
        line = [str(python), "-m", "tools.fuzz.guided", target]
        line += ["--seconds", str(length), "--folder", str(folder)]
        with log.open("w") as out, subprocess.Popen(line, stdout=out, stderr=out) as process:
            while process.poll() is None:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(LOOK)
                show()
        with suppress(OSError, ValueError):
            tally.guided[target] += json.loads((folder / f"{target}.json").read_text())["cases"]
        if process.returncode:
            tally.broken.append(f"search of {target} (see {log}):\n{_end_of(log)}")


def _end_of(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-25:])
