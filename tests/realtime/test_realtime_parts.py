"""What the loop stands on: grid, inbox, thru, clock, memory."""

import gc
import logging
import os
import resource
import subprocess
import sys
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.realtime.clock import MonotonicClock
from appliance.realtime.grid_clock import GridClock
from appliance.realtime.inbox import Inbox
from appliance.realtime.thru import Thru
from appliance.realtime.tuning import IdleCollector, settle_memory, switch_threads_often
from appliance.tempo.pulse import Pulse


def test_garbage_is_collected_when_idle_and_not_too_often():
    times = iter([0.0, 5.0, 11.0, 11.5, 12.0])
    collector = IdleCollector(lambda: next(times), every=10.0)
    before = full_collections()
    for collected in (0, 1, 1):
        collector()
        assert full_collections() == before + collected


def full_collections():
    """How often all that lives was looked through."""
    return gc.get_stats()[2]["collections"]


@given(st.floats(40, 240), st.floats(40, 240), st.floats(0, 1))
def test_steps_draw_near_to_those_of_somebody_else_without_a_jump(ours, theirs, begin):
    grid, pulse = GridClock(0.0, ours), Pulse(begin, theirs)
    for step in range(1, 9):
        due, period = grid.due(step), grid.period
        grid.follow(pulse, step)
        assert -period / 8 - 1e-9 <= grid.due(step) - due <= period / 4 + 1e-9
        assert grid.due(step + 1) - grid.due(step) == pytest.approx(15 / theirs)
    assert abs(pulse.off(grid.due(9))) < 1e-6


@given(st.lists(st.tuples(st.integers(1, 50), st.floats(40, 240)), max_size=10))
def test_tempo_changes_never_move_a_step_already_due(changes):
    grid, step = GridClock(0.0, 120.0), 0
    for steps, bpm in changes:
        step += steps
        due = grid.due(step)
        grid.set_tempo(bpm, step)
        assert grid.due(step) == pytest.approx(due)
        assert grid.due(step + 1) - due == pytest.approx(15 / bpm)


def test_the_inbox_gives_each_message_once_and_in_order():
    inbox = Inbox()
    for moment in (1.0, 1.1, 1.2):
        inbox.put(moment, bytes([0x90, 60, int(moment * 10)]), "keys")
    assert [letter.message[2] for letter in inbox.take_until(1.15)] == [10, 11]
    assert inbox.take_until(9) == [(1.2, bytes([0x90, 60, 12]), "keys")]
    assert inbox.take_until(9) == []


def test_a_flooded_inbox_keeps_the_newest():
    inbox = Inbox()
    for number in range(30_000):
        inbox.put(0.0, number.to_bytes(3, "big"))
    taken = inbox.take_until(1.0)
    assert len(taken) == 20_000
    assert taken[-1][1] == (29_999).to_bytes(3, "big")


def test_thru_passes_everything_on_in_order_from_its_own_thread():
    sent = []
    thru = Thru(lambda message: sent.append((threading.current_thread().name, message)))
    for number in range(100):
        thru.put(bytes([0x90, number, 1]))
    thru.close()
    assert sent == [("thru", bytes([0x90, number, 1])) for number in range(100)]


def test_a_note_that_cannot_be_passed_on_is_logged_and_the_next_one_passed_on(caplog):
    sent = []

    def send(message):
        if message == b"bad":
            raise RuntimeError("no")
        sent.append(message)

    thru = Thru(send)
    with caplog.at_level(logging.ERROR):
        for message in (b"bad", b"good"):
            thru.put(message)
        thru.close()
    assert sent == [b"good"]
    assert "could not be sent on" in caplog.text


def test_the_real_clock_sleeps_to_a_moment_and_not_for_the_past():
    clock = MonotonicClock()
    begun = clock.now()
    clock.sleep_until(begun - 1)
    clock.sleep_until(begun + 0.02)
    assert clock.now() >= begun + 0.02


def test_memory_is_settled_and_threads_switch_often():
    interval = sys.getswitchinterval()
    try:
        settle_memory()
        switch_threads_often()
        assert not gc.isenabled()
        assert gc.get_freeze_count() > 0
        assert sys.getswitchinterval() == pytest.approx(0.0005)
    finally:
        gc.unfreeze()
        gc.enable()
        sys.setswitchinterval(interval)


LIFTED = """
import os, threading
from appliance.realtime.tuning import favour_this_thread, lift_this_process
told = []
tell = lambda: told.append((os.sched_getscheduler(0), os.sched_getparam(0).sched_priority))
lift_this_process()
favoured = threading.Thread(target=lambda: (favour_this_thread(), tell()))
for thread in (favoured, threading.Thread(target=tell)):
    thread.start()
    thread.join()
print(*told)
"""


def test_all_threads_run_before_ordinary_programs_and_those_that_play_before_all_others():
    run = [sys.executable, "-c", LIFTED]
    told = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    if os.geteuid() == 0 or resource.getrlimit(resource.RLIMIT_RTPRIO)[0] >= 70:
        assert told == f"({os.SCHED_FIFO | os.SCHED_RESET_ON_FORK}, 70) ({os.SCHED_RR}, 1)\n"
    else:  # where it is not allowed, no thread falls behind
        assert told == f"({os.SCHED_OTHER}, 0) ({os.SCHED_OTHER}, 0)\n"
