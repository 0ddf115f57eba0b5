"""Where a thread is."""

from threading import Event, Thread

from appliance.service.whereabouts import whereabouts


def test_the_newest_call_comes_last_and_none_is_left_when_it_is_over():
    over = Event()

    def waits_here():
        over.wait()

    thread = Thread(target=waits_here)
    thread.start()
    assert thread.ident is not None
    lines = whereabouts(thread.ident).splitlines()
    assert any("in waits_here" in line for line in lines)
    assert "threading.py" in lines[-2]
    over.set()
    thread.join()
    assert whereabouts(thread.ident) == ""


def test_a_thread_that_never_was_is_nowhere():
    assert whereabouts(None) == ""
