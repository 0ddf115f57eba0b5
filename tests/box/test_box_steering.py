"""Controllers of a keyboard steer the box: as the loop hears them, and over a real MIDI port."""

import socket
import time

import pytest
from websockets.sync.client import connect

from appliance.band import Band
from appliance.config import parse_config
from appliance.desk import Desk
from appliance.fittings import keys_of, steering_of
from appliance.jam.controls import Controls
from appliance.jam.hands import Hands
from appliance.jam.phases import Signal
from appliance.jam.steering import Steering, usual_controllers
from appliance.midi.keys import Keys
from appliance.midi.messages import control, note_off, note_on
from appliance.music.notes import NoteMessage
from appliance.panel.hand import Hand
from appliance.panel.items import ITEMS, Action
from appliance.panel.menu import Menu
from appliance.panel.screens import menu_screen
from appliance.realtime.agenda import Agenda
from appliance.realtime.devices import PanelEvent
from appliance.realtime.inbox import Inbox
from appliance.realtime.slot import Slot
from appliance.realtime.staging import Window
from appliance.stage import LiveStage
from appliance.web.frame import frame_of
from tests.box.running import running_box, until
from tests.box.test_box_jack import player
from tests.midi.fake_ports import FakeKeyboard
from tests.midi.jack_server import jack_server

SLOT = Slot(1.0, 0.125)
MEANINGLESS = 85  # a controller that neither General MIDI nor the box gives a meaning
DISCIPLINE = [item.name for item in ITEMS].index("Discipline")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def stage_with(desk):
    inbox = Inbox()
    return inbox, LiveStage(inbox, desk, [Band([], {}, Agenda())], lambda: None)


def test_a_controller_acts_in_the_step_it_is_heard_in_and_is_no_note():
    inbox, stage = stage_with(Desk(Hand(), {}))
    inbox.put(1.0, control(3, 20, 0))
    inbox.put(1.1, note_on(3, 60, 90))
    inbox.put(1.2, control(3, 22, 127))
    assert stage.hear([Window(SLOT, 1.15)])[0] == [NoteMessage(60, 90)]
    assert stage.hands()[0][0] == Controls(discipline=0.0)
    assert stage.hear([Window(SLOT, 9.0)])[0] == []
    assert stage.hands()[0][0] == Controls(discipline=0.0, theme=1.0)


def test_knob_and_controller_share_one_setting():
    desk = Desk(Hand(), {})
    desk.steer(20, 0)
    for event in [PanelEvent.HOLD, *[PanelEvent.RIGHT] * DISCIPLINE, PanelEvent.PUSH]:
        desk.report(event)
    assert desk.hand.menu == Menu(DISCIPLINE, True)
    desk.report(PanelEvent.RIGHT)
    assert desk.take()[0][0].discipline == pytest.approx(0.1)
    desk.steer(20, 127)
    assert desk.take()[0][0].discipline == 1.0
    assert desk.hand.menu == Menu(DISCIPLINE, True)


def test_a_pedal_hands_over_and_another_is_panic():
    calmed = []
    desk = Desk(Hand(), {Action.PANIC: lambda: calmed.append(True)})
    for position in (127, 127, 0):
        desk.steer(102, position)
    assert desk.take()[0][1] is Signal.HAND_OVER
    assert desk.take()[0][1] is None
    desk.steer(103, 127)
    assert calmed == [True]


def test_taps_of_a_pedal_set_the_tempo():
    moments = iter((10.0, 10.4, 10.8))
    desk = Desk(Hand(), {}, clock=lambda: next(moments))
    for _ in range(3):
        desk.steer(104, 127)
        desk.steer(104, 0)
    assert desk.take()[0][0].bpm == pytest.approx(150.0)


def test_a_key_can_be_the_switch_and_is_no_note():
    inbox, desk = Inbox(), Desk(Hand(), {})
    stage = LiveStage(inbox, desk, [Band([], {}, Agenda())], lambda: None, keys=Keys(switch=21))
    for message in (note_on(1, 21, 90), note_off(1, 21), note_on(1, 60, 90)):
        inbox.put(1.0, message)
    assert stage.hear([Window(SLOT, 1.1)])[0] == [NoteMessage(60, 90)]
    assert stage.hands()[0][1] is Signal.HAND_OVER


def test_a_channel_can_be_set_aside_for_the_bass():
    """However high it is played; the hands take it as it is told."""
    inbox, desk = Inbox(), Desk(Hand(), {})
    stage = LiveStage(
        inbox, desk, [Band([], {}, Agenda())], lambda: None, keys=Keys(bass_channel=3)
    )
    for message in (note_on(3, 72, 90), note_on(1, 40, 90), note_off(3, 72)):
        inbox.put(1.0, message)
    bass, melody = Hands().part(stage.hear([Window(SLOT, 1.1)])[0])
    assert bass == [NoteMessage(72, 90), NoteMessage(72, 0)]
    assert melody == [NoteMessage(40, 90)]
    assert keys_of(parse_config("[midi]\nbass_keys_channel = 3\nswitch_key = 21\n")) == Keys(21, 3)


def test_the_settings_say_which_controllers_steer():
    assert steering_of(parse_config("")) == Steering()
    text = "[midi]\ndiscipline_controller = 1\ntheme_controller = 0\n"
    steering = steering_of(parse_config(text))
    assert steering.controllers == usual_controllers() | {"discipline": 1, "theme": 0}
    wrong = parse_config("[midi]\ntheme_controller = 120\n")
    assert wrong.problems[0].startswith("line 2: midi.theme_controller must be from 0 to 119")
    assert set(steering_of(wrong).controllers) == set(usual_controllers())


def arrives(keyboard, me):
    """True as soon as what a keyboard sends comes through; asks by a controller of no meaning."""
    keyboard.play(control(5, MEANINGLESS, 1))
    return any(message[1] == MEANINGLESS for _, message in me.heard)


class Watcher:
    """A page that looks at the display."""

    def __init__(self, port):
        self.socket = connect(f"ws://127.0.0.1:{port}/socket")

    def do(self, *events):
        for event in events:
            self.socket.send(f'{{"panel": "{event.value}"}}')

    def sees(self, picture):
        """True as soon as the display shows a picture."""
        frame = frame_of(picture)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            if self.socket.recv(timeout=20) == frame:
                return True
        return False


def test_a_controller_of_a_keyboard_on_a_real_port_is_seen_on_the_display(tmp_path):
    """With its bytes in pieces, through thru, unsounded: the whole box on a JACK server."""
    port = free_port()
    settings = "[jam]\nsilence = 0\n[midi]\nthru = true\n"
    with (
        jack_server(),
        running_box("--port", str(port), settings=settings, folder=tmp_path) as box,
        player() as me,
    ):
        box.wait_for("playing")
        me.connect()
        keyboard = FakeKeyboard("Knobby Keyboard")
        until(lambda: arrives(keyboard, me), "the keyboard's tie to the box")
        page = Watcher(port)
        page.do(PanelEvent.HOLD, *[PanelEvent.RIGHT] * DISCIPLINE)
        assert page.sees(menu_screen(Menu(DISCIPLINE), Controls()))
        keyboard.play(control(5, 20, 64))
        assert page.sees(menu_screen(Menu(DISCIPLINE), Controls(discipline=0.5)))
        keyboard.play(b"\x14", b"\x00", b"\x15\x7f")  # running status, the first cut in two
        daring = Controls(discipline=0.0, temperature=1.5)
        assert page.sees(menu_screen(Menu(DISCIPLINE), daring))
        sent = [[0xB4, 20, 64], [0xB4, 20, 0], [0xB4, 21, 127]]
        until(
            lambda: [m for _, m in me.heard if m[0] == 0xB4 and m[1] != MEANINGLESS] == sent, "thru"
        )
        assert me.notes == []
        page.socket.close()
        keyboard.unplug()
        assert box.stop() == 0
