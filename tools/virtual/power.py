"""Cuts the power of a virtual box while it keeps what it is to keep, and looks what is left.

    python -m tools.virtual.power [TIMES] [--seed N] [--folder FOLDER]

The data partition lies on a disk that loses what was not flushed (`volatile`). The box records a
jam, and beside it a number is counted up (`hands.counting`) and kept as the box keeps what it has
learnt. At a random moment the power is cut; the box is switched on again with what the disk may
hold then. The file system must be whole once its journal is played back, everything that was
acknowledged must be there, and a phrase must be answered. The last line counts; the exit code is 1
if anything was lost.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from typing import Final

from tools.train.progress import Progress
from tools.virtual.box import SHIPPED_SETTINGS, VirtualBox
from tools.virtual.build import Parts, parts
from tools.virtual.disks import data_disk
from tools.virtual.ledger import Kept, Ledger
from tools.virtual.volatile_mount import NAME

LONGEST: Final = 12.0  # seconds of keeping before a cut; a jam is written every five
MEGABYTES: Final = 32
NOTE: Final = 0.2  # seconds
PITCHES: Final = (60, 62, 64, 67, 69, 67, 64, 62)
NOTE_ON, NOTE_OFF = 0x90, 0x80
LENGTH: Final = NOTE * len(PITCHES)
PHRASE: Final = [
    message
    for place, pitch in enumerate(PITCHES)
    for message in (
        (place * NOTE, bytes([NOTE_ON, pitch, 90])),
        ((place + 0.8) * NOTE, bytes([NOTE_OFF, pitch, 64])),
    )
]
WATCHED: Final = ("systemd.setenv=ANTIPHON_LOG=DEBUG", "systemd.journald.max_level_console=debug")
COUNTING: Final = "tools.virtual.hands.counting"
HANDS: Final = "cd /opt/hands && PYTHONPATH=/opt/antiphon:/opt/antiphon/packages python3 -m"


class PowerCuts:
    """One box, whose power is cut again and again; `losses` are told in words."""

    def __init__(self, of: Parts, folder: Path, random: Random) -> None:
        self.losses: list[str] = []
        self.checks: Counter[int] = Counter()  # exit codes of `e2fsck -p`
        self._of, self._folder, self._random = of, folder, random
        self._image, self._ledger = folder / "card.img", Ledger()
        data_disk(self._image, MEGABYTES)
        settings = SHIPPED_SETTINGS.read_text().replace("most = 200", "most = 9999")
        self._settings = settings.encode()

    def cycle(self, last: bool = False) -> None:
        """Switch on, look, play, and, but for the last time, keep and cut."""
        with volatile(self._image, self._folder / "card", self._random.randrange(1 << 30)) as disk:
            box = VirtualBox(
                self._of,
                self._folder,
                settings=self._settings,
                plugged=[0],
                data=disk,
                arguments=WATCHED,
            )
            try:
                box.start()
                box.wait_until_ready()
                self._look(box)
                self._plays(box)
                if not last:
                    box.run(f"({HANDS} {COUNTING}) > /dev/null 2>&1 &")
                    self._keep(box, self._random.uniform(0.0, LONGEST))
            finally:
                box.cut()
        self._ledger.read(box.console)
        self._check()

    def _look(self, box: VirtualBox) -> None:
        kept = Kept.told(box.run(f"{HANDS} tools.virtual.hands.keeping"))
        self.losses += self._ledger.lost(kept)

    def _plays(self, box: VirtualBox) -> None:
        """Play a phrase, by which the box begins a jam, and hear an answer."""
        begun = box.play(0, PHRASE)
        try:
            box.wait_for(lambda: box.heard(0, begun + LENGTH), "an answer")
        except AssertionError:
            self.losses.append("the box does not play")

    def _keep(self, box: VirtualBox, seconds: float) -> None:
        """Play on for so long, so that there is something to be kept."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0.0:
            box.play(0, PHRASE)
            time.sleep(min(left, LENGTH))

    def _check(self) -> None:
        """The file system as it would be mounted again, on a copy."""
        copy = self._folder / "copy.img"
        shutil.copyfile(self._image, copy)
        self.checks[_fsck("-p", copy)] += 1
        if code := _fsck("-fn", copy):
            self.losses.append(f"the file system is not whole: e2fsck says {code}")


def _fsck(option: str, image: Path) -> int:
    return subprocess.run(["e2fsck", option, str(image)], capture_output=True).returncode


@contextmanager
def volatile(image: Path, folder: Path, seed: int) -> Iterator[Path]:
    """A disk that loses what was not flushed; its image is what is left when this is over."""
    folder.mkdir(exist_ok=True)
    module = "tools.virtual.volatile_mount"
    server = subprocess.Popen(
        [sys.executable, "-m", module, str(image), str(folder), "--seed", str(seed)]
    )
    try:
        while not (folder / NAME).exists():
            assert server.poll() is None, "the disk is not served"
            time.sleep(0.05)
        yield folder / NAME
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def main() -> int:
    """Cut the power so many times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("times", type=int, nargs="?", default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="for disks and console; kept")
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="power-"))
    folder.mkdir(parents=True, exist_ok=True)
    cuts, done = PowerCuts(parts(), folder, Random(options.seed)), 0
    progress = Progress(options.times)
    with suppress(KeyboardInterrupt):  # then it is told what came of those that there were
        for done in range(options.times):
            progress.show(done, f"power cuts, {len(cuts.losses)} losses")
            cuts.cycle()
        cuts.cycle(last=True)
        done = options.times
    codes = ", ".join(f"{code}: {count}" for code, count in sorted(cuts.checks.items()))
    print("\n".join(["", *cuts.losses]))
    print(f"{done} power cuts, {len(cuts.losses)} losses; e2fsck -p said {codes}")
    if options.folder is None and not cuts.losses:
        shutil.rmtree(folder)
    return int(bool(cuts.losses))


if __name__ == "__main__":
    sys.exit(main())
