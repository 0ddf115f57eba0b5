"""How punctual a box was, as it counts it itself, written into a file at its end."""

from __future__ import annotations

import json
from pathlib import Path

from appliance.realtime.loop import Loop


def keep_slack(file: str) -> None:
    """When the loop ends, write how early its steps were ready and how many were not.

    `slack` is in seconds, one for each step; `missed` are steps in which the networks had not
    decided something when it was due; `stalls`, after which the grid was moved, come besides.
    """
    run = Loop.run

    def writing(loop: Loop, steps: int | None = None) -> None:
        run(loop, steps)
        counted = loop.punctuality
        told = {
            "slack": list(counted.slacks()),
            "missed": counted.missed_decisions,
            "stalls": counted.late_steps,
        }
        Path(file).write_text(json.dumps(told))

    Loop.run = writing  # type: ignore[method-assign]
