"""What a box leaves behind is there for its next life, whoever started it."""

import os

import pytest

from appliance.service.afterlife import (
    DESCRIPTOR,
    NAME,
    SIZE,
    Afterlife,
    afterlife_of,
    memory,
)
from appliance.service.notify import Manager
from tests.service.listening import manager_at


def test_what_was_left_is_read_once_and_is_what_was_written_last():
    descriptor = memory()
    Afterlife(descriptor).write(b"long and longer")
    Afterlife(descriptor).write(b"short")
    Afterlife(descriptor).write(bytes(SIZE + 1))  # too long: what was there stays
    life = Afterlife(descriptor)
    assert life.read() == b"short"
    assert life.read() == b""
    life.close()
    life.close()
    life.write(b"nowhere")
    assert life.read() == b""


def test_a_service_manager_holds_it(tmp_path):
    address = str(tmp_path / "notify")
    with manager_at(address) as told:
        manager = Manager(address)
        life = afterlife_of({}, manager)
        told.wait_for("FDSTORE=1")
        assert f"FDNAME={NAME}" in told.heard[-1]
        life.write(b"before the end")
        life.close()
        (held,) = told.held
        assert Afterlife(held).read() == b"before the end"
        manager.close()


def test_it_is_taken_over_from_systemd_by_its_name(monkeypatch):
    handed = {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1", "LISTEN_FDNAMES": NAME}
    descriptor = memory()
    monkeypatch.setattr("appliance.service.afterlife.FIRST_HANDED", descriptor)
    Afterlife(descriptor).write(b"handed over")
    for other in ({"LISTEN_PID": "1"}, {"LISTEN_FDNAMES": "other"}):
        assert afterlife_of({**handed, **other}, Manager()).read() == b""
    assert afterlife_of(handed, Manager()).read() == b"handed over"
    os.close(descriptor)


@pytest.mark.parametrize("wrong", ["", "three", "-1", "9999"])
def test_without_anybody_nothing_is_left_and_that_is_no_trouble(wrong):
    for environment in ({}, {DESCRIPTOR: wrong}):
        life = afterlife_of(environment, Manager())
        life.write(b"for nobody")
        assert life.read() == b""


def test_it_is_taken_over_from_whoever_revives():
    descriptor = memory()
    Afterlife(descriptor).write(b"handed over")
    assert afterlife_of({DESCRIPTOR: str(descriptor)}, Manager()).read() == b"handed over"
    os.close(descriptor)
