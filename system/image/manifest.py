"""What an image holds: every package with its version, source and licences, one a line.

    python3 system/image/manifest.py ROOT KERNEL LOCK > manifest.tsv

ROOT is the image's root file system; KERNEL, one whose kernel and firmware were taken, with LOCK
naming their versions. Columns: kind, package, version, source package, licences.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path
from typing import NamedTuple

_NAMED = re.compile(r"^License:[ \t]*(\S.*)$", re.MULTILINE)
_COMMON = re.compile(r"/usr/share/common-licenses/([\w.+-]*[\w+])")
_CLASS = "License :: OSI Approved :: "
_KERNEL = ("linux-image-", "raspi-firmware", "u-boot-rpi", "busybox-static")


class Row(NamedTuple):
    """A package of the image."""

    kind: str
    package: str
    version: str
    source: str
    licences: str


def licences_in(copyright_file: str) -> str:
    """The licences that a Debian copyright file names, as it spells them."""
    found = _NAMED.findall(copyright_file) or _COMMON.findall(copyright_file)
    return ", ".join(sorted({" ".join(each.split()) for each in found})) or "see its copyright file"


def debian_rows(root: Path) -> Iterator[Row]:
    """The packages that are installed in a root file system."""
    for stanza in (root / "var/lib/dpkg/status").read_text().split("\n\n"):
        fields = HeaderParser().parsestr(stanza)
        if fields.get("Status", "").endswith(" installed"):
            name, version = fields["Package"], fields["Version"]
            source = fields.get("Source", name)
            yield Row("debian", name, version, source, _debian_licences(root, name))


def kernel_rows(root: Path, lock: str) -> Iterator[Row]:
    """Packages of which only files were taken, by the names and versions of a lock."""
    for name, version in (line.split() for line in lock.splitlines() if line[:1] != "#"):
        if name.startswith(_KERNEL) and name != "linux-image-arm64":
            yield Row("files", name, version, _source(name), _debian_licences(root, name))


def python_rows(packages: Path) -> Iterator[Row]:
    """The Python packages of a folder that pip has filled."""
    for metadata in sorted(packages.glob("*.dist-info/METADATA")):
        fields = HeaderParser().parsestr(metadata.read_text(errors="replace"))
        name = fields["Name"]
        yield Row("python", name, fields["Version"], name, _python_licence(fields))


def _source(name: str) -> str:
    named = {"busybox-static": "busybox", "raspi-firmware": name, "u-boot-rpi": "u-boot"}
    return named.get(name, "linux")


def _debian_licences(root: Path, package: str) -> str:
    file = root / "usr/share/doc" / package / "copyright"
    return licences_in(file.read_text(errors="replace")) if file.exists() else "of its source"


def _python_licence(fields: Message) -> str:
    classes = [each for each in fields.get_all("Classifier", []) if each.startswith(_CLASS)]
    named = [each.removeprefix(_CLASS) for each in classes]
    written = fields.get("License", "").strip().partition("\n")[0]
    return fields.get("License-Expression") or ", ".join(named) or written or "see its METADATA"


def main(arguments: Sequence[str]) -> None:
    """Print the table."""
    root, kernel, lock = map(Path, arguments)
    rows = [
        *debian_rows(root),
        *kernel_rows(kernel, lock.read_text()),
        *python_rows(root / "opt/antiphon/packages"),
    ]
    for row in (Row(*Row._fields), *sorted(rows)):
        print("\t".join(row))


if __name__ == "__main__":
    main(sys.argv[1:])
