"""How far the box's notes lie from the grid, at a real JACK port.

    .venv/bin/python -m tools.bench.jitter [seconds]

The box plays its metronome at 240 beats a minute to a JACK port, where the moment of each note is
taken: with real-time priority (where allowed), idle and with both cores busy, and without it, idle.
The ideal grid is the straight line that fits them best, so that a steady delay counts as none. JACK
itself hands notes on once in 64 samples, 1.3 ms. Figures go into build/jitter.json.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
import rtmidi

from tests.box.running import running_box, until
from tests.midi.jack_server import environment

RATE, PERIOD = 48000, 64
BPM, SECONDS = 240.0, 60.0
SETTLING = 12  # notes that do not count
OUT = Path("build/jitter.json")
PLAIN = "--plain"
WITHOUT_REAL_TIME = ("setpriv", "--bounding-set=-sys_nice", "--inh-caps=-sys_nice")
CLICK = 0x99  # a note begins on channel 10
SETTINGS = f"[jam]\nclick = true\ntempo = {BPM:.0f}\n[web]\npage = 'off'\n"


def main() -> None:
    """Print the table, and write the figures."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    if PLAIN in sys.argv:
        told = _row("ordinary priority, idle", seconds, 0)
        OUT.write_text(json.dumps({"grid_jitter_idle_p99_ms": told[1]}))
        return
    print(f"{'lateness, ms':<28} {'notes':>6} {'p50':>7} {'p99':>7} {'max':>7}", flush=True)
    figures = {}
    _row("real time, idle", seconds, 0)
    _, p99, worst = _row("real time, both cores busy", seconds, os.cpu_count() or 1)
    plain = [*WITHOUT_REAL_TIME, sys.executable, "-m", "tools.bench.jitter", f"{seconds}", PLAIN]
    if subprocess.run(plain).returncode == 0:
        figures = json.loads(OUT.read_text())
    figures |= {"grid_jitter_busy_p99_ms": p99, "grid_jitter_busy_max_ms": worst}
    OUT.write_text(json.dumps(figures, indent=1) + "\n")


def _row(words: str, seconds: float, busy: int) -> tuple[float, float, float]:
    late = lateness(arrivals(seconds, busy), 60.0 / BPM)
    p50, p99, worst = (float(each) for each in np.percentile(late, [50, 99, 100]))
    print(f"{words:<28} {len(late):6} {p50:7.2f} {p99:7.2f} {worst:7.2f}", flush=True)
    return p50, p99, worst


def lateness(moments: Sequence[float], gap: float) -> np.ndarray:
    """How far each moment lies from the grid that fits all, in milliseconds.

    Args:
        moments: seconds.
        gap: seconds between two of them, about; some may be missing.
    """
    times = np.array(moments)
    numbers = np.round((times - times[0]) / gap)
    slope, begin = np.polyfit(numbers, times, 1)
    return 1000 * np.abs(times - (begin + slope * numbers))


def arrivals(seconds: float, busy: int) -> list[float]:
    """Moments, in seconds, at which the metronome's notes arrive, with so many busy processes."""
    moments: list[float] = []

    def hear(event: tuple[list[int], float], _: object) -> None:
        if event[0][0] == CLICK:
            moments.append(time.monotonic())

    with ExitStack() as stack:
        stack.enter_context(_jack())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        box = stack.enter_context(running_box(settings=SETTINGS, folder=folder))
        box.wait_for("playing")
        ears = rtmidi.MidiIn(rtmidi.API_UNIX_JACK, name="ears")
        ears.set_callback(hear)
        ears.open_virtual_port("in")
        until(lambda: len(moments) > SETTLING, "the metronome")
        for _ in range(busy):
            stack.enter_context(_process([sys.executable, "-c", "while True: pass"]))
        time.sleep(seconds)
        heard = moments[SETTLING:]
        ears.close_port()
        ears.delete()
        box.stop()
        return heard


@contextmanager
def _jack() -> Iterator[None]:
    name = f"antiphon-bench-{os.getpid()}"
    command = ["jackd", "-n", name, "-P", "70", "-d", "dummy", "-r", f"{RATE}", "-p", f"{PERIOD}"]
    with environment(JACK_DEFAULT_SERVER=name, JACK_NO_START_SERVER="1"), _process(command):
        until(lambda: _tied("jack_lsp"), "the JACK server")
        yield


@contextmanager
def _process(command: Sequence[str]) -> Iterator[None]:
    """A program that is ended in the end."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _tied(*command: str) -> bool:
    return subprocess.run(command, capture_output=True).returncode == 0


if __name__ == "__main__":
    main()
