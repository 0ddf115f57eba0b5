"""Which sound system of this computer FluidSynth is to play through."""

from __future__ import annotations

import os
from pathlib import Path

from appliance.midi.api import jack_answers


def choose_audio() -> str:
    """A name that FluidSynth knows: a running JACK server, else PulseAudio's or ALSA."""
    if jack_answers():
        return "jack"
    return "pulseaudio" if pulse_answers() else "alsa"


def pulse_answers() -> bool:
    """True if PulseAudio runs, or PipeWire in its place: then ALSA's device may be taken."""
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    return bool(folder) and Path(folder, "pulse", "native").is_socket()
