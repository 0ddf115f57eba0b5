"""Who gives the tempo: conductor and desk, and a sequencer on a real port."""

import time
from itertools import pairwise
from statistics import median

import pytest

from appliance.band import Band
from appliance.conductor import Conductor
from appliance.desk import Desk
from appliance.jam.controls import Controls, TempoFrom
from appliance.midi.messages import note_off, note_on
from appliance.panel.hand import Hand
from appliance.realtime.agenda import Agenda
from appliance.realtime.inbox import Inbox
from appliance.realtime.slot import Slot
from appliance.realtime.staging import Window
from appliance.stage import LiveStage
from tests.box.running import running_box, until
from tests.box.test_box_jack import Player
from tests.midi.fake_ports import FakeKeyboard
from tests.midi.jack_server import jack_server

START, TICK, STOP = b"\xfa", b"\xf8", b"\xfc"


def heard(inbox, *messages, gap, begin=0.0):
    for number, message in enumerate(messages):
        inbox.put(begin + number * gap, message)
    return begin + len(messages) * gap


@pytest.fixture
def stage():
    inbox, desk = Inbox(), Desk(Hand(), {})
    live = LiveStage(inbox, desk, [Band([], {}, Agenda())], lambda: None)
    live.inbox, live.desk = inbox, desk
    return live


def test_a_clock_that_runs_sets_the_tempo_that_is_shown(stage):
    stage.inbox.put(0.0, START)
    now = heard(stage.inbox, *[TICK] * 48, gap=60 / 90 / 24)
    assert stage.hear([Window(Slot(now, 0.1), now)])[0] == []
    lead = stage.lead(now)
    assert lead.pulse.bpm == pytest.approx(90)
    assert lead.pulse.song == 7
    assert stage.hands()[0][0].bpm == pytest.approx(90)
    stage.inbox.put(now, STOP)
    stage.hear([Window(Slot(now, 0.1), now + 0.1)])
    lead = stage.lead(now + 0.1)
    assert (lead.pulse, lead.stopped) == (None, True)
    assert stage.hands()[0][0].bpm == pytest.approx(90)


def test_the_players_notes_set_the_tempo_if_they_are_to(stage):
    notes = [message for _ in range(16) for message in (note_on(1, 60, 90), note_off(1, 60))]
    now = heard(stage.inbox, *notes, gap=60 / 100 / 4)
    stage.hear([Window(Slot(now, 0.1), now)])
    assert stage.lead(now).pulse is None
    stage.desk.steer(106, 64)  # "My playing"
    assert stage.hands()[0][0].tempo_from is TempoFrom.NOTES
    now = heard(stage.inbox, *notes, gap=60 / 100 / 4, begin=now)
    stage.hear([Window(Slot(now, 0.1), now)])
    assert stage.lead(now).pulse.bpm == pytest.approx(100, rel=0.02)


def test_a_fixed_tempo_follows_nobody():
    conductor, fixed = Conductor(), Controls(tempo_from=TempoFrom.SET)
    for number, message in enumerate((START, *[TICK] * 48, STOP)):
        conductor.hear(number / 48, message, fixed)
    assert conductor.pulse(50 / 48, fixed) is None
    assert not conductor.stopped(fixed)


def test_a_sequencer_on_a_real_port_leads_and_a_drum_machine_follows(tmp_path):
    """The box, set to 60, clicks and ticks as fast as the clock that it hears: 150."""
    settings = "[jam]\nclick = true\ntempo = 60\n[midi]\nclock_out = true\n"
    with jack_server(), running_box("--no-web", settings=settings, folder=tmp_path) as box:
        me, keyboard = Player(), FakeKeyboard("Sequencer")
        box.wait_for("playing")
        me.connect()
        until(lambda: any(message == [0xF8] for _, message in me.heard), "the box's own clock")
        time.sleep(1.0)  # the box ties to the keyboard twice a second
        keyboard.play(START)
        due = time.monotonic()
        for _ in range(24 * 10):
            due += 60 / 150 / 24
            time.sleep(max(0.0, due - time.monotonic()))
            keyboard.play(TICK)
        clicks = [at for at, m in me.heard if m[0] == 0x99 and due - 2.5 < at < due]
        ticks = [at for at, m in me.heard if m == [0xF8] and due - 2.5 < at < due]
        keyboard.play(STOP)
        assert box.stop() == 0
        until(lambda: [0xFC] in [m for _, m in me.heard], "the end of the box's clock")
        me.close()
        keyboard.unplug()
    assert len(clicks) >= 5
    assert median(b - a for a, b in pairwise(clicks)) == pytest.approx(0.4, rel=0.1)
    assert len(ticks) == pytest.approx(2.5 * 150 / 60 * 24, rel=0.2)


def test_a_note_knows_how_late_it_was(stage):
    for number, moment in enumerate((9.97, 10.02, 10.5)):
        stage.inbox.put(moment, note_on(1, 60 + number, 90))
    notes = stage.hear([Window(Slot(10.0, 0.1), 11.0)])[0]
    assert [note.late for note in notes] == pytest.approx([-0.3, 0.2, 0.5])
