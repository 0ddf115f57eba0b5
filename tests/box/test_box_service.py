"""The box as a service: a whole one in a process of its own, and a manager that listens."""

import os
import signal
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from appliance.launch import _play
from appliance.service.notify import Manager
from tests.box.doubles import config_with
from tests.box.running import running_box
from tests.box.test_box_page import free_port
from tests.service.listening import manager_at

PERIOD = 2.0
BARE = "[panel]\nbuttons = 'off'\ndisplay = 'none'\n"
SETTINGS = BARE + "[web]\npage = 'off'\n"

# A box of which a part hangs when a file is there; all else is as it is.
HANGING = """
import ctypes, pathlib, sys, threading
from appliance.{module} import {owner}
from appliance.__main__ import main
whole, sign = {owner}.{method}, pathlib.Path({sign!r})
def hanging(*arguments):
    if sign.exists():
        {waits}
    return whole(*arguments)
{owner}.{method} = hanging
sys.exit(main())
"""
PARTS = {
    "loop": ("stage", "LiveStage", "hear"),
    "MIDI ports": ("midi.inputs", "MidiInputs", "look"),
    "drawing": ("face", "Face", "picture"),
}


@pytest.fixture
def manager(tmp_path, monkeypatch):
    path = str(tmp_path / "notify")
    monkeypatch.setenv("NOTIFY_SOCKET", path)
    monkeypatch.setenv("WATCHDOG_USEC", str(round(1e6 * PERIOD)))
    with manager_at(path) as told:
        yield told


def test_it_says_when_it_can_play_that_it_lives_and_that_it_ends(manager, tmp_path):
    with running_box(settings=SETTINGS, folder=tmp_path) as box:
        assert manager.next(30.0) == ["STATUS=Starting"]
        ready = manager.wait_for("READY=1")
        assert "WATCHDOG=1" in ready
        assert any(line.startswith("STATUS=Ready to play") for line in ready)
        for _ in range(4):
            assert "WATCHDOG=1" in manager.next(PERIOD)
        box.process.send_signal(signal.SIGTERM)
        manager.wait_for("STOPPING=1")
        assert box.process.wait(timeout=30.0) == 0


def sockets_of(process):
    """Internet sockets of a process, each a line of the kernel's tables."""
    links = [os.readlink(link) for link in Path(f"/proc/{process.pid}/fd").iterdir()]
    inodes = {link[8:-1] for link in links if link.startswith("socket:[")}
    tables = [Path(f"/proc/{process.pid}/net/{name}") for name in ("tcp", "tcp6", "udp", "udp6")]
    rows = [row for table in tables if table.exists() for row in table.read_text().splitlines()[1:]]
    return [row for row in rows if row.split()[9] in inodes]


@pytest.mark.parametrize(("web", "listening"), [("", 0), ("[web]\npage = 'on'\nport = {}\n", 1)])
def test_nothing_listens_unless_the_settings_ask_for_the_page(manager, tmp_path, web, listening):
    with running_box(settings=BARE + web.format(free_port()), folder=tmp_path) as box:
        manager.wait_for("READY=1")
        assert len(sockets_of(box.process)) == listening
        assert box.stop() == 0


@contextmanager
def hanging_box(manager, folder, part, waits):
    """A box, of which a part has hung until the manager hears no more."""
    module, owner, method = PARTS[part]
    sign = folder / "hang"
    script = HANGING.format(module=module, owner=owner, method=method, sign=str(sign), waits=waits)
    program = (sys.executable, "-c", script)
    with running_box(settings=SETTINGS, folder=folder, program=program) as box:
        manager.wait_for("READY=1")
        sign.touch()
        while manager.ping(PERIOD):
            pass
        yield box


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_hangs_is_not_hidden_and_the_log_says_where(manager, tmp_path, part):
    with hanging_box(manager, tmp_path, part, "threading.Event().wait()") as box:
        assert not manager.ping(2 * PERIOD)
        box.wait_for(f"ERROR {part} hangs here:")
        box.wait_for("in hanging")
        assert [f"STATUS=No sign of life: {part}"] in manager.heard


def test_where_the_interpreter_itself_is_held_the_managers_signal_brings_it_to_light(
    manager, tmp_path
):
    with hanging_box(manager, tmp_path, "loop", "ctypes.PyDLL(None).pause()") as box:
        assert not manager.ping(2 * PERIOD)
        box.process.send_signal(signal.SIGABRT)
        box.wait_for("in hanging")
        assert box.process.wait(timeout=30.0) == -signal.SIGABRT


# A box whose loop fails, beyond all that it bears, when a file is there.
FAILING = """
import pathlib, sys
from appliance.realtime.grid_clock import GridClock
from appliance.__main__ import main
whole, sign = GridClock.due, pathlib.Path({sign!r})
def due(*arguments):
    if sign.exists():
        raise OSError(5, "its reason")
    return whole(*arguments)
GridClock.due = due
sys.exit(main())
"""


def test_one_whose_loop_fails_ends_in_good_order_and_says_where(manager, tmp_path):
    sign = tmp_path / "fail"
    program = (sys.executable, "-c", FAILING.format(sign=str(sign)))
    with running_box(settings=SETTINGS, folder=tmp_path, program=program) as box:
        manager.wait_for("READY=1")
        sign.touch()
        manager.wait_for("STOPPING=1")
        assert box.process.wait(timeout=30.0) == 1, "it is to be started anew"
        box.wait_for("the box cannot go on")
        box.wait_for("its reason")
        box.wait_for("in due")


@pytest.mark.parametrize(
    ("command", "service", "status"), [("", True, 10), ("", False, 0), ("true", True, 0)]
)
def test_a_service_that_is_shut_down_by_hand_ends_with_a_status_of_its_own(
    command, service, status, monkeypatch, tmp_path
):
    class Off:
        shut_down = True

        def __init__(self, config, manager, make_log, resumption):
            assert config["power.off_command"] == command

        def run(self):
            pass

    monkeypatch.setattr("appliance.launch.Box", Off)
    monkeypatch.setattr("signal.signal", lambda number, handler: None)
    manager = Manager(str(tmp_path / "notify")) if service else Manager()
    assert _play(config_with(power__off_command=command), manager) == status
    manager.close()
