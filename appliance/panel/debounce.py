"""One digital line without its chatter: the first edge counts at once, then a short deafness.

Waiting until a contact is quiet would delay every press. Here the first edge is reported when it
comes, edges during the hold-off after it are not, and at the end of the hold-off the line is looked
at once more, so that what is reported last is always where the contact came to rest.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf
from typing import NamedTuple


class Change(NamedTuple):
    """The line is reported to be at `level` from `seconds` on."""

    seconds: float
    level: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it was reported and as it is.

    Attributes:
        hold_off: seconds after a report in which edges are not reported.
        level: as last reported.
        raw: as last seen.
        deaf_until: end of the hold-off, in seconds of whatever clock the caller uses.
    """

    hold_off: float
    level: bool = False
    raw: bool = False
    deaf_until: float = -inf

    @property
    def deadline(self) -> float | None:
        """When `settled` will have something to report; None: not before another edge."""
        return None if self.raw == self.level else self.deaf_until


Reported = tuple[Line, tuple[Change, ...]]


def line_at(level: bool, hold_off: float) -> Line:
    """A line that is found at `level`, which is no change.

    Args:
        level: where the contact rests.
        hold_off: seconds of deafness after each report.
    """
    return Line(hold_off, level, level)


def fed(line: Line, seconds: float, level: bool) -> Reported:
    """The line after an edge to `level`, and what is to be reported: none, one or two changes.

    Two come when a hold-off ended unnoticed before this edge, with the line then at another level.
    """
    line, earlier = settled(line, seconds)
    line, now = _report(replace(line, raw=level), seconds, seconds)
    return line, earlier + now


def settled(line: Line, seconds: float) -> Reported:
    """The line when it is looked at without an edge, and what is to be reported."""
    return _report(line, seconds, line.deaf_until)


def _report(line: Line, now: float, since: float) -> Reported:
    if line.raw == line.level or now < line.deaf_until:
        return line, ()
    line = replace(line, level=line.raw, deaf_until=since + line.hold_off)
    return line, (Change(since, line.level),)
