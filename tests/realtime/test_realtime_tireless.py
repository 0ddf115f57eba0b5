"""A thread whose work fails takes it up again, and that is heard of."""

import threading

import pytest

from appliance.realtime import tireless
from appliance.realtime.agenda import Agenda
from appliance.realtime.thinker import Deadline, Thinker
from appliance.realtime.thru import Thru
from appliance.realtime.tireless import Tireless


@pytest.fixture
def told(monkeypatch):
    told = []
    monkeypatch.setattr(threading, "excepthook", told.append)
    monkeypatch.setattr(tireless, "PAUSE", 0.01)
    return told


@pytest.mark.parametrize("error", [ValueError("no"), SystemExit(1), MemoryError()])
def test_it_works_until_its_work_returns(told, error):
    fails, done = iter([error, error]), []

    def work():
        for each in fails:
            raise each
        done.append(threading.current_thread().name)

    thread = Tireless(work, "worker")
    thread.start()
    thread.join(10)
    assert done == ["worker"]
    assert [(each.exc_value, each.thread) for each in told] == [(error, thread)] * 2


def fall_dead():
    raise SystemExit


def test_an_agenda_that_fell_dead_does_the_rest(told):
    agenda, done = Agenda(), threading.Event()
    agenda.at(0.0, fall_dead)
    agenda.at(0.0, done.set)
    agenda.start()
    assert done.wait(10)
    agenda.close()
    assert [each.thread.name for each in told] == ["agenda"]


def test_a_mind_that_fell_dead_leaves_nobody_waiting_and_thinks_on(told):
    thinker = Thinker(Deadline())
    first, second = thinker.order(fall_dead), thinker.order(lambda: 7)
    thinker.start()
    assert isinstance(first.exception(10), SystemExit)
    assert second.result(10) == 7
    thinker.close()
    assert [each.thread.name for each in told] == ["mind"]


def test_a_note_that_kills_costs_no_other(told):
    sent, all_sent = [], threading.Event()

    def send(message):
        if not message:
            raise SystemExit
        sent.append(message)
        if message == b"last":
            all_sent.set()

    thru = Thru(send)
    for message in (b"first", b"", b"last"):
        thru.put(message)
    assert all_sent.wait(10)
    thru.close()
    assert sent == [b"first", b"last"]
    assert [each.thread.name for each in told] == ["thru"]
