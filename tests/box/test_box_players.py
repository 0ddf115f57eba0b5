"""Several players at the live stage, and two real keyboards at a running box."""

import time

import pytest

from appliance.app import Box
from appliance.band import Band
from appliance.desk import Desk
from appliance.fittings import channels_of, hand_of, keys_of, seats_of
from appliance.jam.controls import Controls, set_for
from appliance.jam.parts import Part
from appliance.jam.phases import Phase, Signal
from appliance.jam.steering import Steering
from appliance.jam.view import View
from appliance.midi.keys import Keys
from appliance.midi.messages import control, note_off, note_on
from appliance.music.notes import NoteMessage
from appliance.panel.hand import Hand
from appliance.realtime.agenda import Agenda
from appliance.realtime.devices import Change, PanelEvent, Sit
from appliance.realtime.inbox import Inbox
from appliance.realtime.slot import Slot
from appliance.realtime.staging import Window
from appliance.seats import Seats
from appliance.stage import LiveStage
from tests.box.doubles import Recorder, config_with
from tests.box.running import running_box, until
from tests.box.test_box_jack import sounding
from tests.midi.fake_ports import FakeKeyboard, FakeSynth
from tests.midi.jack_server import jack_server

SLOTS = [Slot(10.0, 0.1), Slot(10.02, 0.1, 0.2)]
WINDOWS = [Window(slot, 10.5) for slot in SLOTS]
TWO = Hand(set_for((Controls(),) * 4, 0, Controls(players=2)))


class Rig:
    """A stage for two, and what it has heard."""

    def __init__(self, hand=TWO, **parts):
        self.inbox, self.desk, self.seats = Inbox(), Desk(hand, {}), Seats()
        bands = [Band([], {Part.ANSWER: 1}, Agenda()) for _ in range(4)]
        parts = {"seats": self.seats, **parts}
        self.stage = LiveStage(self.inbox, self.desk, bands, lambda: None, **parts)

    def hears(self, *letters):
        for message, source in letters:
            self.inbox.put(10.0, message, source)
        heard = self.stage.hear(WINDOWS)
        return [[(note.pitch, note.velocity) for note in notes] for notes in heard[:2]]


def test_each_keyboard_plays_for_a_player_of_its_own():
    rig = Rig()
    heard = rig.hears((note_on(1, 60, 90), "a"), (note_on(1, 72, 80), "b"), (note_off(1, 60), "a"))
    assert heard == [[(60, 90), (60, 0)], [(72, 80)]]


def test_a_note_ends_where_it_began_whoever_plays_there_since():
    rig = Rig()
    rig.hears((note_on(1, 60, 90), "a"), (note_on(1, 72, 80), "b"))
    rig.desk.report(Change("players", 0))
    assert rig.hears((note_off(1, 72), "b")) == [[], [(72, 0)]]


@pytest.mark.parametrize("number", [120, 123])
def test_all_notes_off_ends_the_notes_of_its_keyboard_and_channel(number):
    """Else they would be held for ever, and no silence would end the call."""
    rig = Rig(Hand())
    rig.hears((note_on(1, 60, 90), "a"), (note_on(2, 61, 90), "a"), (note_on(1, 62, 90), "b"))
    assert rig.hears((control(1, number, 0), "a")) == [[(60, 0)], []]
    assert rig.hears((control(1, number, 0), "a")) == [[], []], "once"
    assert rig.hears((note_off(2, 61), "a"), (note_off(1, 62), "b")) == [[(61, 0), (62, 0)], []]


def test_whoever_is_gone_holds_nothing_whatever_was_lost_of_their_farewell():
    rig = Rig()
    rig.hears((note_on(1, 60, 90), "a"), (note_on(1, 72, 90), "b"))
    assert rig.hears((b"", "b")) == [[], [(72, 0)]]


def test_a_key_that_is_struck_again_for_another_ends_for_whom_it_was_struck_before():
    """Else that one would hold it for ever: its end comes once, for the other."""
    rig = Rig()
    rig.hears((note_on(1, 72, 80), "b"), (note_on(1, 60, 90), "a"))
    rig.seats.sit("a", 0)
    assert rig.hears((note_on(1, 60, 50), "a")) == [[(60, 50)], [(60, 0)]]
    assert rig.hears((note_off(1, 60), "a")) == [[(60, 0)], []]


def test_nothing_is_remembered_of_those_who_are_gone():
    rig = Rig()
    sizes = []
    for number in range(40):
        name = f"page {number}"
        rig.hears((note_on(1, 60, 90), name), (control(1, 7, 9), name), (b"", name))
        sizes.append(len(rig.seats._struck) + len(rig.seats._taken) + len(rig.desk._positions))
    assert max(sizes) == 0


def test_knob_pedal_and_key_of_a_keyboard_act_for_its_player():
    rig = Rig(keys=Keys(switch=21))
    rig.hears((note_on(1, 60, 90), "a"), (note_on(1, 72, 90), "b"))
    rig.hears((control(1, 23, 127), "b"), (note_on(1, 21, 90), "b"))
    (first, nothing), (second, asked) = rig.stage.hands()
    assert (first.morph, second.morph) == (0.5, 1.0)
    assert (nothing, asked) == (None, Signal.HAND_OVER)
    rig.hears((control(1, 102, 127), "a"), (control(1, 31, 127), "b"))
    (first, asked), (second, nothing) = rig.stage.hands()
    assert (asked, nothing) == (Signal.HAND_OVER, None)
    assert first.bpm == second.bpm == 240.0


def test_the_panel_is_with_one_player_and_can_be_given_to_another():
    desk = Desk(TWO, {})
    desk.report(PanelEvent.RIGHT)
    desk.report(Change("player", 1))
    for event in (PanelEvent.RIGHT, PanelEvent.RIGHT, PanelEvent.FLIP):
        desk.report(event)
    (first, nothing), (second, asked) = desk.take()
    assert (first.genre.name, second.genre.name) == ("Chorale", "Classical")
    assert (nothing, asked) == (None, Signal.HAND_OVER)
    desk.report(PanelEvent.FLIP, 0)
    assert [asked for _, asked in desk.take()] == [Signal.HAND_OVER, None]


def test_a_keyboard_can_be_set_aside_for_the_bass():
    rig = Rig(Hand(), keys=Keys(bass_keyboard="organ"))
    for message, source in ((note_on(1, 72, 90), "Old Organ:keys"), (note_on(1, 40, 90), "piano")):
        rig.inbox.put(10.0, message, source)
    assert [note.low for note in rig.stage.hear(WINDOWS[:1])[0]] == [True, False]


def test_settings_say_who_is_who_and_how_each_sounds():
    config = config_with(jam__players=3, jam__genre="rock", jam__other_genres=["jazz"])
    hand = hand_of(config, Steering())
    assert [each.genre.key for each in hand.players] == ["rock", "jazz", "jazz"]
    channels = [
        channels_of(config_with(midi__channel=2, midi__bass_channel=5), n) for n in range(4)
    ]
    parts = (Part.ANSWER, Part.BASS, Part.CLICK)
    assert [[each[part] for part in parts] for each in channels] == [
        [2, 5, 10], [1, 3, 10], [4, 6, 10], [7, 8, 10],
    ]  # fmt: skip
    seats = seats_of(config_with(midi__players_by="channel"))
    assert seats.player(0.0, note_on(2, 60, 90), "daw", 3) == 1
    assert keys_of(config_with(midi__bass_keyboard="Organ")).is_low(note_on(1, 60, 9), "organ 1")


def test_what_each_player_did_is_kept_apart():
    told = []

    class Keeper:
        def hear(self, position, heard, view, player):
            told.append((player, position, [note.pitch for note in heard]))

        def play(self, position, due, player):
            told.append((player, position, due))

    rig = Rig(recorder=Keeper())
    rig.hears((note_on(1, 60, 90), "a"), (note_on(1, 72, 80), "b"))
    rig.stage.see([View(), View()])
    assert told == [(0, 0.0, [60]), (1, 0.2, [72])]
    rig.stage.see([View(), View()])
    assert told[2:] == [(0, 0.0, []), (1, 0.2, [])]
    due = [(Part.ANSWER, NoteMessage(60, 80))]
    rig.stage.play(1, due, SLOTS[1])
    assert told[-1] == (1, 0.2, due)


def play(keyboard, *pitches):
    for pitch in pitches:
        keyboard.play(note_on(1, pitch, 90))
        time.sleep(0.12)
        keyboard.play(note_off(1, pitch))
        time.sleep(0.03)


def notes_of(synth, channel):
    return [list(m) for m in synth.heard if m[0] in (0x7F + channel, 0x8F + channel)]


@pytest.mark.parametrize("unplug", [False, True])
def test_two_keyboards_are_answered_each_on_channels_of_its_own(tmp_path, unplug):
    """Both at once, by silence; in another run the second keyboard is pulled in mid-note."""
    settings = (
        "[jam]\nplayers = 2\nreplay = false\nsilence = 0.5\ntempo = 200\nother_genres = ['jazz']\n"
        "answer_bars = 4\nseed = 7\n"
    )
    with jack_server(), running_box("--no-web", settings=settings, folder=tmp_path) as box:
        synth = FakeSynth("Synth")
        first, second = FakeKeyboard("Keys one"), FakeKeyboard("Keys two")
        box.wait_for("playing")
        time.sleep(1.5)  # the box ties to what is plugged in twice a second
        for pitch in (60, 62, 64, 65):
            play(first, pitch)
            play(second, pitch + 12)
        if unplug:
            second.play(note_on(1, 79, 90))
            second.unplug()
        until(lambda: len(notes_of(synth, 1)) >= 4, "an answer for the first player")
        until(lambda: len(notes_of(synth, 3)) >= 4, "an answer for the second player")
        assert box.stop() == 0
        time.sleep(0.3)
        programs = {m[0] - 0xBF: m[1] for m in synth.heard if m[0] & 0xF0 == 0xC0}
        for channel in (1, 3):
            held, starts = sounding(notes_of(synth, channel))
            assert (held, starts > 1) == (set(), True)
        synth.unplug()
        first.unplug()
        if not unplug:
            second.unplug()
    assert (programs[1], programs[3]) == (40, 66), "a violin in folk, a saxophone in jazz"


def test_a_knob_takes_no_place_and_acts_for_whom_the_panel_is_with():
    rig = Rig()
    rig.desk.report(Change("player", 1))
    assert rig.hears((control(1, 23, 127), "knobs"), (note_on(1, 60, 90), "keys")) == [
        [(60, 90)],
        [],
    ]
    assert [controls.morph for controls, _ in rig.stage.hands()] == [0.5, 1.0]


def test_a_pedal_is_let_go_where_it_was_pressed():
    rig = Rig()
    rig.hears((note_on(1, 60, 90), "a"), (note_on(1, 72, 90), "b"), (control(1, 102, 127), "b"))
    assert [asked for _, asked in rig.stage.hands()] == [None, Signal.HAND_OVER]
    rig.desk.report(Change("players", 0))
    rig.hears((control(1, 102, 0), "b"))
    rig.desk.report(Change("players", 1))
    rig.hears((control(1, 102, 127), "b"))
    assert [asked for _, asked in rig.stage.hands()] == [None, Signal.HAND_OVER]


def test_what_comes_before_ones_own_middle_of_a_step_is_of_that_step():
    rig = Rig()
    for moment, source in ((10.04, "a"), (10.04, "b"), (10.055, "a"), (10.055, "b")):
        rig.inbox.put(moment, note_on(1, 60, 90), source)
    windows = [Window(SLOTS[0], 10.05), Window(SLOTS[1], 10.06)]
    assert [len(notes) for notes in rig.stage.hear(windows)] == [1, 2, 0, 0]
    later = [Window(slot, 10.15) for slot in SLOTS]
    assert [len(notes) for notes in rig.stage.hear(later)] == [1, 0, 0, 0]


def test_whoever_leaves_in_the_boxs_turn_has_no_turn_any_more_and_strangers_are_not_silenced():
    output, agenda = Recorder(), Agenda()
    bands = [
        Band([output], {Part.ANSWER: 2 * n + 1}, agenda, state_controller=80) for n in range(4)
    ]
    stage = LiveStage(Inbox(), Desk(TWO, {}), bands, lambda: None)
    stage.hands()
    stage.see([View(), View(phase=Phase.RESPOND)])
    stage.see([View()])
    agenda.do_until(1.0)
    assert output.sent == [control(3, 80, 127), control(3, 80, 0)]
    output.sent.clear()
    stage.hush()
    assert {message[0] for message in output.sent} == {0xB0, 0xB2}


def test_a_pedal_that_was_down_when_its_keyboard_went_is_up_when_it_comes_again():
    rig = Rig()
    down, gone = control(1, 102, 127), b""
    asked = []
    for moment, message in enumerate((down, down, gone, down)):
        rig.inbox.put(10.0 + moment / 100, message, "keys")
        rig.stage.hear([Window(SLOTS[0], 11.0)])
        asked.append(next(signal for _, signal in rig.stage.hands()))
    assert asked == [Signal.HAND_OVER, None, None, Signal.HAND_OVER]


def test_a_page_hands_over_for_whom_it_plays_and_never_for_nobody(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    box = Box(config_with(panel__display="none", panel__buttons="off", jam__players=2))

    def flips():
        box._report(PanelEvent.FLIP, "page 1")
        return [asked for _, asked in box.desk.take()]

    box._report(Sit(3), "page 1")
    assert flips() == [None, Signal.HAND_OVER], "there is no player 4: it sits by the last one"
    box._report(Change("player", 0), "page 2")
    assert flips() == [None, Signal.HAND_OVER], "the panel is with another, the page is not"
    box._report(Change("players", 0), "page 2")
    assert flips() == [Signal.HAND_OVER]
