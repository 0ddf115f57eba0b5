"""How late notes are with the kernel's queue and without, on a real kernel.

    python -m tools.virtual.run "python3 -m tools.virtual.jitter [seconds [beats a minute]]"

Notes are put down as the loop does it, half a step ahead, and go through agenda and outputs to two
virtual MIDI ports at the same time, where the kernel stamps them: the one is played by the queue,
the other by Python, so that whatever stops the guest as a whole stops both. Lateness is counted
against the very moments asked for. Python is left alone, kept from the processor by another
program, or held up by a thread that lets no other run for 20 ms at a time.
"""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np

from appliance.band import Band
from appliance.jam.parts import Part
from appliance.midi.alsa_queue import AlsaQueue
from appliance.midi.outputs import MidiOutputs
from appliance.midi.routing import PortRules
from appliance.midi.watcher import PortWatcher
from appliance.music.grid import step_seconds
from appliance.music.notes import NoteMessage
from appliance.realtime.agenda import Agenda
from appliance.realtime.slot import Slot
from appliance.realtime.tuning import favour_this_thread, switch_threads_often
from tools.virtual.stamped import Stamped

SECONDS, BPM = 30.0, 120.0
OFF = 3  # ms that a musician begins to feel
NOTE_ON = 0x90
HELD = 0.02  # seconds for which no other thread runs
PITCHES = range(36, 96)


def main() -> None:
    """Print the table."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    period = step_seconds(float(sys.argv[2]) if len(sys.argv) > 2 else BPM)
    switch_threads_often()
    columns = " ".join(f"{each:>7}" for each in ("p1", "p50", "p90", "p99", "max", f"> {OFF} ms"))
    print(f"{'lateness, ms':<38} {'notes':>6} {columns}", flush=True)
    for words, load in (
        ("idle", idle),
        ("another program busy", another_program),
        ("a thread of ours holds Python", python_held),
    ):
        with load():
            both = lateness(seconds, period)
        for who, late in zip(("kernel", "Python"), both, strict=True):
            told = [*np.percentile(late, [1, 50, 90, 99, 100]), 100 * np.mean(np.abs(late) > OFF)]
            row = " ".join(f"{each:7.2f}" for each in told)
            print(f"{words + ': ' + who:<38} {len(late):6} {row} %", flush=True)


def lateness(seconds: float, period: float) -> list[np.ndarray]:
    """How late each note begins, in milliseconds, by the kernel's queue and by Python alone."""
    watcher, agenda = PortWatcher(), Agenda()
    outputs = [
        MidiOutputs(watcher, PortRules(allow=("VirMIDI 0-0",)), 0.0, False, AlsaQueue),
        MidiOutputs(watcher, PortRules(allow=("VirMIDI 0-1",)), 0.0, False),
    ]
    ears = [Stamped(Path(f"/dev/snd/midiC0D{number}")) for number in range(len(outputs))]
    for output in outputs:
        output.start()
    agenda.start()
    try:
        assert outputs[0].queue is not None, "the kernel has no queue"
        asked = _play(Band(outputs, {Part.ANSWER: 1}, agenda), int(seconds / period), period)
        time.sleep(1.0)
        return [_lateness(list(each.read()), asked) for each in ears]
    finally:
        agenda.close()
        for output, each in zip(outputs, ears, strict=True):
            output.close()
            each.close()


def _lateness(
    heard: Sequence[tuple[float, bytes]], asked: Sequence[tuple[float, int]]
) -> np.ndarray:
    begun, status = [], 0
    for moment, data in heard:
        if data[0] >= 0x80:  # else as before: running status
            status, data = data[0], data[1:]
        if status == NOTE_ON:
            begun.append((moment, data[0]))
    assert [pitch for _, pitch in begun] == [pitch for _, pitch in asked], "notes are missing"
    return 1000 * (np.array(begun)[:, 0] - np.array(asked)[:, 0])


def _play(band: Band, steps: int, period: float) -> list[tuple[float, int]]:
    """Put notes down step by step; returns their moments and pitches."""
    asked, begin = [], time.monotonic() + 0.3
    for step in range(steps):
        slot, pitch = Slot(begin + step * period, period), PITCHES[step % len(PITCHES)]
        time.sleep(max(0.0, slot.begin - period / 2 - time.monotonic()))
        before = NoteMessage(PITCHES[(step - 1) % len(PITCHES)], 0)
        band.play([(Part.ANSWER, before), (Part.ANSWER, NoteMessage(pitch, 90))], slot)
        asked.append((slot.begin, pitch))
    return asked


@contextmanager
def idle() -> Iterator[None]:
    """Nothing else is going on."""
    yield


@contextmanager
def another_program() -> Iterator[None]:
    """Two other programs want the processor all the time."""
    with ExitStack() as stack:
        for _ in range(2):
            hog = stack.enter_context(subprocess.Popen([sys.executable, "-c", "while True: pass"]))
            stack.callback(hog.kill)
        yield


@contextmanager
def python_held() -> Iterator[None]:
    """A thread keeps all others of this process from running, 20 ms at a time, now and then."""
    over, spell = threading.Event(), _spell()

    def hold() -> None:
        while not over.wait(random.uniform(0.005, 0.05)):
            spell()

    thread = threading.Thread(target=hold, daemon=True)
    thread.start()
    yield
    over.set()
    thread.join()


def _spell() -> Callable[[], object]:
    """Something that takes 20 ms without ever letting another thread run."""
    begin = time.perf_counter()
    sum(range(1_000_000))
    many = range(int(1_000_000 * HELD / (time.perf_counter() - begin)))
    return lambda: sum(many)


if __name__ == "__main__":
    favour_this_thread()
    main()
