"""Several players at once: each with a jam of their own, in one tempo and within the same bars.

    everybody's notes ─► Jam.hear, one by one ─► look ahead, for all at once ─► Jam.play, one by one

Most of what a step costs is the networks' looking ahead, and most of that costs the same for one
line and for many.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from appliance.jam.bars import Bars
from appliance.jam.controls import Controls
from appliance.jam.engine import Jam, Outcome
from appliance.jam.parts import Part
from appliance.jam.phases import Signal
from appliance.jam.respond import IDLE_BARS
from appliance.music.notes import NoteMessage


@dataclass(frozen=True, slots=True)
class Doing:
    """What one player did in a step; see `Jam.hear`."""

    heard: Sequence[NoteMessage] = ()
    controls: Controls = field(default_factory=Controls)
    signal: Signal | None = None


class Ensemble:
    """Jams side by side, driven one sixteenth at a time."""

    def __init__(
        self,
        jams: Sequence[Jam],
        look_ahead: Callable[[], None] = lambda: None,
        part: Callable[[str], None] = lambda name: None,
    ) -> None:
        """
        Args:
            jams: one for each player that there may be.
            look_ahead: lets the networks of all jams think at once, between hearing and playing.
            part: told, by name, of each part of a step when it begins.
        """
        self._jams = jams
        self._look_ahead, self._part = look_ahead, part
        self._bars: Bars = jams[0].bars
        self._steps = 0
        self._playing = 0  # how many players there were in the step before

    def step(self, doings: Sequence[Doing], song: int | None = None) -> tuple[Outcome, ...]:
        """One sixteenth.

        Args:
            doings: of the players that there are, at most as many as jams.
            song: see `Jam.hear`.

        Returns:
            One outcome a player. If there were more of them in the step before, what ends the
            notes of the jams that were left comes after these.
        """
        for jam in self._jams:  # one that failed in the step before may be behind
            jam.steps = self._steps
        self._steps += 1
        playing, resting = self._jams[: len(doings)], self._jams[len(doings) :]
        for number, (jam, doing) in enumerate(zip(playing, doings, strict=True), 1):
            self._part(f"hearing player {number}")
            self._hear(jam, doing, song)
        for jam in playing:
            jam.bars = self._bars
        self._part("looking ahead")
        self._look_ahead()
        outcomes = [self._play(number, jam) for number, jam in enumerate(playing, 1)]
        ended = [Outcome(jam.rest(), outcomes[0].view) for jam in resting]
        left = max(0, self._playing - len(doings))
        self._playing = len(doings)
        return (outcomes[0], *map(_without_click, outcomes[1:]), *ended[:left])

    def _play(self, number: int, jam: Jam) -> Outcome:
        self._part(f"deciding for player {number}")
        return jam.play()

    def _hear(self, jam: Jam, doing: Doing, song: int | None) -> None:
        """Bars are everybody's: only who begins when all others are quiet may move them."""
        alone = all(each is jam or self._is_quiet(each) for each in self._jams)
        controls = replace(doing.controls, downbeat=doing.controls.downbeat and alone)
        jam.bars = self._bars
        jam.hear(doing.heard, controls, doing.signal, song)
        self._bars = jam.bars

    def _is_quiet(self, jam: Jam) -> bool:
        return jam.quiet >= IDLE_BARS * self._bars.meter.steps_per_bar


def _without_click(outcome: Outcome) -> Outcome:
    """The first player's metronome is everybody's."""
    music = tuple(each for each in outcome.play if each[0] is not Part.CLICK)
    return replace(outcome, play=music)
