"""What the preferences say: who was liked better, and whether that could be chance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from scipy.stats import binomtest

from tools.listen.pairs import PREFERENCES, Preference, read


@dataclass
class Match:
    """Two systems beside each other, counted from the first one's side."""

    first: str
    second: str
    wins: int = 0
    ties: int = 0
    losses: int = 0

    @property
    def share(self) -> float | None:
        """The wins among the judgements that were no ties; None if there are none."""
        decided = self.wins + self.losses
        return self.wins / decided if decided else None

    @property
    def p(self) -> float | None:
        """Exact two-sided sign test: how often chance alone gives a share as far from a half."""
        decided = self.wins + self.losses
        return float(binomtest(self.wins, decided).pvalue) if decided else None

    def count(self, chosen: str | None) -> None:
        """Add one judgement."""
        if chosen is None:
            self.ties += 1
        elif chosen == self.first:
            self.wins += 1
        else:
            self.losses += 1


def matches(preferences: Iterable[Preference]) -> list[Match]:
    """Every two systems that met, by name; the name that sorts later is the first one."""
    found: dict[tuple[str, str], Match] = {}
    for each in preferences:
        names = max(each.left, each.right), min(each.left, each.right)
        found.setdefault(names, Match(*names)).count(each.chosen)
    return [found[names] for names in sorted(found)]


def report(out: Path) -> str:
    """The table of a folder's preferences, with a sentence on lines that could not be read."""
    preferences, corrupt = read(out / PREFERENCES)
    return "\n".join([*_table(matches(preferences)), *complaint(corrupt)])


def complaint(corrupt: list[int]) -> list[str]:
    """A sentence on the lines of the file that were skipped, if any were."""
    if not corrupt:
        return []
    lines = ", ".join(str(number) for number in corrupt)
    return [f"Skipped, since they hold no preference: line {lines} of {PREFERENCES}."]


def _table(found: list[Match]) -> Iterator[str]:
    if not found:
        yield "Nobody has judged anything yet."
        return
    total = sum(match.wins + match.ties + match.losses for match in found)
    yield f"{total} judgements. Share: wins among those that were no ties."
    yield f"{'':<24} {'wins':>5} {'ties':>5} {'losses':>6} {'share':>6} {'p':>7}"
    for match in found:
        share = "–" if match.share is None else f"{match.share:.0%}"
        p = "–" if match.p is None else f"{match.p:.4f}"
        name = f"{match.first} over {match.second}"
        yield f"{name:<24} {match.wins:5} {match.ties:5} {match.losses:6} {share:>6} {p:>7}"
