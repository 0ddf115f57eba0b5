"""A JACK server that ends and comes back, as seen by a box that goes on: a process of its own."""

from __future__ import annotations

import subprocess
from contextlib import ExitStack

from appliance.midi.api import NO_MIDI
from appliance.midi.messages import note_on
from tests.midi.fake_ports import FakeKeyboard, FakeSynth, eventually
from tests.midi.jack_server import jack_server
from tests.midi.other_process import run

BOX = """
import select, sys
from appliance.midi.inputs import MidiInputs
from appliance.midi.outputs import MidiOutputs
from appliance.midi.watcher import PortWatcher
watcher, heard, said = PortWatcher(interval=0.5), [], ""
inputs = MidiInputs(lambda _, message, source: heard.append(message.hex()), watcher)
outputs = MidiOutputs(watcher)
inputs.start(); outputs.start()
while not select.select([sys.stdin], [], [], 0.01)[0]:
    outputs.send(bytes([0x90, 64, 90])); outputs.send(bytes([0x80, 64, 0]))
    now = f"{inputs.problem} {outputs.problem} {inputs.names} {outputs.names} {heard[-1:]}"
    if now != said:
        print(now, flush=True)
        said = now
outputs.close(); inputs.close()
print("closed", flush=True)
"""
ON = note_on(1, 60, 90)


def wait_for(process: subprocess.Popen[str], line: str) -> None:
    """Read on until the box says this."""
    said = []
    assert process.stdout is not None
    for each in process.stdout:
        said.append(each)
        if each.startswith(line):
            return
    raise AssertionError(f"no line like {line!r} in {said}")


def is_heard_and_played(box: subprocess.Popen[str]) -> None:
    """Plug a keyboard and a synth in, play one, hear the other, and unplug them."""
    keyboard, synth = FakeKeyboard(), FakeSynth()
    wait_for(box, "None None ('Fake Keys',) ('Fake Synth',)")
    keyboard.play(ON)
    wait_for(box, f"None None ('Fake Keys',) ('Fake Synth',) ['{ON.hex()}']")
    assert eventually(lambda: note_on(1, 64, 90) in synth.heard)
    keyboard.unplug()
    synth.unplug()


def test_the_box_is_there_again_as_soon_as_the_server_is() -> None:
    with ExitStack() as until_the_end:
        with jack_server() as name:
            box = until_the_end.enter_context(run(BOX, name))
            is_heard_and_played(box)
        wait_for(box, f"{NO_MIDI} {NO_MIDI} () ()")
        with jack_server(name):
            is_heard_and_played(box)
            said, _ = box.communicate("\n", timeout=30)
    assert said.endswith("closed\n")
    assert box.returncode == 0
