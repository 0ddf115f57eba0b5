"""The watch over ports: who is shown what, and what it survives."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from appliance.midi import watcher as watching
from appliance.midi.present import Present
from appliance.midi.watcher import PortWatcher
from tests.midi.fake_ports import FakeKeyboard, eventually


class Onlooker:
    """Remembers what it was shown; may be clumsy."""

    def __init__(self, is_clumsy: bool = False) -> None:
        self.shown: list[Present] = []
        self.is_clumsy = is_clumsy
        self.has_left = 0

    def look(self, present: Present) -> None:
        self.shown.append(present)
        if self.is_clumsy:
            raise RuntimeError("stumbled")

    def leave(self) -> None:
        self.has_left += 1


@contextmanager
def shown(watcher: PortWatcher, *onlookers: Onlooker) -> Iterator[None]:
    """Let them look, and have them leave also when a test fails meanwhile."""
    try:
        for onlooker in onlookers:
            watcher.add(onlooker)
        yield
    finally:
        for onlooker in onlookers:
            watcher.remove(onlooker)


def watch_threads() -> int:
    return sum(thread.name == "midi-watch" for thread in threading.enumerate())


def test_everybody_is_shown_the_ports_at_once_and_when_they_change(jack: str) -> None:
    watcher, first, second = PortWatcher(0.02), Onlooker(), Onlooker()
    with shown(watcher, first, second):
        assert watch_threads() == 1
        assert first.shown[0].sources == second.shown[0].sources == ()
        keyboard = FakeKeyboard()
        for onlooker in (first, second):
            assert eventually(lambda each=onlooker: each.shown[-1].sources == ("Fake Keys:keys",))
        keyboard.unplug()
        watcher.remove(first)
        assert watch_threads() == 1
    watcher.remove(second)
    assert first.has_left == second.has_left == 1
    assert watch_threads() == 0
    assert watcher.api is None


def test_one_who_stumbles_does_not_stop_the_watch(caplog: pytest.LogCaptureFixture) -> None:
    watcher = PortWatcher(0.01, choose=lambda: None)
    clumsy, steady = Onlooker(is_clumsy=True), Onlooker()
    with caplog.at_level(logging.WARNING), shown(watcher, clumsy, steady):
        assert eventually(lambda: len(steady.shown) > 3)
    assert len(caplog.records) == 1, "the same trouble is told once"


def test_a_look_that_fails_is_not_the_last(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """As where the program has too many files open just then."""
    looks: list[int] = []

    def answers() -> bool:
        looks.append(1)
        if len(looks) == 2:
            raise OSError("too many open files")
        return False

    monkeypatch.setattr(watching, "alsa_answers", answers)
    onlooker = Onlooker()
    watcher = PortWatcher(0.01, choose=lambda: None)
    with caplog.at_level(logging.WARNING), shown(watcher, onlooker):
        assert eventually(lambda: len(looks) > 3)
    assert caplog.messages == ["MIDI ports: too many open files"]


def test_a_watch_can_begin_again(jack: str) -> None:
    watcher = PortWatcher(0.02)
    for _ in range(2):
        onlooker = Onlooker()
        with shown(watcher, onlooker):
            assert eventually(lambda each=onlooker: len(each.shown) > 2)
