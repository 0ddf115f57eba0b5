"""What all ways have in common in which the box listens to a call before it plays."""

from __future__ import annotations

from appliance.jam.call import Call
from appliance.jam.controls import Controls
from appliance.jam.phases import Phase
from appliance.jam.reader import Reader


class Listening:
    """A call that is being played, and the reader that reads along."""

    phase: Phase
    _call: Call
    _reader: Reader

    @property
    def waiting(self) -> bool:
        """True while nothing has been played into the present call."""
        return self._call.empty

    def sureness(self, controls: Controls) -> float | None:
        """How sure the box is of what the player does next, 0 … 1; None unless they play."""
        if self.phase is not Phase.LISTEN or self.waiting:
            return None
        return self._reader.sureness(controls.genre)
