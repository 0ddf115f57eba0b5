"""Writing down a round of jams while it is played."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from appliance.models.network import State
from tools.rl.draw import Drawn
from tools.rl.episode import CHUNK, Episode
from tools.rl.lines import Ints, notes
from tools.rl.step_network import flat

# As small as each will do, since many rounds are kept.
_TYPES: Final[dict[str, Any]] = {
    "features": np.float16, "table": np.int16, "prior": np.float16, "events": np.int8,
    "chance": np.float32, "acted": np.bool_, "rewards": np.float32, "terms": np.int8,
    "states": np.float32, "before": np.int16, "gap": np.int16, "sounds": np.bool_,
    "position": np.int8, "tonic": np.int8, "lag": np.int16, "returns": np.float16,
    "worth": np.float16,
}  # fmt: skip


class Record:
    """What is kept of each step of a round; `episode` makes a whole of it."""

    def __init__(self) -> None:
        self._steps: dict[str, list[npt.NDArray[Any]]] = defaultdict(list)
        self._states: list[npt.NDArray[np.float32]] = []
        self._count = 0

    def begin_step(self, critic_state: State) -> None:
        """A step begins, before which the critic was in a state."""
        if self._count % CHUNK == 0:
            self._states.append(flat(critic_state))
        self._count += 1

    def keep(self, drawn: Drawn, events: Ints, **parts: npt.NDArray[Any]) -> None:
        """What was drawn in the step, what came, and other fields of an `Episode`, [jams, …]."""
        parts |= {"prior": drawn.prior, "chance": drawn.chance, "events": events}
        for name, part in parts.items():
            self._steps[name].append(part.astype(_TYPES[name]))

    @property
    def line(self) -> Ints:
        """All events, [jams, steps]."""
        return np.stack(self._steps["events"], 1).astype(np.int64)

    def episode(self, genre: Ints, bar: Ints, **whole: npt.NDArray[Any]) -> Episode:
        """The round, with the fields [jams, steps, …] that are known only in the end."""
        line = self.line
        found = notes(line)
        whole |= {name: np.stack(steps, 1) for name, steps in self._steps.items()}
        whole |= {
            "states": np.stack(self._states, 1),
            "before": found.before,
            "gap": found.gap,
            "sounds": found.sounds,
            "position": np.arange(line.shape[1])[None, :] % bar[:, None],
        }
        missing = {each.name: None for each in fields(Episode) if each.default is None}
        kept = {name: part.astype(_TYPES[name], copy=False) for name, part in whole.items()}
        return Episode(genre=genre, **(missing | kept))
