"""People play with a real box in real time, with all cores busy, and what is heard is checked.

    python -m tools.soak.live [--minutes N] [--seed S] [--idle]

The box is the command that people use, on a JACK server of its own; up to four people play into
one port, each on a channel of their own. The metronome always goes: it tells whether the bars go
on. How it goes is written to build/soak-live.json every few seconds. The last line counts; the exit
code is 1 if anything broke.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any, Final

from appliance.jam.controls import MOST_PLAYERS
from tests.box.running import RunningBox
from tools.bench.boxes import STATE, SWITCH, Settings, bench_box
from tools.bench.guest import Guest, guest
from tools.bench.jack import program
from tools.files import write_json
from tools.soak.complaints import Complaints
from tools.soak.ear import Ear
from tools.soak.live_checks import LogLines, Metronome, Turns
from tools.soak.live_hands import LiveHands
from tools.soak.memory import growth, resident
from tools.soak.musician import Musician, Seat
from tools.soak.results import MOST_GROWTH
from tools.soak.sitting import CORPUS
from tools.soak.tunes import repertoire
from tools.soak.world import World
from tools.train.progress import Progress

OUT: Final = Path("build/soak-live.json")
LOOKS: Final = 0.02  # seconds between two looks at what was heard
TOLD: Final = 5.0  # seconds between two lines
SETTLING: Final = 20.0  # minutes that do not count for the growth of memory
FAREWELL: Final = 1.0  # seconds in which the last messages come
BUSY: Final = "while True: pass"


class LiveSoak:
    """One box, people, and checks."""

    def __init__(self, options: argparse.Namespace, box: RunningBox, someone: Guest) -> None:
        """
        Args:
            options: of the command line.
            box: that plays.
            someone: at its ports.
        """
        self._options, self._box, self._guest = options, box, someone
        self._begun, self._taken, self._world = time.monotonic(), 0, World()
        self.complaints = Complaints(lambda: time.monotonic() - self._begun)
        self._log = LogLines(self.complaints)
        self._metronome = Metronome()
        self._ear = Ear("out", self.complaints, self._metronome.hear)
        self._turns = Turns(self._ear, self.complaints)
        self._memory: list[tuple[float, float]] = []
        self._threads: set[int] = set()
        self._people()

    def run(self) -> None:
        """Play for as long as was asked."""
        minutes, told = self._options.minutes, 0.0
        progress = Progress(max(1, round(60 * minutes)))
        while (passed := time.monotonic() - self._begun) < 60 * minutes:
            self._world.sleep_until(self._world.now() + passed - self._world.passed)
            self.look()
            if passed - told >= TOLD:
                told = passed
                self._measure()
                write_json(self._options.out, self.told())
                progress.show(min(round(passed), round(60 * minutes) - 1), self._note())
            time.sleep(LOOKS)

    def end(self) -> None:
        """Switch the box off: everything must be silent then."""
        code = self._box.stop()
        time.sleep(FAREWELL)
        self.look()
        if self._ear.sounding:
            self.complaints(f"{self._ear.sounding} sound on when the box is off")
        if code:
            self.complaints(f"the box ended with {code}")
        self._explain()
        grown = growth(self._memory, SETTLING)
        if grown is not None and grown > MOST_GROWTH:
            self.complaints(f"memory grows by {grown:.2f} MiB an hour")
        write_json(self._options.out, self.told())

    def _explain(self) -> None:
        """A beat may be missing where notes were left out, and drift where the loop stalled."""
        beats, log = self._metronome, self._log
        if not beats.bars or not self._turns.changes:
            self.complaints("no metronome is heard, or no turn is told")
        if not log.last_words:
            self.complaints("the box has not said how punctual it was")
        if (odd := beats.odd_bars) > log.count("notes left out") + log.count("steps late"):
            self.complaints(f"{odd} bars have too many beats, or too few")
        if (drifts := beats.drifts) > log.count("steps late"):
            self.complaints(f"beats drift in {drifts} stretches of one tempo")

    def look(self) -> None:
        """Take in what was heard and logged since last looked."""
        heard = self._guest.heard
        while self._taken < len(heard):
            moment, message = heard[self._taken]
            self._taken += 1
            self._turns.hear(moment, message)
            self._ear.hear(moment, bytes(message))
        self._turns.look(time.monotonic())
        self._log.look(self._box.lines)

    def told(self) -> dict[str, Any]:
        """How it goes, for JSON."""
        return {
            "minutes": round((time.monotonic() - self._begun) / 60, 3),
            "heard": dict(self._ear.heard),
            "metronome": self._metronome.told(),
            "turns": self._turns.changes,
            "growth_mb_an_hour": growth(self._memory, SETTLING),
            "memory": self._memory,
            "threads": sorted(self._threads),
            "log": self._log.told(),
            "broken": dict(self.complaints.kinds),
            "first": self.complaints.first,
        }

    def words(self) -> str:
        """What broke, and a last line that counts."""
        told = self.told()
        beats = told["metronome"]
        again = f"--seed {self._options.seed} --minutes {self._options.minutes:g}"
        lines = [f"python -m tools.soak.live {again}"] if len(self.complaints) else []
        lines += [f"  {count} times: {kind}" for kind, count in told["broken"].items()]
        lines += [f"  {each}" for each in told["first"]]
        lines += [f"the box says: {self._log.last_words}"]
        counts = (
            f"{told['minutes']:.1f} min in real time: {self._ear.heard['notes']} notes, "
            f"{beats['beats']} beats in {beats['bars']} bars, at most {beats['off_ms']:.2f} ms "
            f"off, {self._turns.changes} turns; {self._memory_words()}; "
            f"{len(self.complaints)} broken"
        )
        return "\n".join([*lines, counts])

    def _memory_words(self) -> str:
        grown = growth(self._memory, SETTLING)
        present = f"memory {self._memory[-1][1] if self._memory else 0.0:.1f} MiB"
        return present if grown is None else f"{present}, {grown:+.2f} an hour"

    def _people(self) -> None:
        seats = [Seat(each, "guest", each + 1) for each in range(MOST_PLAYERS)]
        seed, tunes = self._options.seed, repertoire(self._options.corpus, Random("live tunes"))
        hands = LiveHands(self._put, self._turns, self._metronome, Random(f"{seed} live hands"))
        for seat in seats:
            chance = Random(f"{seed} live {seat.player}")
            someone = Musician(
                seat, tunes, chance, self._put, hands.views, self._next_step, hands.hand_over
            )
            self._world.live(someone.life())
        self._world.live(hands.scenes())
        self._world.live(hands.fidgeting())

    def _put(self, message: bytes, source: str) -> None:
        if message:  # nobody can pull the only cable there is
            self._guest.send(*message)

    def _next_step(self) -> float:
        return self._metronome.next_beat(time.monotonic())

    def _measure(self) -> None:
        """Memory and threads of the box, if it is still there."""
        process = self._box.process.pid
        if self._box.process.poll() is not None:
            raise RuntimeError("the box is gone:\n" + "\n".join(self._box.lines[-20:]))
        minutes = (time.monotonic() - self._begun) / 60
        self._memory.append((round(minutes, 3), resident(process)))
        self._threads.add(len(list(Path(f"/proc/{process}/task").iterdir())))

    def _note(self) -> str:
        return f"{self._ear.heard['notes']} notes, {len(self.complaints)} broken"


@contextmanager
def busy_cores(cores: int) -> Iterator[None]:
    """So many programs that compute and do nothing else."""
    with ExitStack() as stack:
        for _ in range(cores):
            stack.enter_context(program([sys.executable, "-c", BUSY]))
        yield


def settings(seed: int) -> Settings:
    """Of the box."""
    return {
        "jam": {"tempo": 120, "tempo_from": "set", "click": True, "seed": seed, "players": 1},
        "midi": {"players_by": "channel", "switch_key": SWITCH, "state_controller": STATE},
        "panel": {"buttons": "off", "display": "ssd1306"},
    }


def main() -> int:
    """Soak, and tell."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--idle", action="store_true", help="leave the cores alone")
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    cores = 0 if options.idle else os.cpu_count() or 1
    with (
        bench_box(settings(options.seed), ["--glass"], patient=True) as box,
        guest() as someone,
        busy_cores(cores),
    ):
        soak = LiveSoak(options, box, someone)
        with suppress(KeyboardInterrupt):
            soak.run()
        soak.end()
    print("\n" + soak.words())
    return int(bool(len(soak.complaints)))


if __name__ == "__main__":
    sys.exit(main())
