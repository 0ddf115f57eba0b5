"""How well a tempo is followed: `python -m tools.bench.tempo` prints errors and settling times.

Synthetic players strike bars of common rhythms with 20 ms of jitter, steadily or with a ritardando
over the second half. Half and double the tempo count as right, and are counted. Beside the follower
stands the tempo of the median gap between onsets, taken for the number of eighths that is nearest
to the tempo set. MIDI clocks jitter by 5 ms.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from appliance.tempo.midi_clock import START, TICK, TICKS_PER_QUARTER, MidiClock
from appliance.tempo.note_follower import NoteFollower
from appliance.tempo.pulse import Pulse

Floats = npt.NDArray[np.float64]

BARS_STRUCK: Final = (
    (0, 4, 8, 12), (0, 2, 4, 6, 8, 12), (0, 4, 6, 8, 10, 12, 14), (0, 3, 4, 8, 11, 12), (0, 8),
    (0, 4, 8, 10, 12, 13, 14, 15), (0, 6, 8, 12), (2, 4, 6, 10, 12, 14), (0, 2, 3, 4, 8, 10, 12),
)  # fmt: skip
JITTER, CLOCK_JITTER = 0.02, 0.005  # seconds
SETTLED = 0.04  # of the tempo
SETTLED_ONSETS = 4
TEMPI, SEEDS, BARS = range(60, 181, 15), range(20), 16


class Follower(Protocol):
    """What follows onsets."""

    def hear(self, moment: float, bpm: float) -> None:
        """A note begins, at a moment in seconds; the tempo is set to `bpm`."""

    def pulse(self, now: float) -> Pulse | None:
        """Where the steps are."""


class MedianGap:
    """The named alternative: the median of the last gaps is as many eighths as fit best."""

    def __init__(self) -> None:
        self._onsets: deque[float] = deque(maxlen=9)

    def hear(self, moment: float, bpm: float) -> None:
        """A note begins."""
        self._onsets.append(moment)
        self._bpm = bpm

    def pulse(self, now: float) -> Pulse | None:
        """The tempo of the median gap."""
        if len(self._onsets) < 6:
            return None
        eighths = np.median(np.diff(self._onsets)) / (30.0 / self._bpm)
        return Pulse(self._onsets[-1], float(max(1, round(eighths)) / eighths * self._bpm))


@dataclass(frozen=True)
class Run:
    """At each onset, [onsets]: the moment, the tempo followed and the true one."""

    moments: Floats
    followed: Floats
    true: Floats

    @property
    def errors(self) -> Floats:
        """Of the tempo, or of its half or double, as shares of the true one."""
        octaves = np.log2(self.followed / self.true)
        return np.abs(2.0 ** (octaves - np.rint(octaves)) - 1.0)

    @property
    def in_its_octave(self) -> bool:
        """Whether it is the tempo itself in the end, not half or double of it."""
        return bool(np.rint(np.log2(self.followed[-1] / self.true[-1])) == 0)


def played(
    follower: Follower, bpm: float, set_to: float, bars: int, seed: int, slower: float = 0.0
) -> Run:
    """Play to a follower from another tempo on; slower by a share at the end of the second half."""
    random, steps = np.random.default_rng(seed), 16 * bars
    late = np.clip(np.arange(steps) / (steps / 2) - 1.0, 0.0, 1.0)
    tempo = bpm * (1.0 - slower * late)
    due = np.concatenate([[0.0], np.cumsum(15.0 / tempo[:-1])])
    struck = np.concatenate(
        [16 * bar + np.array(BARS_STRUCK[random.integers(len(BARS_STRUCK))]) for bar in range(bars)]
    )
    moments = np.sort(due[struck] + random.normal(0.0, JITTER, len(struck)))
    followed = []
    for moment in moments:
        follower.hear(float(moment), set_to)
        pulse = follower.pulse(float(moment))
        set_to = set_to if pulse is None else pulse.bpm
        followed.append(set_to)
    return Run(moments, np.array(followed), tempo[struck])


def error_of(run: Run) -> float:
    """The median error in the second half, a share of the tempo, its half or its double."""
    return float(np.median(run.errors[len(run.errors) // 2 :]))


def settled_after(run: Run) -> float:
    """Seconds until the tempo is right at some onsets in a row; infinity if it never is."""
    right = run.errors < SETTLED
    for first in range(len(right) - SETTLED_ONSETS):
        if right[first : first + SETTLED_ONSETS].all():
            return float(run.moments[first] - run.moments[0])
    return float("inf")


def clock_errors(bpm: float) -> tuple[float, float]:
    """Median errors under a jittering clock: of the tempo, a share, and of a step, in seconds."""
    tick, tempi, steps = 60.0 / bpm / TICKS_PER_QUARTER, [], []
    for seed in SEEDS:
        clock, random = MidiClock(), np.random.default_rng(seed)
        clock.take(0.0, bytes([START]))
        for number in range(96):
            clock.take(number * tick + random.normal(0.0, CLOCK_JITTER), bytes([TICK]))
        pulse = clock.pulse(95 * tick)
        assert pulse is not None
        tempi.append(abs(pulse.bpm / bpm - 1.0))
        steps.append(abs(pulse.off(96 * tick)))
    return float(np.median(tempi)), float(np.median(steps))


def main() -> None:
    """Print the tables."""
    print("median error of the tempo, %, and seconds to settle; the tempo was set to 120")
    print(f"{'':>5} {'notes':>7} {'settle':>7} {'median gap':>11} {'notes, rit. 30 %':>17}"
          f" {'median gap':>11} {'half, double':>12}")  # fmt: skip
    for bpm in TEMPI:
        steady, gaps, slowing, gaps_slowing = (
            [played(kind(), bpm, 120, BARS, seed, slower) for seed in SEEDS]
            for kind, slower in (
                (NoteFollower, 0.0), (MedianGap, 0.0), (NoteFollower, 0.3), (MedianGap, 0.3),
            )
        )  # fmt: skip
        octave = sum(not run.in_its_octave for run in steady)
        settle = np.median([settled_after(run) for run in steady])
        print(f"{bpm:5} {_percent(steady):7.1f} {settle:6.1f}s {_percent(gaps):11.1f}"
              f" {_percent(slowing):17.1f} {_percent(gaps_slowing):11.1f}"
              f" {octave:9}/{len(SEEDS)}")  # fmt: skip
    print("MIDI clock: error of the tempo, %, and of a step, ms")
    for bpm in TEMPI:
        tempo, step = clock_errors(bpm)
        print(f"{bpm:5} {100 * tempo:7.2f} {1000 * step:7.1f}")


def _percent(runs: list[Run]) -> float:
    return 100.0 * float(np.median([error_of(run) for run in runs]))


if __name__ == "__main__":
    main()
