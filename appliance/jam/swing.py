"""Swing: off-beats come late, the genre's way.

The first half of a beat lasts longer than the second. How much longer falls with the tempo, from
the genre's own ratio up to EASY to even notes at EVEN: Friberg & Sundström, "Swing ratios and
ensemble timing in jazz performance" (Music Perception 19, 2002), figure 2, where ratios go from
about 3 : 1 in slow pieces to 1 : 1 near 300 beats a minute. The ratios below are kept moderate.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from appliance.jam.controls import Controls
from appliance.music.grid import STEPS_PER_QUARTER, Meter

RATIOS: Final[Mapping[str, float]] = {"jazz": 1.8, "blues": 2.0, "standards": 1.5}
EASY, EVEN = 120.0, 300.0  # quarter notes a minute


def share(controls: Controls) -> float:
    """Share of a beat that its first half lasts, 0.5 (even) … 1, as the controls stand."""
    even = min(max((EVEN - controls.bpm) / (EVEN - EASY), 0.0), 1.0)
    ratio = 1.0 + (RATIOS.get(controls.genre.key, 1.0) - 1.0) * even * controls.swing
    return ratio / (1.0 + ratio)


def delay(place: int, meter: Meter, first: float) -> float:
    """How late a step comes, in steps, 0 … 1.

    Args:
        place: sixteenths since its bar line.
        meter: of the bar; only beats of a quarter note swing.
        first: share of the beat that its first half lasts.
    """
    if meter.steps_per_beat != STEPS_PER_QUARTER:
        return 0.0
    within = place % STEPS_PER_QUARTER
    middle = (2.0 * first - 1.0) * STEPS_PER_QUARTER / 2
    return middle * (1.0 - abs(within - STEPS_PER_QUARTER / 2) / (STEPS_PER_QUARTER / 2))
