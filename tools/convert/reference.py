"""The tune on which a quantized network is compared with the one it was made from."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from appliance.models.bass_encoder import BassEncoder, Manner
from appliance.models.bass_layout import UNSEEN_STEPS
from appliance.models.line import NONE
from appliance.models.manifest import BASS
from appliance.models.melody_encoder import MelodyEncoder, Phrase
from appliance.music.events import HOLD, REST, onset
from appliance.music.genres import INDEX
from appliance.music.grid import COMMON_TIME

# Two bars of Ode to Joy (Beethoven, 1824) and a bar's rest, over a plain bass.
MELODY_PITCHES = (64, 64, 65, 67, 67, 65, 64, 62)
BASS_PITCHES = (48, 43, 48, 43)


def reference_melody() -> list[int]:
    """Events of the melody."""
    return [e for p in MELODY_PITCHES for e in (onset(p), HOLD, HOLD, HOLD)] + [REST] * 16


def reference_bass() -> list[int]:
    """Events of the bass, two notes a bar."""
    return [e for p in BASS_PITCHES for e in (onset(p), *[HOLD] * 7)] + [REST] * 16


def reference_inputs(task: str) -> npt.NDArray[np.float32]:
    """What a network is told in every step of the tune, in the folk genre, [steps, width]."""
    return _bass_inputs() if task == BASS else _melody_inputs()


def _melody_inputs() -> npt.NDArray[np.float32]:
    encoder, rows = MelodyEncoder([COMMON_TIME]), []
    genre = np.array([INDEX["folk"]])
    for step, event in enumerate(reference_melody()):
        rows.append(encoder.encode(np.array([step]), genre, Phrase.none(1))[0][0])
        encoder.push(np.array([event]))
    return np.array(rows)


def _bass_inputs() -> npt.NDArray[np.float32]:
    encoder, rows = BassEncoder([COMMON_TIME]), []
    genre, unsaid = np.array([INDEX["folk"]]), np.array([NONE])
    melody = reference_melody()
    for step, event in enumerate(reference_bass()):
        if step > UNSEEN_STEPS:
            encoder.hear(np.array([melody[step - UNSEEN_STEPS - 1]]))
        told = encoder.encode(np.array([step]), genre, Manner(unsaid, unsaid, unsaid))
        rows.append(told.features[0])
        encoder.push(np.array([event]))
    return np.array(rows)
