"""What the preferences say: wins, ties and losses of each pair of systems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scipy.stats import binomtest

from tools.listen.preferences import Preference

ROUNDS = 1000
Pair = tuple[str, str]


@dataclass(frozen=True)
class Score:
    """How often the first of two systems was liked better, as well, and less than the second."""

    wins: int
    ties: int
    losses: int

    @property
    def share(self) -> float | None:
        """Part of the wins in all answers that chose one; None where none did."""
        decided = self.wins + self.losses
        return self.wins / decided if decided else None

    @property
    def p(self) -> float:
        """How likely answers as lopsided as these, or more so, are by chance: exact sign test."""
        decided = self.wins + self.losses
        return float(binomtest(self.wins, decided).pvalue) if decided else 1.0


def scores(preferences: Iterable[Preference]) -> dict[Pair, Score]:
    """The score of each pair of systems, in order of their names."""
    counts: dict[Pair, Counter[str | None]] = {}
    for each in preferences:
        one, other = sorted((each.left, each.right))
        counts.setdefault((one, other), Counter())[each.chosen] += 1
    return {
        (one, other): Score(count[one], count[None], count[other])
        for (one, other), count in sorted(counts.items())
    }


def strengths(table: Mapping[Pair, Score]) -> dict[str, float]:
    """Bradley-Terry: shares of 100, whose ratio is how often one is liked better than another.

    A tie is half a win for both, and one tie is added to each pair, or who never lost would be
    infinitely strong.
    """
    names = sorted({name for pair in table for name in pair})
    share = {name: 100 / len(names) for name in names}
    for _ in range(ROUNDS):
        new = {name: _won(table, name) / _met(table, name, share) for name in names}
        share = {name: 100 * value / sum(new.values()) for name, value in new.items()}
    return share


def report(preferences: Sequence[Preference]) -> str:
    """A table, and a line on all systems where there are more than two."""
    table = scores(preferences)
    lines = [
        f"Answers: {len(preferences)}",
        "",
        "| first | second | first better | no difference | second better | share of first | p |",
        "|---|---|---|---|---|---|---|",
        *(_row(pair, score) for pair, score in table.items()),
    ]
    if len(table) > 1:
        order = sorted(strengths(table).items(), key=lambda each: -each[1])
        told = ", ".join(f"{name} {value:.0f}" for name, value in order)
        lines += ["", f"All together (Bradley-Terry, shares of 100): {told}"]
    return "\n".join(lines)


def _row(pair: Pair, score: Score) -> str:
    share = "–" if score.share is None else f"{score.share:.0%}"
    cells = (*pair, score.wins, score.ties, score.losses, share, f"{score.p:.3g}")
    return f"| {' | '.join(map(str, cells))} |"


def _won(table: Mapping[Pair, Score], name: str) -> float:
    own = [(pair[0] == name, score) for pair, score in table.items() if name in pair]
    return sum((s.wins if first else s.losses) + (s.ties + 1) / 2 for first, s in own)


def _met(table: Mapping[Pair, Score], name: str, share: Mapping[str, float]) -> float:
    own = [(pair, score) for pair, score in table.items() if name in pair]
    return sum(
        (score.wins + score.ties + 1 + score.losses) / (share[pair[0]] + share[pair[1]])
        for pair, score in own
    )
