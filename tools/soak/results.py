"""What came of sittings: what was tried, what broke, and how to repeat that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from tools.soak.memory import growth

SETTLING: Final = 60.0  # minutes of music that do not count for the growth of memory
MOST_GROWTH: Final = 1.0  # MiB an hour
COUNTED: Final = ("late_steps", "missed_decisions", "dropped_onsets", "late_acts", "forced")

Told = dict[str, Any]


class Results:
    """Sittings by number, each as it was told last."""

    def __init__(
        self, seed: int, length: float, corpus: Path, before: Mapping[str, Told] | None = None
    ) -> None:
        """
        Args:
            seed: of all of them.
            length: minutes of music in one that is not cut short.
            corpus: of tunes.
            before: what an earlier run has left.
        """
        self._seed, self._length, self._corpus = seed, length, corpus
        over = {int(number): told for number, told in (before or {}).items() if told["over"]}
        self._sittings: dict[int, Told] = over
        self.deaths = 0  # of processes

    @property
    def minutes(self) -> float:
        """Of music."""
        return sum(told["minutes"] for told in self._sittings.values())

    @property
    def broken(self) -> int:
        """How many things broke."""
        return sum(sum(told["broken"].values()) for told in self._sittings.values())

    def is_over(self, number: int) -> bool:
        """Whether a sitting need not be repeated."""
        return number in self._sittings and self._sittings[number]["over"]

    def take(self, number: int, told: Told) -> None:
        """How a sitting goes; memory that grows is something that breaks."""
        told["growth_mb_an_hour"] = self._growth(told, "resident")
        told["growth_objects_an_hour"] = self._growth(told, "objects")
        grown = told["growth_mb_an_hour"]
        if told["over"] and grown is not None and grown > MOST_GROWTH:
            told["broken"]["memory grows"] = 1
            told["first"].append(f"memory grows by {grown:.2f} MiB an hour")
        self._sittings[number] = told

    def ended(self, number: int, code: int, said: str) -> None:
        """A sitting's process has ended with a code, and what it has said on standard error."""
        told = self._sittings.setdefault(number, {"minutes": 0.0, "broken": {}, "first": []})
        if code or not told.get("over"):
            self.deaths += 1
            told["broken"]["it died"] = 1
            told["first"].append(f"the process ended with {code}: {said}")
        told["over"] = True

    def told(self, seconds: float) -> Told:
        """All of it, for JSON, after it has taken so many seconds."""
        return {
            "seed": self._seed,
            "hours_of_music": round(self.minutes / 60, 3),
            "seconds": round(seconds),
            "times_real_time": round(60 * self.minutes / max(seconds, 1.0), 1),
            "broken": self.broken,
            "seen": dict(sorted(self._sum("seen").items())),
            **{name: self._count(name) for name in COUNTED},
            "sittings": self._sittings,
        }

    def words(self, seconds: float) -> str:
        """What broke, and a last line that counts what was tried."""
        lines = []
        for number, told in sorted(self._sittings.items()):
            if told["broken"]:
                again = f"--seed {self._seed} --number {number} --minutes {self._length:g}"
                again += f" --corpus {self._corpus}"
                lines += [f"sitting {number}: python -m tools.soak.sitting {again}"]
                lines += [f"  {count} times: {kind}" for kind, count in told["broken"].items()]
                lines += [f"  {each}" for each in told["first"]]
        return "\n".join([*lines, self._counts(seconds)])

    def _counts(self, seconds: float) -> str:
        seen = self._sum("seen")
        grown = [told.get("growth_mb_an_hour") for told in self._sittings.values()]
        known = [each for each in grown if each is not None]
        memory = f"memory {max(known):+.2f} MiB an hour at most" if known else "memory not judged"
        return (
            f"{self.minutes / 60:.2f} h of music in {len(self._sittings)} sittings and "
            f"{seconds / 60:.1f} min: {seen['steps']} steps, {seen['notes of people']} notes of "
            f"people, {seen['notes of response'] + seen['notes of bass']} of the box; "
            f"{self._count('forced')} troubles made, {self._count('late_steps')} steps late, "
            f"{self._count('missed_decisions')} decisions missed, "
            f"{self._count('dropped_onsets')} notes left out; {memory}; {self.broken} broken"
        )

    def _sum(self, name: str) -> Counter[str]:
        total: Counter[str] = Counter()
        for told in self._sittings.values():
            total.update(told.get(name, {}))
        return total

    def _count(self, name: str) -> int:
        return sum(told.get(name, 0) for told in self._sittings.values())

    def _growth(self, told: Told, of: str) -> float | None:
        return growth([(each["minutes"], each[of]) for each in told["memory"]], SETTLING)
