"""What the box has learnt of controllers, from one power-on to the next."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from pathlib import Path

from appliance.durable import write_whole
from appliance.jam.steering import LAST_CONTROLLER, OFF, Steering

_log = logging.getLogger(__name__)


class Remembered:
    """A small file; one that is damaged or cannot be written costs the learnt, never the music."""

    def __init__(self, path: Path, settings: Steering) -> None:
        """
        Args:
            path: of the file.
            settings: which controllers move what where nothing else was learnt.
        """
        self._path, self._settings = path, settings

    def steering(self) -> Steering:
        """As the settings have it, and as was learnt since."""
        controllers = dict(self._settings.controllers)
        for name, number in self._read().items():
            if name in controllers and isinstance(number, int) and OFF <= number <= LAST_CONTROLLER:
                controllers[name] = int(number)
        return Steering(controllers)

    def keep(self, steering: Steering) -> None:
        """Remember what is not as in the settings."""
        usual = self._settings.controllers
        learnt = {name: n for name, n in steering.controllers.items() if usual.get(name) != n}
        try:
            write_whole(self._path, json.dumps(learnt, indent=1).encode())
        except OSError as error:
            _log.warning("what was learnt of controllers cannot be kept (%s)", error)

    def _read(self) -> Mapping[str, object]:
        try:
            content = json.loads(self._path.read_text())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            _log.warning("what was learnt of controllers cannot be read (%s)", error)
            return {}
        return content if isinstance(content, dict) else {}
