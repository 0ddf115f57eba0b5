"""Searches by coverage (atheris) for what breaks the box; in an environment of its own.

    python -m tools.fuzz.guided TARGET --seconds N --folder FOLDER

It goes on from what it has found before, which lies in the folder. The exit code is not 0 if
something broke; what did lies there as well. How much was tried stands in `TARGET.json`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Final

import atheris

with atheris.instrument_imports(include=["appliance", "mido"]):
    from appliance.music.midifile import MidiFileError, read_score
    from appliance.web.protocol import parse
    from tools.fuzz.complaints import hushed
    from tools.fuzz.files import written
    from tools.fuzz.page_words import words
    from tools.fuzz.script import Scripted, decoded

LONGEST: Final = {"box": 400, "files": 600, "words": 200}  # bytes of a case
SEEDS: Final = 40
WRITE_EVERY: Final = 32  # cases

Try = Callable[[bytes, Path], None]


def try_box(content: bytes, folder: Path) -> None:
    """A whole box, and a script of what is done to it."""
    setup, actions = decoded(content)
    Scripted(setup, actions).play()


def try_file(content: bytes, folder: Path) -> None:
    """A MIDI file."""
    path = folder / "in.mid"
    path.write_bytes(content)
    try:
        read_score(path)
    except MidiFileError:
        return


def try_words(content: bytes, folder: Path) -> None:
    """What a page says."""
    try:
        parse(content.decode("utf-8", "replace"))
    except ValueError:
        return


TARGETS: Final[dict[str, Try]] = {"box": try_box, "files": try_file, "words": try_words}


def main() -> None:
    """Search, and end as the fuzzer does."""
    parser = argparse.ArgumentParser(description="Search by coverage for what breaks the box.")
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--folder", type=Path, default=Path("build/fuzz"))
    options = parser.parse_args()
    corpus = options.folder / options.target
    corpus.mkdir(parents=True, exist_ok=True)
    _sow(options.target, corpus)
    arguments = [
        sys.argv[0],
        str(corpus),
        f"-max_total_time={options.seconds}",
        f"-max_len={LONGEST[options.target]}",
        f"-artifact_prefix={options.folder}/broken-{options.target}-",
        "-timeout=60",
        "-verbosity=0",
    ]
    attempt = _Counted(TARGETS[options.target], options.folder, options.target)
    with hushed():
        atheris.Setup(arguments, attempt)
        atheris.Fuzz()


class _Counted:
    """Counts cases and their bytes, and writes it down now and then."""

    def __init__(self, attempt: Try, folder: Path, target: str) -> None:
        self._try, self._folder, self._target = attempt, folder, target
        self._cases = self._bytes = 0

    def __call__(self, content: bytes) -> None:
        self._cases += 1
        self._bytes += len(content)
        if self._cases % WRITE_EVERY == 0:
            told = {"cases": self._cases, "bytes": self._bytes}
            (self._folder / f"{self._target}.json").write_text(json.dumps(told))
        self._try(content, self._folder)


def _sow(target: str, corpus: Path) -> None:
    """Something to begin with, where there is nothing yet."""
    if any(corpus.iterdir()):
        return
    random = Random(1)
    for number in range(SEEDS):
        content: str | bytes = random.randbytes(100)
        if target == "files":
            content = written(random)
        elif target == "words":
            content = words(random)
        whole = content.encode("utf-8", "replace") if isinstance(content, str) else content
        (corpus / f"seed-{number}").write_bytes(whole)


if __name__ == "__main__":
    main()
