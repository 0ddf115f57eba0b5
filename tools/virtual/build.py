"""What the virtual box is made of, built where something has changed and kept in build/virtual.

    python -m tools.virtual.build

Each part lies in a folder that is named by a hash of all that it is made from: the kernel
(minutes), what changes seldom of the root file system (a minute), the root itself (seconds).
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
TREE: Final = HERE.parents[1]
KEPT: Final = TREE / "build" / "virtual"
SOURCE_PACKAGE: Final = "linux-source-6.1"
_PRODUCT = ("appliance", "models_tflite", "system", "requirements/box.lock")


@dataclass(frozen=True)
class Parts:
    """Files of the virtual box.

    Attributes:
        kernel: the program.
        board: description of the board, for the kernel.
        root: image of the root file system.
    """

    kernel: Path
    board: Path
    root: Path


def parts() -> Parts:
    """The parts, built as far as they are not there.

    Raises:
        subprocess.CalledProcessError: if one cannot be built; why has been printed.
    """
    version = _output("dpkg-query", "-W", "-f", "${Version}", SOURCE_PACKAGE)
    kernel = _made("kernel", _digest([HERE / "kernel"], version), _kernel)
    seldom = [HERE / "root/base.sh", HERE / "root/packages", TREE / "requirements/box.lock"]
    base = _made("base", _digest(seldom), _base)
    often = [*(TREE / name for name in _PRODUCT), HERE / "root", HERE / "hands"]
    root = _made(
        "root",
        _digest(often, kernel.name, base.name),
        lambda folder: _run(HERE / "root/root.sh", base, kernel, folder / "root.img"),
    )
    return Parts(kernel / "linux", kernel / "board.dtb", root / "root.img")


def _kernel(folder: Path) -> None:
    _run(HERE / "kernel/kernel.sh", folder)


def _base(folder: Path) -> None:
    _run(HERE / "root/base.sh", folder)


def _made(name: str, digest: str, make: Callable[[Path], None]) -> Path:
    """The folder of a part; made, in place of the one before, if there is none of this digest."""
    folder = KEPT / f"{name}-{digest}"
    if folder.exists():
        return folder
    print(f"{name}: to be built", file=sys.stderr, flush=True)
    begun, partial = time.monotonic(), KEPT / f"{name}.partial"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    make(partial)
    for old in KEPT.glob(f"{name}-*"):
        shutil.rmtree(old)
    partial.rename(folder)
    print(f"{name}: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    return folder


def _digest(sources: Iterable[Path], *others: str) -> str:
    """Twelve digits that stand for the content of files and folders, and for other words."""
    digest = hashlib.sha256("\0".join(others).encode())
    for source in sources:
        for path in sorted(source.rglob("*")) if source.is_dir() else [source]:
            if path.is_file() and "__pycache__" not in path.parts:
                content = hashlib.sha256(path.read_bytes()).hexdigest()
                digest.update(f"{path.relative_to(TREE)} {content}\n".encode())
    return digest.hexdigest()[:12]


def _run(program: Path, *arguments: Path) -> None:
    environment = {**os.environ, "PYTHON": sys.executable}
    line = [str(program), *map(str, arguments)]
    subprocess.run(line, check=True, env=environment, stdout=sys.stderr)


def _output(*line: str) -> str:
    return subprocess.run(line, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    print(parts())
