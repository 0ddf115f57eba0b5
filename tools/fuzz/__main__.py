"""Attacks the box for so many minutes, and says what was tried and what broke.

    python -m tools.fuzz [--minutes N] [--bytes N] [--seed N] [--guided PYTHON]
    python -m tools.fuzz --again KIND SEED

Boxes live in fast time (`box`), attacked by keyboards, pages and hands that are drawn from a seed;
most with makeshifts in the place of the networks, some with the networks themselves. Between them,
the clocks of boxes in steady tempo are compared with those of boxes in peace, long lives are looked
at for ever more memory, and damaged MIDI files are played with. With `--guided`, the Python of an
environment with atheris, a fifth of the time is a search by coverage. The last line counts; the
exit code is 1 if anything broke. What breaks is told with its seed, by which it breaks again.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random, SystemRandom
from typing import Final

from appliance.jam.controls import Mode
from tools.fuzz.complaints import hushed
from tools.fuzz.files import tried, written
from tools.fuzz.growth import live_long
from tools.fuzz.life import Life, Plan, compare_clocks
from tools.fuzz.minds import networks
from tools.fuzz.searching import can_search, search
from tools.fuzz.tally import Tally
from tools.train.progress import Progress

SHARES: Final = {"life": 0.66, "networks": 0.14, "clock": 0.06, "memory": 0.06, "files": 0.08}
GUIDED: Final = 0.2  # of the time, where there is an environment for it
FILES_AT_ONCE: Final = 50
MODES: Final = list(Mode)

Attack = Callable[[int, Tally], object]


def attack_files(seed: int, tally: Tally) -> None:
    """Play with some MIDI files."""
    random = Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        for number in range(FILES_AT_ONCE):
            content = written(random)
            came = tried(content, Path(folder), MODES[number % len(MODES)], seed)
            tally.files[came] += 1


ATTACKS: Final[dict[str, Attack]] = {
    "life": lambda seed, tally: Life(seed, tally).live(),
    "networks": lambda seed, tally: Life(seed, tally, Plan(1, 10.0, networks)).live(),
    "clock": compare_clocks,
    "memory": live_long,
    "files": attack_files,
}


class Campaign:
    """Attacks of all kinds, each for its share of the time, until time or bytes are over."""

    def __init__(self, seed: int, seconds: float, most_bytes: int | None = None) -> None:
        self.tally = Tally()
        self._seed, self._seconds, self._most = seed, seconds, most_bytes
        self._spent = dict.fromkeys(SHARES, 0.0)
        self._begun = time.monotonic()
        self._whole = max(1, round(seconds))
        self._progress = Progress(self._whole)

    @property
    def passed(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self._begun

    def run(self) -> None:
        """Attack."""
        while self.passed < self._seconds and not self._enough:
            kind = min(SHARES, key=lambda each: self._spent[each] / SHARES[each])
            before = time.monotonic()
            self.attack(kind, self._seed)
            self._spent[kind] += time.monotonic() - before
            self._seed += 1
            self.show()

    def attack(self, kind: str, seed: int) -> None:
        """Do one; what breaks is counted."""
        try:
            ATTACKS[kind](seed, self.tally)
        except Exception as error:
            self.tally.fail(f"--again {kind} {seed}", error)

    def show(self) -> None:
        """Draw the progress."""
        note = f"s, {self.tally.bytes / 1e6:.1f} MB, {len(self.tally.broken)} broke"
        self._progress.show(min(round(self.passed), self._whole), note)

    @property
    def _enough(self) -> bool:
        return self._most is not None and self.tally.bytes >= self._most


def main() -> int:
    """The command; returns its exit code."""
    options = _options()
    print(f"seed {options.seed}", file=sys.stderr)
    with hushed():
        if options.again:
            kind, seed = options.again
            ATTACKS[kind](int(seed), Tally())
            print("nothing broke")
            return 0
        campaign = _waged(options)
    return _report(campaign)


def _waged(options: argparse.Namespace) -> Campaign:
    """The campaign that was asked for, when it is over."""
    seconds = 60.0 * options.minutes
    campaign = Campaign(options.seed, seconds, options.bytes)
    if options.guided and can_search(options.guided):
        options.folder.mkdir(parents=True, exist_ok=True)
        length = GUIDED * seconds
        search(options.guided, length, options.folder, campaign.tally, campaign.show)
    campaign.run()
    return campaign


def _report(campaign: Campaign) -> int:
    tally = campaign.tally
    print(file=sys.stderr)
    for each in tally.broken:
        print(each)
    print(f"the first player's mode: {tally.shares()}")
    print(f"files: {dict(tally.files)}; by coverage: {dict(tally.guided)}")
    print(f"the slowest step took {1000 * tally.slowest:.0f} ms of this machine's time")
    print(tally.words_of(campaign.passed))
    return 1 if tally.broken else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--bytes", type=int, help="end when so many have been tried")
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(10**9))
    parser.add_argument("--guided", type=Path, help="Python of an environment with atheris")
    parser.add_argument("--folder", type=Path, default=Path("build/fuzz"))
    parser.add_argument("--again", nargs=2, metavar=("KIND", "SEED"))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
