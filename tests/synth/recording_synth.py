"""The box's synth on a JACK server, with all that arrives at it and all that it sounds like."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from tests.box.running import RunningBox, running_box, until
from tests.midi.jack_server import environment

# The real FluidSynth, which writes down every message that it takes.
_WRITING = """\
#!/bin/sh
exec stdbuf -oL {synth} --dump "$@" >> {file}
"""


class RecordingSynth:
    """`antiphon synth`, running."""

    def __init__(self, running: RunningBox, dump: Path) -> None:
        self.running = running
        self.process = running.process
        self._dump = dump

    @property
    def notes(self) -> list[tuple[int, int]]:
        """Channel and pitch of every note begun so far; a second port's channels begin at 17."""
        return [(channel, pitch) for channel, pitch in self._arrived("noteon")]

    @property
    def programs(self) -> list[tuple[int, int]]:
        """Channel and number of every program change so far."""
        return self._arrived("prog")

    def _arrived(self, kind: str) -> list[tuple[int, int]]:
        found = re.findall(rf"^event_pre_{kind} (\d+) (\d+)", self._dump.read_text(), re.MULTILINE)
        return [(int(channel) + 1, int(number)) for channel, number in found]


@contextmanager
def recording_synth(folder: Path, settings: str = "") -> Iterator[RecordingSynth]:
    """Run it until it can be played."""
    folder.mkdir(exist_ok=True)
    dump, stand_in = folder / "dump", folder / "fluidsynth"
    dump.touch()
    stand_in.write_text(_WRITING.format(synth=shutil.which("fluidsynth"), file=dump))
    stand_in.chmod(0o755)
    with (
        environment(PATH=f"{folder}:{os.environ['PATH']}"),
        running_box(settings=settings, folder=folder, command="synth") as running,
    ):
        until(lambda: "select" in dump.read_text(), "FluidSynth's first words")
        try:
            yield RecordingSynth(running, dump)
        finally:
            if running.process.poll() is None:
                running.stop()


def sound_of(port: str, seconds: int, folder: Path) -> np.ndarray:
    """What a JACK port sounds like from now on: samples from -1 to 1, 48000 a second."""
    file = folder / "sound.wav"
    subprocess.run(
        ["jack_rec", "-f", str(file), "-d", str(seconds), "-b", "16", port],
        check=True,
        capture_output=True,
        timeout=60,
    )
    with wave.open(str(file)) as recorded:
        assert recorded.getframerate() == 48000
        return np.frombuffer(recorded.readframes(recorded.getnframes()), "<i2") / 2**15


def pitch_of(sound: np.ndarray) -> float:
    """The strongest frequency, in hertz."""
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    return float(np.fft.rfftfreq(len(sound), 1 / 48000)[spectrum.argmax()])
