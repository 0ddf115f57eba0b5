"""What has been tried, and what broke."""

from __future__ import annotations

import traceback
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

MOST_TOLD: Final = 20


@dataclass
class Tally:
    """Counts.

    Attributes:
        bytes: that came in at ports, of MIDI.
        words: that pages said.
        lives: boxes that were attacked to the end.
        twins: boxes whose clock was compared with that of one in peace.
        files: MIDI files, by what came of them.
        guided: scripts, files and words that a fuzzer found by their coverage, by target.
        steps: that boxes played.
        started: notes of boxes, at their synths.
        modes: steps, by mode and phase of the first player.
        slowest: seconds of this machine's time that a step took.
        broken: what broke, in words.
    """

    bytes: int = 0
    words: int = 0
    lives: int = 0
    twins: int = 0
    files: Counter[str] = field(default_factory=Counter)
    guided: Counter[str] = field(default_factory=Counter)
    steps: int = 0
    started: int = 0
    modes: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    broken: list[str] = field(default_factory=list)

    def fail(self, what: str, error: BaseException) -> None:
        """Something broke: `what` tells how to do it again."""
        told = "".join(traceback.format_exception(error, limit=-6))
        self.broken.append(f"{what}: {told if len(self.broken) < MOST_TOLD else error}")

    def words_of(self, seconds: float) -> str:
        """The last line."""
        guided = sum(self.guided.values())
        return (
            f"{self.bytes:,} bytes of MIDI and {self.words:,} words of pages in {self.lives:,} "
            f"lives of {self.steps:,} steps and {self.started:,} notes, {self.twins:,} clocks "
            f"compared, {sum(self.files.values()):,} files, {guided:,} cases by coverage, in "
            f"{seconds / 60:.1f} minutes: {len(self.broken)} broke"
        )

    def shares(self) -> str:
        """How much of the time boxes were in each mode, and in a turn of their own."""
        total = sum(self.modes.values()) or 1
        by_mode: Counter[str] = Counter()
        own: Counter[str] = Counter()
        for name, steps in self.modes.items():
            mode, _, phase = name.partition(": ")
            by_mode[mode] += steps
            own[mode] += steps if phase != "listen" else 0
        return ", ".join(
            f"{mode} {100 * steps / total:.0f} % (the box plays in {100 * own[mode] / total:.0f})"
            for mode, steps in by_mode.most_common()
        )
