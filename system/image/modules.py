"""Which of a kernel's modules an image needs: those of a list and what they depend on.

    python3 system/image/modules.py FOLDER LIST …

FOLDER is the kernel's (…/lib/modules/6.1…). Prints paths within it, one a line.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePath


def wanted(text: str) -> list[str]:
    """The names in a list; `#` begins a comment."""
    return [name for line in text.splitlines() if (name := line.partition("#")[0].strip())]


def closure(names: Iterable[str], dependencies: str, built_in: str) -> list[str]:
    """Paths of the modules and of all that they depend on, sorted.

    Args:
        names: of modules; `-` and `_` are the same.
        dependencies: the kernel's modules.dep.
        built_in: the kernel's modules.builtin.

    Raises:
        ValueError: if the kernel has no module of a name, nor is it built in.
    """
    needs = dict(line.split(":", 1) for line in dependencies.splitlines())
    paths = {_name(path): path for path in needs}
    inside = {_name(path) for path in built_in.split()}
    found: set[str] = set()
    for name in names:
        path = paths.get(_name(name))
        if path is not None:
            found |= {path, *needs[path].split()}
        elif _name(name) not in inside:
            raise ValueError(f"this kernel has no module {name}")
    return sorted(found)


def _name(path: str) -> str:
    return PurePath(path).name.partition(".ko")[0].replace("-", "_")


def main(arguments: Sequence[str]) -> None:
    """Print the paths."""
    folder, *lists = map(Path, arguments)
    names = [name for each in lists for name in wanted(each.read_text())]
    dependencies = (folder / "modules.dep").read_text()
    for path in closure(names, dependencies, (folder / "modules.builtin").read_text()):
        print(path)


if __name__ == "__main__":
    main(sys.argv[1:])
