"""What a service tells its manager, over real sockets."""

import os
import time

import pytest

from appliance.service.notify import Manager, manager_of
from tests.service.listening import manager_at


def test_lines_arrive_in_one_datagram(tmp_path):
    path = str(tmp_path / "notify")
    with manager_at(path) as told:
        manager = manager_of({"NOTIFY_SOCKET": path})
        assert manager.listens
        assert manager.tell("READY=1", "STATUS=Ready to play")
        manager.close()
        assert told.next(1.0) == ["READY=1", "STATUS=Ready to play"]


def test_an_abstract_socket_is_found():
    name = f"antiphon-{os.getpid()}-notify"
    with manager_at(f"\0{name}") as told:
        manager = manager_of({"NOTIFY_SOCKET": f"@{name}"})
        assert manager.tell("STATUS=é")
        manager.close()
        assert told.next(1.0) == ["STATUS=é"]


@pytest.mark.parametrize("address", ["", "@", "/", "vsock:2:1234", "relative"])
def test_nobody_is_told_where_none_wants_to_know(address):
    manager = manager_of({"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "10000000"})
    assert (manager.listens, manager.period) == (False, None)
    assert manager.tell("READY=1")


def test_without_an_environment_nothing_happens():
    assert not manager_of({}).listens
    assert manager_of({"WATCHDOG_USEC": "1000000"}).period is None


@pytest.mark.parametrize(
    ("told", "period"),
    [
        ({"WATCHDOG_USEC": "10000000"}, 10.0),
        ({"WATCHDOG_USEC": "10000000", "WATCHDOG_PID": str(os.getpid())}, 10.0),
        ({"WATCHDOG_USEC": "10000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({}, None),
    ],
)
def test_the_period_is_this_process_own(told, period):
    manager = manager_of({"NOTIFY_SOCKET": "/nowhere", **told})
    assert manager.period == period
    manager.close()


def test_a_manager_that_is_gone_is_survived(tmp_path):
    manager = Manager(str(tmp_path / "nobody"))
    assert not manager.tell("READY=1")
    manager.close()
    manager.close()
    assert manager.tell("STOPPING=1")  # as nobody wants to know any more


def test_a_manager_that_does_not_read_is_not_waited_for(tmp_path):
    path = str(tmp_path / "notify")
    with manager_at(path):
        manager = Manager(path)
        began = time.monotonic()
        sent = [manager.tell("WATCHDOG=1") for _ in range(1000)]
        assert time.monotonic() - began < 1.0
        assert sent[0] and not sent[-1]
        manager.close()
