"""The agenda: at its time, in its order, and not at all once it is cleared."""

import logging
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.realtime.agenda import Agenda


@pytest.fixture
def agenda():
    running = Agenda()
    running.start()
    yield running
    running.close()


@given(st.lists(st.integers(0, 5)))
def test_everything_is_done_once_in_the_order_of_its_moments(moments):
    done, quiet = [], Agenda()
    for number, moment in enumerate(moments):
        quiet.at(moment, lambda moment=moment, number=number: done.append((moment, number)))
    quiet.do_until(2)
    assert all(moment <= 2 for moment, _ in done)
    quiet.do_until(5)
    assert done == sorted((moment, number) for number, moment in enumerate(moments))


def test_a_thread_of_its_own_does_it_at_its_time_not_before(agenda):
    done = threading.Event()
    moments = {}

    def act():
        moments["done"], moments["thread"] = time.monotonic(), threading.current_thread().name
        done.set()

    due = time.monotonic() + 0.05
    agenda.at(due + 60, lambda: pytest.fail("far too early"))
    agenda.at(due, act)
    assert done.wait(10)
    assert moments["done"] >= due
    assert moments["thread"] == "agenda"


def test_what_is_cleared_is_not_done(agenda):
    done, after = [], threading.Event()
    due = time.monotonic() + 0.1
    agenda.at(due, lambda: done.append(1))
    agenda.clear()
    agenda.at(due, after.set)
    assert after.wait(10)
    assert done == []


def test_an_act_that_fails_is_logged_and_the_next_one_done(agenda, caplog):
    after = threading.Event()
    with caplog.at_level(logging.ERROR):
        agenda.at(0.0, lambda: 1 / 0)
        agenda.at(0.0, after.set)
        assert after.wait(10)
    assert "something due could not be done" in caplog.text


def test_who_fails_to_hear_of_an_act_keeps_no_other_from_being_done(caplog):
    def fail(*_):
        raise RuntimeError("no")

    done, agenda = [], Agenda(done=fail)
    for number in range(2):
        agenda.at(0.0, lambda number=number: done.append(number))
    with caplog.at_level(logging.ERROR):
        agenda.do_until(1.0)
    assert done == [0, 1]
    assert "something due could not be done" in caplog.text


def test_a_closed_agenda_takes_nothing_more(agenda):
    agenda.at(time.monotonic() + 60, lambda: pytest.fail("closed"))
    agenda.close()
    agenda.at(0.0, lambda: pytest.fail("closed"))
    agenda.do_until(time.monotonic() + 99)


def test_putting_something_down_never_waits_for_what_is_being_done(agenda):
    begun, go_on, done = threading.Event(), threading.Event(), threading.Event()

    def slow():
        begun.set()
        go_on.wait(10)

    agenda.at(0.0, slow)
    assert begun.wait(10)
    agenda.at(0.0, done.set)  # returns although the thread is busy
    go_on.set()
    assert done.wait(10)
