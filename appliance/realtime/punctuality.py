"""How punctual the box has been: what was counted, and how early it was ready."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import repeat

GRAIN = 0.0001  # seconds: to a tenth of a millisecond, so that hours need no more memory than that
MOST_GRAINS = 20_000  # two seconds, either way


@dataclass
class Punctuality:
    """Counts of a run.

    Attributes:
        steps: that were put down.
        late_steps: that began more than a step too late; the grid was moved.
        missed_decisions: steps in which the networks had not decided something when it was due.
        dropped_onsets: notes that were left out, since they would have sounded late.
        late_acts: entries of the agenda that were done too late.
    """

    steps: int = 0
    late_steps: int = 0
    missed_decisions: int = 0
    dropped_onsets: int = 0
    late_acts: int = 0
    _slack: Counter[int] = field(default_factory=Counter)

    def put_down(self, slack: float) -> None:
        """A step was put down so many seconds before it was due; below 0: after."""
        self.steps += 1
        grains = round(slack / GRAIN)
        self._slack[min(max(grains, -MOST_GRAINS), MOST_GRAINS)] += 1

    def slack(self, shares: Sequence[float]) -> list[float]:
        """Seconds that a share, 0 … 1, of the steps had or less; NaN before the first step."""
        found, wanted = [], [max(1, round(share * self.steps)) for share in shares]
        for rank in wanted:
            passed = 0
            for grains in sorted(self._slack):
                passed += self._slack[grains]
                if passed >= rank:
                    break
            found.append(grains * GRAIN if self._slack else float("nan"))
        return found

    def slacks(self) -> Iterator[float]:
        """How many seconds before it was due each step was put down, the least first."""
        for grains, count in sorted(self._slack.items()):
            yield from repeat(grains * GRAIN, count)

    def words(self) -> str:
        """All of it in one line."""
        if not self.steps:
            return "no step was played"
        least, lowest, usual = (1000 * each for each in self.slack((0.0, 0.01, 0.5)))
        return (
            f"{self.steps} steps, ready {usual:.0f} ms ahead (least {least:.0f}, p1 {lowest:.0f}); "
            f"decisions missed: {self.missed_decisions}, steps late: {self.late_steps}, "
            f"notes left out: {self.dropped_onsets}, late in the agenda: {self.late_acts}"
        )
