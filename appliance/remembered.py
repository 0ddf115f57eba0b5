"""What the box has learnt of controllers, from one power-on to the next."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from pathlib import Path

from appliance.generations import Generations
from appliance.jam.steering import LAST_CONTROLLER, OFF, Steering

LOST = "Learnt knobs are lost: teach me again"
LOST_NEWEST = "The knob learnt last may be lost"

_log = logging.getLogger(__name__)


class Remembered:
    """A small file; damage to it, or a card that is full, costs the learnt, never the music.

    `problem` is a sentence for the display where something was lost: at the first start after that.
    """

    def __init__(self, path: Path, settings: Steering) -> None:
        """
        Args:
            path: of the file.
            settings: which controllers move what where nothing else was learnt.
        """
        self._file, self.settings = Generations(path), settings
        self.problem: str | None = None

    def steering(self) -> Steering:
        """As the settings have it, and as was learnt since."""
        controllers = dict(self.settings.controllers)
        for name, number in self._read().items():
            if name in controllers and isinstance(number, int) and OFF <= number <= LAST_CONTROLLER:
                controllers[name] = int(number)
        return Steering(controllers)

    def keep(self, steering: Steering) -> None:
        """Remember what is not as in the settings."""
        usual = self.settings.controllers
        self._write({name: n for name, n in steering.controllers.items() if usual.get(name) != n})

    def forget(self) -> None:
        """Remember nothing.

        Raises:
            OSError: if something of it is still there.
        """
        self._file.forget()

    def _read(self) -> Mapping[str, object]:
        found = self._file.read()
        learnt = None if found.content is None else _understood(found.content)
        if found.damaged or (found.content is not None and learnt is None):
            self.problem = LOST if learnt is None else LOST_NEWEST
            _log.warning("what was learnt of controllers is damaged: %s", self.problem)
            if learnt is None:
                self._write({})
        return learnt or {}

    def _write(self, learnt: Mapping[str, object]) -> None:
        try:
            self._file.write(json.dumps(learnt, indent=1).encode())
        except OSError as error:
            _log.warning("what was learnt of controllers cannot be kept (%s)", error)


def _understood(content: bytes) -> Mapping[str, object] | None:
    try:
        learnt = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return learnt if isinstance(learnt, dict) else None
