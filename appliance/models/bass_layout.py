"""The columns of the accompaniment network: what it is told, and what it says.

To choose the bass of step s it knows the bass up to s-1 and the melody up to s-5: a whole quarter
note of the human is still to come when the choice is made (Roberts et al. 2016: "conditioned on
the melody up to a quarter note before the time step"). It also foretells the melody of the steps
it cannot know, s-4 … s, and the root of the chord at s as a degree of the key.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from appliance.models.frames import CLOSE, DEGREES, KINDS, NEAR, REGISTERS, layout
from appliance.models.sheet import Layout
from appliance.models.voice_features import (
    CONTEXT,
    LAGS_IN_BARS,
    MOMENT,
    RECALL,
    VOICE,
    named,
)

UNSEEN_STEPS: Final = 4  # melody steps between the newest known one and the bass to be chosen
HORIZONS: Final = range(1, UNSEEN_STEPS + 2)  # steps from the newest known one that are foretold

BASS_KINDS: Final = ("voice", "cello", "piano_low", "bass_track", "triangle", "auto", "synth")
DENSITIES: Final = np.array([1.0, 1.6, 2.5, 3.5, 5.0, 7.0])  # onsets in 16 steps
COVERAGES: Final = np.array([0.5, 0.8, 0.95])  # share of melody with a bass under it

INPUTS: Final = Layout(
    named("own", VOICE)
    | {key: width for bars in LAGS_IN_BARS for key, width in named(f"{bars}", MOMENT).items()}
    | named("melody", VOICE)
    | {"against": 12, "short_against": 12}
    | {key: w for bars in LAGS_IN_BARS[:2] for key, w in named(f"melody{bars}", MOMENT).items()}
    | named("same", RECALL)
    | named("shifted", RECALL)
    | named("under", RECALL)
    | {
        f"ahead{horizon}.{part}": width
        for horizon in HORIZONS
        for part, width in (("kind", KINDS), ("degree", DEGREES))
    }
    | {"hidden": 1, "bass_kind": len(BASS_KINDS)}
    | {"density": len(DENSITIES) + 1, "coverage": len(COVERAGES) + 1}
    | CONTEXT
)
_FORETOLD: Final = {
    f"foretold{horizon}.{part}": width
    for horizon in HORIZONS
    for part, width in (
        ("kind", KINDS),
        ("tonic", DEGREES),
        ("melody", DEGREES),
        ("ahead", DEGREES),
    )
}
OUTPUTS: Final = layout(
    {"tonic": DEGREES, "own": 2 * NEAR + 1, "melody": DEGREES}
    | {f"{bars}": 2 * CLOSE + 1 for bars in LAGS_IN_BARS}
    | dict.fromkeys(("same", "shifted", "under"), 2 * CLOSE + 1)
    | {"register": REGISTERS, "chord": DEGREES}
    | _FORETOLD
)
