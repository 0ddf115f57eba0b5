"""Forty times out and in again, or a thousand (REPLUGS=1000): nothing may pile up."""

from __future__ import annotations

import gc
import os
from contextlib import closing
from pathlib import Path

import pytest

from appliance.midi.inputs import NO_KEYBOARD, MidiInputs
from appliance.midi.messages import note_off, note_on
from appliance.midi.outputs import MidiOutputs
from appliance.midi.watcher import PortWatcher
from tests.midi.fake_ports import FakeKeyboard, FakeSynth, eventually
from tests.midi.jack_server import jack_clients

pytestmark = pytest.mark.usefixtures("jack")
REPLUGS = int(os.environ.get("REPLUGS", "40"))
SETTLING = 8  # times until all that is kept for good has been made
GROWTH, GROWTH_EACH = 1 << 20, 512  # bytes that may come all the same: in all, and each time
RESTARTS = 8


class Rig:
    """The box with one keyboard and one synth that come and go together."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        watcher = PortWatcher(interval=0.02)
        self.inputs = MidiInputs(self._hear, watcher)
        self.outputs = MidiOutputs(watcher)
        self.inputs.start()
        self.outputs.start()

    def _hear(self, _: float, message: bytes, source: str) -> None:
        if message:
            self.heard.append(message)

    def replug(self) -> None:
        keyboard, synth = FakeKeyboard(), FakeSynth()
        assert eventually(lambda: len(self.inputs.names) == len(self.outputs.names) == 1)
        assert self.inputs.problem is None
        self.heard.clear()
        keyboard.play(note_on(1, 60, 90))
        self.outputs.send(note_on(1, 64, 90))
        assert eventually(lambda: self.heard == [note_on(1, 60, 90)])
        assert eventually(lambda: note_on(1, 64, 90) in synth.heard)
        keyboard.unplug()
        synth.unplug()
        assert eventually(lambda: self.heard[1:] == [note_off(1, 60)])
        assert eventually(lambda: not self.inputs.names and not self.outputs.names)
        assert self.inputs.problem == NO_KEYBOARD

    def close(self) -> None:
        self.outputs.close()
        self.inputs.close()


def nothing_grew(before: tuple[int, int, set[str]]) -> bool:
    """True if no more is in use than before (what earlier tests left may have gone meanwhile)."""
    now = used()
    return now[0] <= before[0] and now[1] <= before[1] and now[2] <= before[2]


def used() -> tuple[int, int, set[str]]:
    """Threads and open files of this process, clients of the JACK server."""
    return len(os.listdir("/proc/self/task")), len(os.listdir("/proc/self/fd")), jack_clients()


def memory() -> int:
    """Bytes that this process has in use."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.timeout(60 + 3 * REPLUGS)
def test_replugging_leaks_no_client_no_thread_no_file_and_no_memory() -> None:
    with closing(Rig()) as rig:
        for _ in range(SETTLING):
            rig.replug()
        before, then = used(), memory()
        for _ in range(REPLUGS):
            rig.replug()
        assert eventually(lambda: nothing_grew(before))
        grown = memory() - then
        print(f"{grown / 1024:.0f} KiB more after {REPLUGS} times")
        assert grown <= GROWTH + GROWTH_EACH * REPLUGS


def test_starting_and_closing_again_leaks_nothing_either() -> None:
    def start_and_close() -> None:
        Rig().close()

    start_and_close()
    before = used()
    for _ in range(RESTARTS):
        start_and_close()
    assert eventually(lambda: nothing_grew(before))
    assert before[2] == set(), "no client stays behind"
