"""The check that every test goes through."""

import threading
import time
from contextlib import nullcontext

import pytest

from tests.left_behind import PLAYING, no_thread_left_behind


@pytest.mark.parametrize(
    ("name", "daemon", "is_reported"),
    [("worker", False, True), *((name, True, True) for name in PLAYING), ("worker", True, False)],
)
def test_who_stays_is_named_unless_nobody_waits_for_them(name, daemon, is_reported):
    end = threading.Event()
    thread = threading.Thread(target=end.wait, name=name, daemon=daemon)
    reported = pytest.raises(AssertionError, match=name) if is_reported else nullcontext()
    with reported, no_thread_left_behind(patience=0.01):
        thread.start()
    end.set()
    thread.join()


def test_who_is_about_to_end_is_waited_for():
    with no_thread_left_behind():
        threading.Thread(target=time.sleep, args=(0.1,)).start()


def test_who_was_there_before_may_stay():
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    with no_thread_left_behind(patience=0.01):
        pass
    end.set()
    thread.join()
