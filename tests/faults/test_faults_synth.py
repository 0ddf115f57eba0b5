"""The synth vanishes while the box plays, and comes back: said, and silenced before it plays on."""

import sys

import pytest

from appliance.midi.outputs import NO_SYNTH
from tests.box.running import running_box, until
from tests.box.test_box_jack import jack  # noqa: F401
from tests.faults.test_faults_killed import CLICKING
from tests.midi.fake_ports import FakeKeyboard, FakeSynth, unplug_all
from tests.service.listening import manager_at

# A box that says so sooner.
IMPATIENT = """
import sys
from appliance.midi import outputs
from appliance.__main__ import main
outputs.PATIENCE = 1.0
sys.exit(main())
"""
SETTINGS = CLICKING + "[web]\npage = 'off'\n"
CLICK = 0x99


@pytest.fixture
def plugs():
    yield
    unplug_all()


def clicks(synth):
    return [message for message in synth.played if message[0] == CLICK]


def test_it_is_said_and_the_one_that_comes_back_is_silenced_first(
    jack,  # noqa: F811
    plugs,
    tmp_path,
    monkeypatch,
):
    address = str(tmp_path / "notify")
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    program = (sys.executable, "-c", IMPATIENT)
    FakeKeyboard()
    synth = FakeSynth()
    with (
        manager_at(address) as told,
        running_box(settings=SETTINGS, folder=tmp_path, program=program) as box,
    ):
        until(lambda: clicks(synth), "the box plays")
        told.wait_for("STATUS=Ready to play")
        synth.unplug()
        told.wait_for(f"STATUS=Ready to play. {NO_SYNTH}")
        another = FakeSynth()
        told.wait_for("STATUS=Ready to play")
        until(lambda: clicks(another), "the box plays on")
        assert box.stop() == 0
    assert not any("Traceback" in line for line in box.lines)
