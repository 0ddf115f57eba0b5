"""Sound of a MIDI file, by FluidSynth with a General MIDI soundfont of the system."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

SOUNDFONTS = (
    Path("/usr/share/sounds/sf2/TimGM6mb.sf2"),
    Path("/usr/share/sounds/sf2/FluidR3_GM.sf2"),
    Path("/usr/share/sounds/sf2/default-GM.sf2"),
)
HOW_TO_MEND = "install the Debian packages fluidsynth and timgm6mb-soundfont"
LONGEST_SECONDS = 300


class SoundError(Exception):
    """Sound that could not be made; the message says why in one sentence."""


def can_render_sound() -> bool:
    """True if FluidSynth and a soundfont are there."""
    return shutil.which("fluidsynth") is not None and find_soundfont() is not None


def render_sound(midi: Path, wav: Path) -> None:
    """Write the sound of a MIDI file as a WAV file, 44.1 kHz stereo.

    Raises:
        SoundError: if FluidSynth or a soundfont is missing, or FluidSynth fails.
    """
    synth, soundfont = shutil.which("fluidsynth"), find_soundfont()
    if synth is None or soundfont is None:
        raise SoundError(f"no sound for {midi}: {HOW_TO_MEND}")
    command = [synth, "-n", "-i", "-q", "-r", "44100", "-F", str(wav), str(soundfont), str(midi)]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=LONGEST_SECONDS)
    except subprocess.SubprocessError as error:
        raise SoundError(f"no sound for {midi}: FluidSynth failed ({error})") from error
    if not wav.exists():
        raise SoundError(f"no sound for {midi}: FluidSynth wrote no file")


def find_soundfont() -> Path | None:
    """The General MIDI soundfont of the system; None if there is none."""
    return next((path for path in SOUNDFONTS if path.exists()), None)
