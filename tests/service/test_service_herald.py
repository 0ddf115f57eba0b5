"""What the service manager hears of the box, and when."""

from threading import Event, Thread

import pytest

from appliance.service.herald import (
    AGENDA,
    DRAWING,
    LOOP,
    MIDI,
    SILENCE_SECONDS,
    Herald,
)


class Manager:
    """Keeps what it is told, unless it is deaf."""

    def __init__(self, period=10.0):
        self.period, self.told, self.deaf = period, [], False

    def tell(self, *lines):
        if not self.deaf:
            self.told.append(lines)
        return not self.deaf


class Rig:
    """A herald, its manager and a clock that is set by hand."""

    def __init__(self, period=10.0):
        self.now, self.manager = 0.0, Manager(period)
        self.herald = Herald(self.manager, lambda: self.now)
        self.words = "Ready to play"
        self.herald.describe_by(lambda: self.words)

    def pass_by(self, seconds, *alive):
        """Half seconds in which these parts show life."""
        for _ in range(round(2 * seconds)):
            self.now += 0.5
            if LOOP in alive:
                self.herald.loop_lives()
            if AGENDA in alive:
                self.herald.agenda_lives()
            if DRAWING in alive:
                self.herald.drawing_lives()
            if MIDI in alive:
                self.herald.look(None)

    def pings(self):
        return sum("WATCHDOG=1" in lines for lines in self.manager.told)


ALL = (LOOP, AGENDA, MIDI, DRAWING)


@pytest.fixture
def rig():
    return Rig()


def test_it_is_ready_when_all_have_shown_life_and_not_before(rig):
    rig.herald.look(None)  # as the port watcher begins
    rig.pass_by(20, MIDI, AGENDA, DRAWING)
    assert rig.manager.told == []
    rig.pass_by(1, MIDI, AGENDA, LOOP)
    assert rig.manager.told == [("READY=1", "WATCHDOG=1", "STATUS=Ready to play")]
    rig.pass_by(20, *ALL)
    assert sum("READY=1" in lines for lines in rig.manager.told) == 1


def test_signs_of_life_come_four_times_a_period(rig):
    rig.pass_by(100, *ALL)
    assert 38 <= rig.pings() <= 42


@pytest.mark.parametrize("hung", ALL)
def test_whoever_hangs_there_are_no_more_signs_of_life(rig, hung):
    rig.pass_by(10, *ALL)
    before = rig.pings()
    rig.pass_by(20, *(part for part in ALL if part != hung))
    assert rig.pings() <= before + 1  # life that was shown before it hung
    before = rig.pings()
    rig.pass_by(20, *(part for part in ALL if part != hung))
    assert rig.pings() == before
    rig.pass_by(10, *ALL)
    assert rig.pings() > before


@pytest.mark.parametrize("hung", ALL)
def test_who_hangs_is_named_once_in_a_while(rig, caplog, hung):
    rig.pass_by(10, *ALL)
    rig.pass_by(2 * SILENCE_SECONDS + 3, *(part for part in ALL if part != hung))
    named = [line for line in caplog.messages if "no sign" in line]
    assert named == [f"no sign of life for 5 s: {hung}"] * 2
    assert rig.manager.told[-1] == (f"STATUS=No sign of life: {hung}",)
    rig.pass_by(3, *ALL)
    assert ("WATCHDOG=1", "STATUS=Ready to play") in rig.manager.told[-2:]


def test_where_it_hangs_is_said(rig, caplog):
    going, over = Event(), Event()

    def hangs_for_once():
        rig.herald.loop_lives()
        going.set()
        over.wait()

    thread = Thread(target=hangs_for_once)
    thread.start()
    going.wait()
    rig.pass_by(10, MIDI, AGENDA, DRAWING)
    over.set()
    thread.join()
    assert any(
        line.startswith("loop hangs here:") and "in hangs_for_once" in line
        for line in caplog.messages
    )


def test_at_the_end_nobody_is_missed(rig, caplog):
    rig.pass_by(10, *ALL)
    rig.herald.leave()
    rig.pass_by(3 * SILENCE_SECONDS, DRAWING)
    assert not caplog.messages


def test_the_state_is_told_when_it_changes(rig):
    rig.pass_by(10, *ALL)
    rig.words = "Ready to play. Plug in a MIDI keyboard"
    rig.pass_by(10, *ALL)
    told = [line for lines in rig.manager.told for line in lines if line.startswith("STATUS=")]
    assert told == ["STATUS=Ready to play", "STATUS=Ready to play. Plug in a MIDI keyboard"]


def test_what_did_not_arrive_is_said_again(rig):
    rig.manager.deaf = True
    rig.pass_by(5, *ALL)
    rig.manager.deaf = False
    rig.pass_by(1, *ALL)
    assert rig.manager.told[0] == ("READY=1", "WATCHDOG=1", "STATUS=Ready to play")


def test_without_a_watchdog_the_state_alone_is_told():
    rig = Rig(period=None)
    rig.pass_by(30, *ALL)
    assert rig.manager.told == [("READY=1", "STATUS=Ready to play")]


def test_the_end_is_told(rig):
    rig.herald.stop()
    assert rig.manager.told == [("STOPPING=1", "STATUS=Ending")]
