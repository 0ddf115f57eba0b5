"""All that the box has learnt and keeps, but for the jams: forgotten together."""

from __future__ import annotations

import logging

from appliance.jam.steering import Steering
from appliance.remembered import Remembered
from appliance.tier import Tier

FORGOTTEN = "Reset done: learnt knobs forgotten"
NOT_FORGOTTEN = "Reset failed: card cannot be written"

_log = logging.getLogger(__name__)


class Memories:
    """What was learnt of controllers, and of how fast this machine is."""

    def __init__(self, controllers: Remembered, tier: Tier) -> None:
        self._controllers, self._tier = controllers, tier

    @property
    def settings(self) -> Steering:
        """Which controllers move what where nothing is learnt."""
        return self._controllers.settings

    def forget(self) -> str:
        """Forget everything; returns a plain sentence on what came of it."""
        try:
            self._controllers.forget()
            self._tier.forget()
        except OSError as error:
            _log.warning("what was learnt cannot be forgotten (%s)", error)
            return NOT_FORGOTTEN
        _log.info("all that was learnt is forgotten, as the knob was held at the start")
        return FORGOTTEN
