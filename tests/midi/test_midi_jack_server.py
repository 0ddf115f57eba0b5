"""The tests' own JACK servers: one at a time for a process, and none left on JACK's list."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.midi.fake_ports import FakeKeyboard
from tests.midi.jack_registry import forget_the_dead
from tests.midi.jack_server import is_a_client, jack_server


def entry(process: int, name: str) -> bytes:
    return process.to_bytes(4, "little") + f"jack-0:{name}:".encode().ljust(260, b"\0")


def test_test_servers_that_are_dead_are_struck_out_and_no_others(tmp_path: Path) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    head = b"KCAJ".ljust(24, b"\0")
    alive = entry(os.getpid(), "antiphon-test-1-0")
    strange = entry(ended.pid, "default")
    dead = entry(ended.pid, "antiphon-test-2-0")
    registry = tmp_path / "registry"
    forget_the_dead(registry)
    registry.write_bytes(head + dead + alive + strange + dead + b"the rest")
    forget_the_dead(registry)
    nothing = bytes(264)
    assert registry.read_bytes() == head + nothing + alive + strange + nothing + b"the rest"


def test_no_second_server_is_run_while_a_client_is_left_on_the_first(jack: str) -> None:
    assert not is_a_client()
    keyboard = FakeKeyboard()
    assert is_a_client()
    with pytest.raises(RuntimeError, match="client"), jack_server():
        pass
    keyboard.unplug()
    assert not is_a_client()


def test_a_client_that_is_left_in_the_end_is_reported() -> None:
    left: list[FakeKeyboard] = []
    with pytest.raises(RuntimeError, match="left"), jack_server():
        left.append(FakeKeyboard())
    left[0].unplug()
