"""How late notes are with the kernel's queue and without, on a real kernel.

    tools/uml/run.sh KERNEL IMAGE "python3 -m tools.uml.jitter [seconds [beats a minute]]"

Notes are put down as the loop does it, half a step ahead, and go through agenda and output to a
virtual MIDI port, where the kernel stamps them. Lateness is counted against the very moments asked
for. Python is left alone, kept from the processor by another program, or held up by a thread that
lets no other run for 20 ms at a time.
"""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import numpy as np

from appliance.band import Band
from appliance.jam.parts import Part
from appliance.midi.alsa_queue import AlsaQueue
from appliance.midi.outputs import MidiOutputs
from appliance.midi.watcher import PortWatcher
from appliance.music.grid import step_seconds
from appliance.music.notes import NoteMessage
from appliance.realtime.agenda import Agenda
from appliance.realtime.slot import Slot
from appliance.realtime.tuning import favour_this_thread, switch_threads_often
from tools.uml.stamped import Stamped

SECONDS, BPM = 30.0, 120.0
HELD = 0.02  # seconds for which no other thread runs
PITCHES = range(36, 96)


def main() -> None:
    """Print the table."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    period = step_seconds(float(sys.argv[2]) if len(sys.argv) > 2 else BPM)
    switch_threads_often()
    print(f"{'lateness, ms':<36} {'notes':>6} {'p1':>7} {'p50':>7} {'p99':>7} {'max':>7}")
    for words, load in (
        ("idle", idle),
        ("another program busy", another_program),
        ("a thread of ours holds Python", python_held),
    ):
        for queued in (False, True):
            with load():
                late = lateness(seconds, period, queued)
            told = np.percentile(late, [1, 50, 99, 100])
            row = " ".join(f"{each:7.2f}" for each in told)
            words_too = f"{words}, {'queue' if queued else 'Python'}"
            print(f"{words_too:<36} {len(late):6} {row}", flush=True)


def lateness(seconds: float, period: float, queued: bool) -> np.ndarray:
    """How late each note begins, in milliseconds, in the order of the notes."""
    outputs = MidiOutputs(PortWatcher(), open_queue=AlsaQueue if queued else None)
    agenda = Agenda()
    ears = Stamped()
    outputs.start()
    agenda.start()
    try:
        assert (outputs.queue is not None) == queued, "the kernel has no queue"
        asked = _play(Band([outputs], {Part.ANSWER: 1}, agenda), int(seconds / period), period)
        time.sleep(0.5)
        heard = [(moment, data) for moment, data in ears.read() if data[0] == 0x90]
    finally:
        agenda.close()
        outputs.close()
        ears.close()
    assert [data[1] for _, data in heard] == [pitch for _, pitch in asked], "notes are missing"
    begun = [moment for moment, _ in heard]
    return 1000 * (np.array(begun) - np.array([moment for moment, _ in asked]))


def _play(band: Band, steps: int, period: float) -> list[tuple[float, int]]:
    """Put notes down step by step; returns their moments and pitches."""
    asked, begin = [], time.monotonic() + 0.3
    for step in range(steps):
        slot, pitch = Slot(begin + step * period, period), PITCHES[step % len(PITCHES)]
        time.sleep(max(0.0, slot.begin - period / 2 - time.monotonic()))
        before = PITCHES[(step - 1) % len(PITCHES)]
        band.play(
            [(Part.ANSWER, NoteMessage(before, 0)), (Part.ANSWER, NoteMessage(pitch, 90))], slot
        )
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
