"""Asks whether anything is known to be wrong with the packages that are shipped.

    .venv/bin/python -m tools.audit [LOCK …] [--with PIP_AUDIT]

pip-audit asks PyPI's database of vulnerabilities about every package of a lock, for every Python
and machine that the box runs on. The exit code is 0 if all were asked about and nothing is known,
1 if something is that is not explained, and 2 if it could not be asked: without a network nothing
is known, and that is not the same as nothing being wrong.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from packaging.requirements import Requirement

SHIPPED: Final = Path("requirements/box.lock")
PIP_AUDIT: Final = Path(".venv-audit/bin/pip-audit")
PYTHONS: Final = ("3.11.2", "3.12.0", "3.13.5")
MACHINES: Final = ("aarch64", "x86_64")
EXPLAINED: Final[Mapping[str, str]] = {}  # by its identifier, why it does not concern the box
CLEAN, FOUND, UNASKED = 0, 1, 2


@dataclass
class Findings:
    """What came of asking; packages as name and version."""

    asked: set[str] = field(default_factory=set)
    known: dict[str, list[str]] = field(default_factory=dict)  # identifiers, by package
    unasked: set[str] = field(default_factory=set)
    silences: int = 0  # how often there was no answer: what is asked for one Python is not for all

    @property
    def code(self) -> int:
        """The exit code."""
        if self.known:
            return FOUND
        return UNASKED if self.unasked or self.silences or not self.asked else CLEAN

    def words(self) -> list[str]:
        """The findings, a line each; the last one counts."""
        lines = [f"{package}: {', '.join(ids)}" for package, ids in sorted(self.known.items())]
        if self.unasked:
            lines.append(f"nothing can be said of {', '.join(sorted(self.unasked))}")
        if self.silences or not self.asked:
            lines.append("the database cannot be reached: is there a network?")
        return [
            *lines,
            f"{len(self.asked)} packages asked about, {len(self.known)} with something known, "
            f"{len(self.unasked)} not asked about",
        ]


def kinds_of(lock: str) -> list[str]:
    """The lock as it is for each Python and machine: no package twice in one of them."""
    needed = [Requirement(line) for line in lock.splitlines() if line]
    kinds = []
    for python in PYTHONS:
        for machine in MACHINES:
            there = {
                "python_full_version": python,
                "python_version": python.rpartition(".")[0],
                "platform_machine": machine,
            }
            lines = [
                f"{each.name}{each.specifier}"
                for each in needed
                if each.marker is None or each.marker.evaluate(there)
            ]
            kinds.append("\n".join(lines))
    return list(dict.fromkeys(kinds))


def take(findings: Findings, told: str, explained: Iterable[str] = EXPLAINED) -> None:
    """Take in what pip-audit says as JSON; anything else is no answer."""
    try:
        packages: list[dict[str, Any]] = json.loads(told)["dependencies"]
    except (ValueError, KeyError, TypeError):
        findings.silences += 1
        return
    for package in packages:
        if "skip_reason" in package:
            findings.unasked.add(package["name"])
            continue
        name = f"{package['name']} {package['version']}"
        findings.asked.add(name)
        ids = [each["id"] for each in package["vulns"] if each["id"] not in explained]
        if ids:
            findings.known[name] = ids


def ask(pip_audit: Path, kind: str) -> str:
    """What pip-audit says of some lines of requirements; nothing where it is not there."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(kind)
        file.flush()
        command = [str(pip_audit), "--format=json", "--progress-spinner=off", "--no-deps"]
        command += ["--disable-pip", "--requirement", file.name]
        try:
            return subprocess.run(command, capture_output=True, text=True, check=False).stdout
        except OSError as error:
            print(f"{pip_audit}: {error.strerror}", file=sys.stderr)
            return ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask, and say what came of it; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("locks", nargs="*", type=Path, default=[SHIPPED])
    parser.add_argument("--with", dest="pip_audit", type=Path, default=PIP_AUDIT)
    options = parser.parse_args(arguments)
    findings = Findings()
    for lock in options.locks:
        for kind in kinds_of(lock.read_text()):
            take(findings, ask(options.pip_audit, kind))
    print(*findings.words(), sep="\n")
    return findings.code


if __name__ == "__main__":
    sys.exit(main())
