"""The end of every attack: everybody goes, and the box must come to rest, with nothing sounding."""

from __future__ import annotations

from typing import Final

from appliance.jam.controls import MOST_PLAYERS
from appliance.realtime.devices import Change
from tools.fuzz.box import BrokenError, FastBox

LONGEST: Final = 4_000  # steps until a box that is left alone must have come to rest


class Rest:
    """A box that everybody has just left."""

    def __init__(self, box: FastBox) -> None:
        self._box, self._since = box, box.steps
        box.unplug_all()

    @property
    def over(self) -> bool:
        """Whether the box has come to rest; to be asked again and again.

        Raises:
            BrokenError: if it does not, or something sounds all the same.
        """
        box = self._box
        self._calm()  # what came before everybody had gone may say otherwise
        if box.steps - self._since > LONGEST:
            raise BrokenError("does not come to rest")
        rests = box.at_rest and box.steps > self._since
        if rests and box.own_notes:
            raise BrokenError(f"sounds though everybody has gone: {sorted(box.own_notes)}")
        return rests

    def _calm(self) -> None:
        """Switch off what would keep the box playing for ever."""
        desk = self._box.desk
        for player in range(MOST_PLAYERS):
            for name in ("loop", "click"):
                desk.report(Change("player", player))
                desk.report(Change(name, 0))


def assert_silent(box: FastBox) -> None:
    """Nothing sounds after the end of a box.

    Raises:
        BrokenError: if something does.
    """
    for synth in box.synths:
        if synth.since:
            raise BrokenError(f"sounds after the end: {sorted(synth.since)}")
