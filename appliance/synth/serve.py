"""The command `antiphon synth`: FluidSynth, keyboards tied straight to it, and an orderly end."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from appliance.config import Config, find_config
from appliance.midi.api import NO_MIDI, Api, choose_api
from appliance.midi.routing import PortRules, is_synth
from appliance.midi.watcher import PortWatcher
from appliance.midi.wires import Wires
from appliance.offline.sound import HOW_TO_MEND, find_soundfont
from appliance.synth.audio import choose_audio
from appliance.synth.fluidsynth import FIRST_WORDS, LAST_WORDS, RELEASE, command_line

_log = logging.getLogger(__name__)

LOOK_SECONDS = 0.2
END_SECONDS = 4.0  # for an orderly end; systemd has 5 (antiphon-synth.service)


def serve(path: Path | None) -> int:
    """Let keyboards sound until somebody ends it; returns the exit code, 1 for trouble."""
    config = find_config(path, {})
    for problem in config.problems:
        _log.warning("settings: %s", problem)
    api, soundfont = choose_api(), Path(config["synth.soundfont"] or find_soundfont() or "")
    if api is None:
        return _refuse(NO_MIDI)
    if not soundfont.is_file():
        return _refuse(f"no soundfont {config['synth.soundfont']}: {HOW_TO_MEND}")
    try:
        synth = Synth(config, api, soundfont)
    except OSError:
        return _refuse(f"no FluidSynth: {HOW_TO_MEND}")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: synth.stop())
    watcher = PortWatcher(choose=lambda: api, whose=is_synth)
    wires = Wires(PortRules(deny=tuple(config["midi.ignore"])), synth.release)
    watcher.add(wires)
    ended = synth.wait()
    _try_to(partial(watcher.remove, wires))
    return 0 if synth.stopped else _refuse(f"FluidSynth ended (exit code {ended})")


class Synth:
    """FluidSynth as a process of its own, which ends when this one does."""

    def __init__(self, config: Config, api: Api, soundfont: Path) -> None:
        """Start it.

        Raises:
            OSError: if it is not installed.
        """
        audio = config["synth.sound"]
        command = command_line(config, api, choose_audio() if audio == "auto" else audio, soundfont)
        self.stopped = False
        self._killed_at: float | None = None
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for us, and we tell it
        )
        self._say(FIRST_WORDS)

    def wait(self) -> int:
        """Wait until it has ended, by itself or because it was stopped; returns its exit code.

        A signal may come to any thread of a MIDI system, but it is Python's main thread that
        follows it: so that one looks up now and then. What does not end when told is killed.
        """
        while True:
            with suppress(subprocess.TimeoutExpired):
                return self._process.wait(LOOK_SECONDS)
            if self._killed_at is not None and time.monotonic() > self._killed_at:
                self._process.kill()

    def stop(self) -> None:
        """End it in good order, for a JACK server waits long for a client that was killed.

        Asked a second time, or when that takes too long, kill it.
        """
        if self.stopped:
            self._process.kill()
        self.stopped, self._killed_at = True, time.monotonic() + END_SECONDS
        self._say(LAST_WORDS)

    def release(self) -> None:
        """Let go of all keys: a keyboard that was unplugged cannot."""
        self._say(RELEASE)

    def _say(self, words: str) -> None:
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # it has ended already, and `wait` tells
            os.write(self._process.stdin.fileno(), words.encode())


def _try_to(act: Callable[[], None]) -> None:
    """Do what hangs for as long as a MIDI server is deaf, but do not wait for it for long."""
    thread = threading.Thread(target=act, daemon=True)
    thread.start()
    thread.join(END_SECONDS)


def _refuse(why: str) -> int:
    print(f"antiphon synth: {why}", file=sys.stderr)
    return 1
