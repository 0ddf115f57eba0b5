"""How a melody keeps the rules by which RL Tuner judges melodies: as published, and in any key.

Source: Jaques, Gu, Turner & Eck 2016, arXiv 1611.02796, table 1, "RL Tuner" below; where the text
leaves a choice open, the authors' code decides (magenta/models/rl_tuner).
"""

from __future__ import annotations

import numpy as np

from tools.eval.harmony import Events
from tools.eval.theory_any_key import in_any_key
from tools.eval.theory_published import as_published


def theory(line: Events, context: Events | None = None) -> dict[str, float]:
    """All measures of one line, by name; truths are 1 or 0, what is not defined is nan.

    Those of `theory_published` have names that begin with `rl_tuner.`, those of `theory_any_key`
    have none.

    Args:
        line: the melody to judge, [steps], one event of `appliance.music.events` a sixteenth.
        context: what tells its key, such as the call that it answers, [steps]; None: the line.
    """
    events = line.astype(np.int64)
    published = {f"rl_tuner.{name}": value for name, value in as_published(events).items()}
    return published | in_any_key(events, events if context is None else context)
