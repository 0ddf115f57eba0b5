"""How FluidSynth is started, for hands on keys: little delay, and little work for a small computer.

It takes notes at two ports of 16 channels each: the first is for keyboards, the second for the
box. So nobody's sounds are changed by the other, whatever channels a keyboard sends on.
"""

from __future__ import annotations

from pathlib import Path

from appliance.config import Config
from appliance.midi.api import Api
from appliance.midi.routing import SYNTH_CLIENT, SYNTH_ID
from appliance.synth.audio import playing_card

_DRIVERS = {Api.ALSA: "alsa_seq", Api.JACK: "jack"}
_AUDIO_PRIORITY, _MIDI_PRIORITY = 80, 82  # above the box's own: a crackle is worse than waiting

FIRST_WORDS = "select 25 1 128 0\n"
"""For its shell: channel 10 of the second port plays drums, as that of the first does."""

LAST_WORDS = "quit\n"

RELEASE = "".join(f"cc {channel} 64 0\ncc {channel} 123 0\n" for channel in range(16))
"""For its shell: every pedal up and every key let go, on the channels of the keyboards' port."""


def command_line(config: Config, api: Api, audio: str, soundfont: Path) -> list[str]:
    """The command that starts FluidSynth.

    It reads its shell's commands from standard input, and ends when that is closed; its server on
    the network (`-s`), which would keep it alive without, would be open to everybody.

    Args:
        config: the settings.
        api: the MIDI system it takes notes from.
        audio: the sound system it plays through, as FluidSynth names it.
        soundfont: the file with its sounds.
    """
    settings = {**_midi(api), **_audio(config, audio), **_sound(config)}
    options = [part for name, value in settings.items() for part in ("-o", f"{name}={value}")]
    return ["fluidsynth", "-q", *options, str(soundfont)]


def _midi(api: Api) -> dict[str, object]:
    return {
        "midi.driver": _DRIVERS[api],
        "midi.alsa_seq.id": SYNTH_ID,
        "midi.jack.id": SYNTH_CLIENT,
        "midi.autoconnect": 0,  # see midi/wires.py
        "midi.realtime-prio": _MIDI_PRIORITY,
        "synth.midi-channels": 32,
    }


def _audio(config: Config, audio: str) -> dict[str, object]:
    return {
        "audio.driver": audio,
        "audio.alsa.device": playing_card(config["synth.device"]),
        "audio.jack.id": SYNTH_CLIENT,
        "audio.jack.autoconnect": 1,
        "audio.period-size": config["synth.period"],
        "audio.periods": config["synth.periods"],
        "audio.realtime-prio": _AUDIO_PRIORITY,
        "synth.sample-rate": config["synth.rate"],
    }


def _sound(config: Config) -> dict[str, object]:
    return {
        "synth.gain": config["synth.gain"],
        "synth.polyphony": config["synth.polyphony"],
        "synth.cpu-cores": 1,  # more of them cost more than they bring, at so short a period
        "synth.reverb.active": int(config["synth.reverb"]),
        "synth.chorus.active": 0,
    }
