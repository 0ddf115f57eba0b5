"""The box is killed while it plays: its synth falls silent, and it plays again. Prints how soon."""

import os
import signal
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.box.running import ANTIPHON, running_box, until
from tests.midi.jack_server import jack_server
from tests.midi.listening import let_go, listen
from tests.service.listening import manager_at

CLICKING = "[jam]\nclick = true\ntempo = 240\n[panel]\nbuttons = 'off'\ndisplay = 'none'\n"
UNIT = Path(__file__).parents[2] / "system/root/etc/systemd/system/antiphon.service"


class Synth:
    """A synth that remembers what it was sent, and when."""

    def __init__(self, name="Synth"):
        self.heard = []
        self._port = listen(name, lambda moment, message: self.heard.append((moment, message)))
        self._port.open_virtual_port("notes")

    def silenced(self, since):
        """When all sound was ended on the click's channel after a moment; None: it has not been."""
        ends = (moment for moment, m in self.heard if m[:2] == [0xB9, 120] and moment > since)
        return next(ends, None)

    def struck(self, since):
        """When the first note was begun after a moment; None: none has been."""
        begun = (moment for moment, m in self.heard if m[0] & 0xF0 == 0x90 and moment > since)
        return next(begun, None)

    def close(self):
        let_go(self._port)


@contextmanager
def synth():
    one = Synth()
    try:
        yield one
    finally:
        one.close()


def report(killed, heard):
    """Print when things happened, and check that silence came before anything was played."""
    silenced = heard.silenced(killed)
    struck = heard.struck(silenced)
    after = [1000 * (moment - killed) for moment in (silenced, struck)]
    print(f"silent {after[0]:.0f} ms after the kill, playing {after[1]:.0f}")


class ServiceManager:
    """Does with the box what systemd does, as the unit says: one life after the other."""

    def __init__(self, folder, settings):
        self._settings = folder / "settings.toml"
        self._settings.write_text(settings + "[web]\npage = 'off'\n[recordings]\nmost = 0\n")
        text = UNIT.read_text()
        assert "RestartSec=100ms" in text and "antiphon hush --config" in text
        self.pause, self.process = 0.1, None
        self._environment = {**os.environ, "XDG_DATA_HOME": str(folder)}

    def start(self):
        self.process = self._run("run")

    def revive(self):
        """After a death that was no end of its own accord."""
        self.process.wait()
        self._run("hush").wait()
        time.sleep(self.pause)
        self.start()

    def _run(self, command):
        line = [*ANTIPHON, command, "--config", str(self._settings)]
        return subprocess.Popen(line, env=self._environment)


@contextmanager
def service(folder):
    manager = ServiceManager(folder, CLICKING)
    manager.start()
    try:
        yield manager
    finally:
        manager.process.terminate()
        manager.process.wait(30)


@pytest.fixture
def jack():
    with jack_server(patient=False) as name:
        yield name


def kill(process_number):
    os.kill(process_number, signal.SIGKILL)
    return time.monotonic()


def test_as_a_service_its_synth_falls_silent_and_it_plays_again(jack, tmp_path, monkeypatch):
    address = str(tmp_path / "notify")
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    with manager_at(address) as told, synth() as heard, service(tmp_path) as manager:
        told.wait_for("READY=1")
        until(lambda: heard.struck(0.0), "a click")
        killed = kill(manager.process.pid)
        manager.revive()
        until(lambda: (at := heard.silenced(killed)) and heard.struck(at), "a click again")
        told.wait_for("READY=1")
        print(f"ready {1000 * (time.monotonic() - killed):.0f} ms after the kill")
        report(killed, heard)


def children(process):
    told = Path(f"/proc/{process}/task/{process}/children").read_text()
    return [int(each) for each in told.split()]


def test_outside_a_service_its_synth_falls_silent_and_it_plays_again(jack, tmp_path):
    revived = ("--no-web", "--revive")
    with synth() as heard, running_box(*revived, settings=CLICKING, folder=tmp_path) as box:
        until(lambda: heard.struck(0.0), "a click")
        (first,) = children(box.process.pid)
        killed = kill(first)
        until(lambda: (at := heard.silenced(killed)) and heard.struck(at), "a click again")
        report(killed, heard)
        (second,) = children(box.process.pid)
        assert second != first
        box.wait_for("was ended by SIGKILL: it is started anew")
        assert box.stop() == 0
        until(lambda: not Path(f"/proc/{second}").exists(), "the end of the box itself")
