"""How late the machine is by itself while something else is measured: see `bare`; cyclictest.

Both run beside what is measured, with the same priority, so that they meet the same load; they
wake every 10 ms for some microseconds.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import partial

from tools.bench.boxes import without_real_time
from tools.bench.results import Results


@dataclass(frozen=True)
class Lateness:
    """Milliseconds; `cyclic` is the most of cyclictest, None without it."""

    median: float
    p99: float
    most: float
    cyclic: float | None

    def beside(self, results: Results, name: str, words: str = "") -> None:
        """Keep it with a row of results, and print it below that, with more words at its end."""
        values = {"p50": self.median, "p99": self.p99, "max": self.most}
        cyclic = {} if self.cyclic is None else {"cyclictest_max_ms": self.cyclic}
        results.rows[name] |= {f"machine_{key}_ms": value for key, value in values.items()} | cyclic
        told = "" if self.cyclic is None else f"  cyclictest's max {self.cyclic:.2f}"
        told = " ".join(f"{value:8.2f}" for value in values.values()) + told + words
        print(f"{'    a bare thread meanwhile (p50, p99, max)':<65} {told}", flush=True)


class Machine:
    """Measures from its making on, for so many seconds."""

    def __init__(self, seconds: float, plain: bool = False) -> None:
        before = without_real_time() if plain else []
        start = partial(subprocess.Popen, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        bare = [*before, sys.executable, "-m", "tools.bench.bare", f"{seconds}"]
        self._bare = start(bare)
        cyclic = shutil.which("cyclictest")
        self._cyclic = start([cyclic, *_options(seconds, plain)]) if cyclic else None

    def lateness(self) -> Lateness:
        """What came of it; waits until it has come."""
        median, p99, most = json.loads(self._bare.communicate()[0])
        told = self._cyclic.communicate()[0].decode() if self._cyclic else ""
        return Lateness(median, p99, most, most_of(told))


def most_of(told: str) -> float | None:
    """The most that cyclictest tells at its end, in milliseconds; None if it tells nothing."""
    found = re.findall(r"Max:\s*(\d+)", told)
    return max(map(int, found)) / 1000 if found else None


def _options(seconds: float, plain: bool) -> list[str]:
    """One thread every 10 ms; --laptop: it leaves the processor's sleep as it is."""
    class_ = ["--policy=other"] if plain else ["--mlockall", "--priority=70", "--policy=fifo"]
    timing = ["--interval=10000", f"--duration={max(1, int(seconds))}", "--threads=1"]
    return ["--quiet", "--laptop", *timing, *class_]
