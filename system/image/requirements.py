"""Which Python packages another machine needs: a lock's lines without their conditions.

    python3 system/image/requirements.py LOCK PYTHON MACHINE > lock of that machine

pip itself asks the conditions of the machine that it runs on, also where it installs for another.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from packaging.requirements import Requirement


def lines_for(lock: str, python: str, machine: str) -> list[str]:
    """The lines whose conditions hold, such as `numpy==1.26.4`.

    Args:
        lock: the text of a requirements file, a package a line.
        python: its full version, such as 3.11.2.
        machine: its architecture, such as aarch64.
    """
    there = {
        "python_full_version": python,
        "python_version": ".".join(python.split(".")[:2]),
        "platform_machine": machine,
        "sys_platform": "linux",
    }
    needed = map(Requirement, lock.splitlines())
    return [
        f"{each.name}{each.specifier}"
        for each in needed
        if each.marker is None or each.marker.evaluate(there)
    ]


def main(arguments: Sequence[str]) -> None:
    """Print the lines."""
    lock, python, machine = arguments
    print("\n".join(lines_for(Path(lock).read_text(), python, machine)))


if __name__ == "__main__":
    main(sys.argv[1:])
