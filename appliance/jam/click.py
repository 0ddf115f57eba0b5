"""The metronome: a wood block on every beat, higher on the first."""

from __future__ import annotations

from appliance.jam.bars import Bars
from appliance.music.notes import NoteMessage

# General MIDI percussion: high and low wood block.
FIRST_BEAT = NoteMessage(76, 100)
OTHER_BEAT = NoteMessage(77, 70)


def click_at(step: int, bars: Bars) -> list[NoteMessage]:
    """What the metronome plays when a step begins."""
    place = bars.place(step)
    if place % bars.meter.steps_per_beat:
        return []
    return [OTHER_BEAT if place else FIRST_BEAT]
