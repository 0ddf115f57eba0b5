"""Threads that have failed are logged, and said for a while."""

import threading

from appliance.failures import FAILED, SAID_SECONDS, Failures
from tests.box.doubles import Clock


def test_a_thread_that_fails_is_logged_and_said_for_a_while(caplog):
    clock, before = Clock(), threading.excepthook
    failures = Failures(clock)
    failures.start()
    try:
        for error in (ValueError("its reason"), SystemExit()):
            thread = threading.Thread(target=fail_with, args=(error,), name="poor")
            thread.start()
            thread.join()
    finally:
        failures.close()
    assert threading.excepthook is before
    assert caplog.text.count("the thread 'poor' has failed") == 2
    assert "its reason" in caplog.text and "in fail_with" in caplog.text
    assert failures.problem == FAILED and len(FAILED) <= 40
    clock.time += SAID_SECONDS
    assert failures.problem is None


def fail_with(error):
    raise error
