"""Memory is locked where no limit applies, and said not to be elsewhere."""

import resource
import subprocess
import sys

import pytest

from appliance.realtime import memory

LOCKED = """
from appliance.realtime.memory import STATUS, lock_memory
def size(name):
    return next(x.split()[1] for x in STATUS.read_text().splitlines() if x.startswith(name))
before = size("VmRSS")
said = lock_memory()
print(said, before, size("VmRSS"), size("VmLck"), sep="\\n")
"""


def test_with_a_limit_it_is_left_alone_since_memory_could_not_grow_any_more(monkeypatch):
    monkeypatch.setattr(memory, "may_exceed", lambda: False)
    monkeypatch.setattr(resource, "getrlimit", lambda which: (8192 * 1024, 8192 * 1024))
    assert memory.lock_memory() == "memory not locked (limit 8192 kB)"


@pytest.mark.parametrize(("bits", "expected"), [(1 << 14, True), (1 << 13, False), (0, False)])
def test_the_capability_is_read_from_the_kernels_list(bits, expected, monkeypatch, tmp_path):
    status = tmp_path / "status"
    status.write_text(f"Name:\tpython\nCapPrm:\tffff\nCapEff:\t{bits:016x}\n")
    monkeypatch.setattr(memory, "STATUS", status)
    assert memory.may_exceed() is expected


def test_without_that_list_there_is_no_capability(monkeypatch, tmp_path):
    monkeypatch.setattr(memory, "STATUS", tmp_path / "none")
    assert memory.may_exceed() is False


def test_a_process_that_may_has_its_pages_locked_and_no_more_than_it_uses():
    """In a process of its own, since it is for good."""
    told = subprocess.run(
        [sys.executable, "-c", LOCKED], capture_output=True, text=True, check=True
    )
    said, before, after, locked = told.stdout.splitlines()
    if said != "None":
        assert said.startswith("memory not locked")
        pytest.skip(said)
    assert int(locked) > 0
    assert int(after) < int(before) + 2000  # kB: nothing is fetched that is not used
