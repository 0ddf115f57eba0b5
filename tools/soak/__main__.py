"""Lets people play with a box for hours of music, in fast time, and tells what broke.

    python -m tools.soak [--minutes N | --hours N] [--seed S]

A soak is a row of sittings of some hours each. A sitting is a process of its own, in which a whole
box plays with the real networks and people do all that people do; see `sitting`. How it goes is
written to build/soak.json every few seconds; with --resume, sittings that are over there are not
repeated. The last line counts; the exit code is 1 if anything broke.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from tools.files import write_json
from tools.soak.results import Results
from tools.soak.sitting import CORPUS
from tools.train.progress import Progress

OUT: Final = Path("build/soak.json")
WHOLE: Final = 180.0  # minutes of music in a sitting
OVERTIME: Final = 60.0  # seconds that a sitting may take to come to an end
MOST_DEATHS: Final = 5
LAST_WORDS: Final = 2000  # letters of what a process said before it died


class Soak:
    """Sittings, one after the other."""

    def __init__(self, options: argparse.Namespace) -> None:
        """`options` are those of the command line."""
        self._options = options
        self._begun = time.monotonic()
        resumes = options.resume and options.out.exists()
        before = json.loads(options.out.read_text()) if resumes else {}
        self.results = Results(
            options.seed, options.sitting, options.corpus, before.get("sittings")
        )
        self._music = 60.0 * options.hours if options.hours else None
        self._whole = round(60.0 * (self._music or options.minutes))
        self._progress = Progress(self._whole, round(self._done))

    @property
    def _done(self) -> float:
        """Seconds of music, or of the time that there is."""
        spent = time.monotonic() - self._begun
        return spent if self._music is None else 60.0 * self.results.minutes

    def run(self) -> None:
        """Sit down again and again, until the music or the time is over."""
        number = self._options.first
        while (left := self._left()) is None or left > 0.0:
            minutes = self._options.sitting
            if self._music is not None:
                minutes = min(minutes, self._music - self.results.minutes)
                if minutes <= 0.0 or self.results.deaths >= MOST_DEATHS:
                    break
            if not self.results.is_over(number):
                self._sit(number, minutes, left)
            number += 1
        self._tell(self._whole)

    def _left(self) -> float | None:
        """Seconds of the time there is; None: as many as it takes."""
        if self._music is not None:
            return None
        return 60.0 * self._options.minutes - (time.monotonic() - self._begun)

    def _sit(self, number: int, minutes: float, seconds: float | None) -> None:
        """One sitting, told as it goes."""
        command = [sys.executable, "-m", "tools.soak.sitting", f"--seed={self._options.seed}"]
        command += [f"--number={number}", f"--minutes={minutes}"]
        command += [f"--corpus={self._options.corpus}"]
        command += [] if seconds is None else [f"--seconds={seconds}"]
        with (
            tempfile.TemporaryFile("w+") as said,
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, text=True) as process,
        ):
            try:
                for told in _lines(process):
                    self.results.take(number, told)
                    self._tell()
                code = process.wait(OVERTIME)
                said.seek(0)
                self.results.ended(number, code, said.read()[-LAST_WORDS:])
            finally:
                if process.poll() is None:
                    process.kill()

    def _tell(self, done: int | None = None) -> None:
        """Write down how it goes, and show it."""
        spent = time.monotonic() - self._begun
        write_json(self._options.out, self.results.told(spent))
        note = f"{self.results.minutes / 60:.2f} h of music, {self.results.broken} broken"
        self._progress.show(done or min(round(self._done), self._whole - 1), note)

    def last_words(self) -> str:
        """What broke and how to repeat it, and a line that counts."""
        return self.results.words(time.monotonic() - self._begun)


def _lines(process: subprocess.Popen[str]) -> Iterator[dict[str, Any]]:
    assert process.stdout is not None
    for line in process.stdout:
        with suppress(ValueError):
            yield json.loads(line)


def main() -> int:
    """Soak, and tell."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=10.0, help="that it takes")
    parser.add_argument("--hours", type=float, help="instead: of music")
    parser.add_argument("--sitting", type=float, default=WHOLE, help="minutes of music in each")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first sitting")
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--resume", action="store_true", help="what is over in OUT stays")
    soak = Soak(parser.parse_args())
    with suppress(KeyboardInterrupt):
        soak.run()
    print("\n" + soak.last_words())
    return int(bool(soak.results.broken))


if __name__ == "__main__":
    sys.exit(main())
