"""Which sound system of this computer FluidSynth is to play through."""

from __future__ import annotations

import os
from pathlib import Path

from appliance.midi.api import jack_answers

CARDS = Path("/proc/asound")
OWN_SETTINGS = (Path("/etc/asound.conf"), Path(os.path.expanduser("~/.asoundrc")))


def choose_audio() -> str:
    """A name that FluidSynth knows: a running JACK server, else PulseAudio's or ALSA."""
    if jack_answers():
        return "jack"
    return "pulseaudio" if pulse_answers() else "alsa"


def pulse_answers() -> bool:
    """True if PulseAudio runs, or PipeWire in its place: then ALSA's device may be taken."""
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    return bool(folder) and Path(folder, "pulse", "native").is_socket()


def playing_card(device: str, cards: Path = CARDS) -> str:
    """An ALSA device that can play: the one asked for, unless "default" names a keyboard.

    ALSA's default is the first card, whatever it is; a keyboard that was there before the sound
    card cannot sound. Whoever has settings of ALSA's own has chosen.
    """
    if device != "default" or any(file.exists() for file in OWN_SETTINGS):
        return device
    playing = sorted(
        int(each.parent.name.removeprefix("card")) for each in cards.glob("card*/pcm*p")
    )
    return f"default:CARD={playing[0]}" if playing and playing[0] else device
