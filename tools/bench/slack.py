"""How long before it is due a decision is ready, noted in the box itself."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from appliance.jam.parts import Part
from appliance.music.notes import NoteMessage
from appliance.realtime.loop import Loop
from appliance.realtime.slot import Slot
from appliance.stage import LiveStage

Play = Callable[[LiveStage, int, Sequence[tuple[Part, NoteMessage]], Slot], None]


class Slack:
    """Of each step, the least over the players, in seconds; below zero: it came too late.

    A decision counts as ready when all its notes lie in the agenda.
    """

    def __init__(self) -> None:
        self.of_steps: dict[float, float] = {}

    def take(self, slot: Slot, ready: float) -> None:
        """What is due in a slot is ready."""
        step, left = slot.position // 1, slot.begin - ready
        self.of_steps[step] = min(left, self.of_steps.get(step, left))


def keep_slack(file: str) -> None:
    """From now on note the slack of every step; when the loop ends it is written into a file.

    With it the number of stalls, after which the loop has put off what was due: in those steps
    nothing was ready either, though the slack shows none of it.
    """
    slack, play, run = Slack(), LiveStage.play, Loop.run

    def noting(
        stage: LiveStage, player: int, due: Sequence[tuple[Part, NoteMessage]], slot: Slot
    ) -> None:
        play(stage, player, due, slot)
        slack.take(slot, time.monotonic())

    def writing(loop: Loop, steps: int | None = None) -> None:
        run(loop, steps)
        told = {"slack": list(slack.of_steps.values()), "stalls": loop.late_steps}
        Path(file).write_text(json.dumps(told))

    LiveStage.play = noting  # type: ignore[method-assign]
    Loop.run = writing  # type: ignore[method-assign]
