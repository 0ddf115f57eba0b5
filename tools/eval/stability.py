"""What becomes of a line that goes on for very long, such as 1,000 bars of a network on its own.

Lines are event arrays, shape [steps], one event of `appliance.music.events` a sixteenth, from a
bar line on. The measures are our own.
"""

from __future__ import annotations

from appliance.music.grid import Meter
from tools.eval.answers import pitch_range
from tools.eval.harmony import Events, notes_per_bar, onset_steps, ratio

LOOP_BARS = 8  # the longest loop; those of 1, 2 and 4 bars fit in it
LOOPED_BARS = 64
SILENT_BARS = 8


def ends_in_loop(events: Events, meter: Meter) -> bool:
    """True if the last 64 bars are a pattern of 1, 2, 4 or 8 bars over and over, 8 times or more.

    Every event must be the same, so that a line that repeats itself a tone higher does not loop.
    A pattern without onsets is no loop, it is silence or one endless note. False for lines, shape
    [steps], of fewer than 64 bars.
    """
    loop, looped = LOOP_BARS * meter.steps_per_bar, LOOPED_BARS * meter.steps_per_bar
    if len(events) < looped:
        return False
    tail = events[-looped:]
    return bool((tail[loop:] == tail[:-loop]).all()) and not ends_in_silence(events, meter)


def ends_in_silence(events: Events, meter: Meter) -> bool:
    """True if no note begins in the last 8 bars, or in the whole of a shorter line, [steps]."""
    return not len(onset_steps(events[-SILENT_BARS * meter.steps_per_bar :]))


def drift(events: Events, meter: Meter) -> dict[str, float]:
    """How the last quarter of a line, [steps], differs from its first, both in whole bars.

    `density_first`, `density_last`: onsets per bar; `density_ratio`: last to first, nan if the
    first quarter has no onset. `range_first`, `range_last`: semitones from the lowest to the
    highest note, nan without notes; `range_difference`: last minus first. All are nan for lines
    of fewer than 4 bars.
    """
    quarter = len(events) // (4 * meter.steps_per_bar) * meter.steps_per_bar
    first, last = events[:quarter], events[len(events) - quarter :]
    densities = notes_per_bar(first, meter), notes_per_bar(last, meter)
    ranges = pitch_range(first), pitch_range(last)
    return {
        "density_first": densities[0],
        "density_last": densities[1],
        "density_ratio": ratio(densities[1], densities[0]),
        "range_first": ranges[0],
        "range_last": ranges[1],
        "range_difference": ranges[1] - ranges[0],
    }
