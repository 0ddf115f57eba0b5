"""Whether bars go on as they should, step by step and for everybody at once."""

from __future__ import annotations

from collections.abc import Sequence

from appliance.jam.phases import Phase
from appliance.jam.view import View
from appliance.realtime.staging import Lead
from tools.soak.ear import Complain


class BarCheck:
    """Follows step number, meter and place in the bar, as they are seen.

    A bar line moves where the first note after a silence, or after a song was stopped, is a
    downbeat, and where a song says so; `moved` counts the first, `laid` the second.
    """

    def __init__(self, complain: Complain) -> None:
        """Nothing has been seen."""
        self.moved = self.laid = 0
        self._complain = complain
        self._before: Sequence[View] = ()

    def see(self, views: Sequence[View], lead: Lead) -> None:
        """What there is to see after a step, player by player, and who gave the tempo."""
        first = views[0]
        if any((v.step, v.place, v.meter) != (first.step, first.place, first.meter) for v in views):
            self._complain(f"players are not in the same bar in step {first.step}")
        if self._before:
            self._follow(self._before, views, lead)
        self._before = views

    def _follow(self, before: Sequence[View], views: Sequence[View], lead: Lead) -> None:
        last, now = before[0], views[0]
        if now.step != last.step + 1:
            self._complain(f"step {now.step} follows step {last.step}")
        bar = now.meter.steps_per_bar
        if now.place == (last.place + 1) % bar:
            return
        if lead.pulse is not None and lead.pulse.song is not None:
            self.laid += 1
        elif now.place in (0, bar - 1) and _may_move(before, views, lead):
            self.moved += 1
        else:
            self._complain(f"place {now.place} follows {last.place} in step {now.step}")


def _may_move(before: Sequence[View], views: Sequence[View], lead: Lead) -> bool:
    """Whether somebody may just have begun to play, and no click says where the bars are."""
    if views[0].controls.click:
        return False
    for player, view in enumerate(views):
        last = before[player] if player < len(before) else None
        anew = last is None or last.waiting or last.controls.mode is not view.controls.mode
        begun = not view.waiting or view.phase is not Phase.LISTEN  # and perhaps handed over
        if (anew or lead.stopped) and begun:
            return True
    return False
