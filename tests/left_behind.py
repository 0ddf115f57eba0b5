"""Threads that a test leaves behind: they would play into all tests that follow."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

PLAYING = ("midi-watch", "active sensing", "agenda", "mind", "thru")
_PATIENCE = 5.0  # seconds for one that is about to end


@contextmanager
def no_thread_left_behind(patience: float = _PATIENCE) -> Iterator[None]:
    """Fail if a thread that began meanwhile goes on.

    A thread that is a daemon may: it waits for nothing but the end of the tests. But not those that
    play, nor the watch over MIDI ports, whose JACK clients crash the process once there is
    another JACK server.
    """
    before = set(threading.enumerate())
    yield
    left = [each for each in threading.enumerate() if each not in before and _must_end(each)]
    for each in left:
        each.join(patience)
    names = [each.name for each in left if each.is_alive()]
    assert not names, f"threads left behind: {names}"


def _must_end(thread: threading.Thread) -> bool:
    return not thread.daemon or thread.name in PLAYING
