"""What a measurement brings: figures that have a name, and rows; printed, and kept as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

OUT = Path("build/bench.json")


@dataclass(frozen=True)
class Effort:
    """How long to measure.

    Attributes:
        jitter: minutes of the rows of `jitter` whose figures have a name.
        other_jitter: of its other rows.
        hidden: minutes of `hidden` in all.
        growth: minutes of music that `growth` plays in fast time, in each mode.
        flips: of the switch, in `response`.
        strikes: of a key, in `thru`.
        share: minutes of each row of `share`.
    """

    jitter: float = 0.5
    other_jitter: float = 0.125
    hidden: float = 1.0
    growth: float = 20.0
    flips: int = 200
    strikes: int = 1000
    share: float = 0.25

    @property
    def about_minutes(self) -> float:
        """How long everything takes on a two-core x86 machine."""
        jitter = 4 * self.jitter + 14 * self.other_jitter + 18 * 0.1
        ports = self.hidden + self.flips / 57 + self.strikes / 2500 + 3 * self.share
        return 7.5 + jitter + ports + self.growth / 12


SHORT = Effort()
FULL = Effort(jitter=10.0, other_jitter=10.0, hidden=60.0, growth=120.0, strikes=10_000, share=2.0)


@dataclass
class Results:
    """Figures by their names, and rows of named values."""

    figures: dict[str, float] = field(default_factory=dict)
    rows: dict[str, dict[str, float]] = field(default_factory=dict)

    def figure(self, **values: float) -> None:
        """Keep and print figures."""
        clear_line()
        for name, value in values.items():
            print(f"{name:<44} {value:8.2f}", flush=True)
        self.figures |= values

    def times(self, name: str, milliseconds: Sequence[float] | np.ndarray) -> tuple[float, ...]:
        """Keep and print a row: how many, median, 99th percentile and most; the last three."""
        median, p99, most = spread(milliseconds)
        values = {"count": len(milliseconds), "p50_ms": median, "p99_ms": p99, "max_ms": most}
        self._row(name, values)
        return median, p99, most

    def slack(self, name: str, milliseconds: Sequence[float]) -> None:
        """Keep and print a row of what is the worse, the less it is: median, first, least."""
        median, first, least = percentiles(milliseconds, 50, 1, 0)
        values = {"count": len(milliseconds), "p50_ms": median, "p1_ms": first, "min_ms": least}
        self._row(name, values)

    def _row(self, name: str, values: dict[str, float]) -> None:
        """Keep and print a row of a count and three values."""
        count, *spread_ = values.values()
        self.rows[name] = values
        clear_line()
        told = " ".join(f"{value:8.2f}" for value in spread_)
        print(f"{name:<58} {count:6.0f} {told}", flush=True)

    def keep(self, file: Path = OUT) -> None:
        """Write them into a file; what else it holds from other measurements stays."""
        file.parent.mkdir(exist_ok=True)
        before = json.loads(file.read_text()) if file.exists() else {}
        rows = before.get("rows", {}) | self.rows
        file.write_text(json.dumps(before | self.figures | {"rows": rows}, indent=1) + "\n")


Measure = Callable[[Results, Effort], None]


def spread(values: Sequence[float] | np.ndarray) -> tuple[float, float, float]:
    """Median, 99th percentile, most.

    Raises:
        ValueError: if there is nothing.
    """
    median, p99, most = percentiles(values, 50, 99, 100)
    return median, p99, most


def percentiles(values: Sequence[float] | np.ndarray, *shares: float) -> list[float]:
    """Values that so many per cent do not exceed.

    Raises:
        ValueError: if there are none.
    """
    if not len(values):
        raise ValueError("nothing came that could be measured")
    return [float(value) for value in np.percentile(values, shares)]


def clear_line() -> None:
    """Wipe the progress line away."""
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)


def heading(words: str, *columns: str) -> None:
    """Print what stands above rows; without names of columns, those of `Results.times`."""
    names = columns or ("p50 ms", "p99 ms", "max ms")
    told = " ".join(f"{name:>8}" for name in names)
    print(f"\n{words:<58} {'count':>6} {told}", flush=True)


def alone(measure: Measure) -> None:
    """Do one measurement by itself, as the command line asks for it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--full", action="store_true", help="the long form")
    parser.add_argument("--minutes", type=float, help="instead: of each row")
    options = parser.parse_args()
    effort = FULL if options.full else SHORT
    if options.minutes:
        length = options.minutes
        effort = Effort(length, length, length, length, effort.flips, effort.strikes, length)
    results = Results()
    measure(results, effort)
    results.keep()
