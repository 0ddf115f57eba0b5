"""Keyboards that come and go, over a real JACK server."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from appliance.midi.api import Api
from appliance.midi.inputs import NO_KEYBOARD, MidiInputs
from appliance.midi.messages import control, note_off, note_on
from appliance.midi.present import Present
from appliance.midi.probe import Probe
from appliance.midi.routing import PortRules
from appliance.midi.watcher import PortWatcher
from tests.midi.fake_ports import FakeKeyboard, eventually
from tests.midi.opened import opened

pytestmark = pytest.mark.usefixtures("jack")
ON, OFF = note_on(1, 60, 90), note_off(1, 60)


class Ears:
    """Takes what is received."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.messages: list[bytes] = []
        self.sources: list[str] = []
        self.gone: list[str] = []

    def __call__(self, at: float, message: bytes, source: str) -> None:
        if not message:
            self.gone.append(source)
            return
        self.times.append(at)
        self.messages.append(message)
        self.sources.append(source)


@pytest.fixture
def ears() -> Ears:
    return Ears()


@pytest.fixture
def inputs(ears: Ears) -> Iterator[MidiInputs]:
    with opened(MidiInputs(ears, PortWatcher(interval=0.05))) as inputs:
        yield inputs


@pytest.fixture
def keyboard() -> Iterator[FakeKeyboard]:
    keyboard = FakeKeyboard()
    yield keyboard
    keyboard.unplug()


def test_other_programs_can_play_into_the_box(inputs: MidiInputs, ears: Ears) -> None:
    daw = FakeKeyboard()
    daw.tie_to("Antiphon:in")
    before = time.monotonic()
    daw.play(ON, OFF)
    assert eventually(lambda: inputs.names == ("Fake DAW",))
    assert inputs.problem is None, "whoever plays into the box needs no keyboard"
    assert ears.messages == [ON, OFF], "heard once, though the watch has seen the DAW by now"
    assert before <= ears.times[0] <= ears.times[1] <= time.monotonic()
    daw.unplug()
    assert eventually(lambda: inputs.problem == NO_KEYBOARD)


def test_what_programs_held_ends_when_the_last_of_them_goes(
    inputs: MidiInputs, ears: Ears, keyboard: FakeKeyboard
) -> None:
    assert eventually(lambda: inputs.names == ("Fake Keys",))
    daw, other = FakeKeyboard(), FakeKeyboard()
    daw.tie_to("Antiphon:in")
    other.tie_to("Antiphon:in")
    assert eventually(lambda: {*inputs.names} == {"Fake Keys", "Fake DAW", "Fake DAW-01"})
    daw.play(ON)
    keyboard.play(note_on(1, 72, 90))
    assert eventually(lambda: len(ears.messages) == 2)
    daw.unplug()
    assert eventually(lambda: {*inputs.names} == {"Fake Keys", "Fake DAW-01"})
    assert len(ears.messages) == 2, "who of them held it is not known"
    other.unplug()
    assert eventually(lambda: ears.messages[2:] == [OFF]), "and a keyboard holds on"
    assert "Antiphon:in" not in ears.gone, "others may come"


def test_messages_in_pieces_are_heard_whole_from_every_keyboard_by_itself(ears: Ears) -> None:
    keyboard, second = FakeKeyboard(), FakeKeyboard()
    with opened(MidiInputs(ears, PortWatcher())):
        keyboard.play(control(1, 20, 5), b"\x14", b"\x06", b"\x15\x07", b"\x90", b"\x3c")
        assert eventually(lambda: len(ears.messages) == 3)
        second.play(b"\x40", ON)
        keyboard.play(b"\x5a")
        assert eventually(lambda: len(ears.messages) == 5)
        assert ears.messages[:3] == [control(1, 20, 5), control(1, 20, 6), control(1, 21, 7)]
        assert ears.messages[3:] == [ON, ON]
        for plug in (keyboard, second):
            plug.unplug()
    assert ears.messages[5:] == [OFF, OFF], "notes in pieces are held, and ended, like others"


def test_a_keyboard_that_is_there_is_connected_at_once(
    keyboard: FakeKeyboard, inputs: MidiInputs, ears: Ears
) -> None:
    assert inputs.names == ("Fake Keys",)
    assert inputs.problem is None
    keyboard.play(ON)
    assert eventually(lambda: ears.messages == [ON])


def test_a_keyboard_plugged_in_later_is_connected_without_asking(
    inputs: MidiInputs, ears: Ears
) -> None:
    assert inputs.problem == NO_KEYBOARD
    keyboard = FakeKeyboard()
    assert eventually(lambda: inputs.names == ("Fake Keys",))
    keyboard.play(ON, OFF)
    assert eventually(lambda: ears.messages == [ON, OFF])
    keyboard.unplug()


def test_pulling_the_plug_ends_the_notes_that_were_held(inputs: MidiInputs, ears: Ears) -> None:
    keyboard = FakeKeyboard()
    assert eventually(lambda: len(inputs.names) == 1)
    keyboard.play(ON, note_on(3, 64, 20), note_on(1, 67, 20), note_off(1, 67))
    assert eventually(lambda: len(ears.messages) == 4)
    keyboard.unplug()
    assert eventually(lambda: len(ears.messages) == 6)
    assert set(ears.messages[4:]) == {OFF, note_off(3, 64)}
    assert eventually(lambda: inputs.problem == NO_KEYBOARD)
    assert inputs.names == ()


def test_a_keyboard_that_sensed_and_falls_silent_holds_nothing(
    inputs: MidiInputs, ears: Ears, keyboard: FakeKeyboard
) -> None:
    assert eventually(lambda: inputs.names == ("Fake Keys",))
    keyboard.play(ON, b"\xfe")
    assert eventually(lambda: ears.messages == [ON, OFF])
    assert ears.times[1] - ears.times[0] > 0.3
    assert inputs.names == ("Fake Keys",), "it may go on"


def test_pulling_one_plug_leaves_the_other_keyboard_alone(
    keyboard: FakeKeyboard, inputs: MidiInputs, ears: Ears
) -> None:
    second = FakeKeyboard()
    assert eventually(lambda: len(inputs.names) == 2)
    keyboard.play(note_on(1, 72, 90))
    second.play(ON)
    assert eventually(lambda: len(ears.messages) == 2)
    second.unplug()
    assert eventually(lambda: len(inputs.names) == 1)
    assert eventually(lambda: ears.messages[2:] == [OFF])
    keyboard.play(note_off(1, 72))
    assert eventually(lambda: ears.messages[3:] == [note_off(1, 72)])


def test_a_plug_that_slips_out_and_back_between_two_looks_ends_its_notes(ears: Ears) -> None:
    keyboard = FakeKeyboard()
    with (
        closing(Probe(Api.JACK)) as probe,
        opened(MidiInputs(ears, PortWatcher(interval=3600.0))) as inputs,
    ):
        keyboard.play(ON)
        assert eventually(lambda: ears.messages == [ON])
        inputs.look(Present(Api.JACK, probe.sources(), probe.sinks(), probe.ties()))
        assert ears.messages == [ON], "a tie that holds is left alone"
        keyboard.unplug()
        keyboard = FakeKeyboard()
        inputs.look(Present(Api.JACK, probe.sources(), probe.sinks(), probe.ties()))
        assert ears.messages == [ON, OFF]
        keyboard.play(ON)
        assert eventually(lambda: ears.messages == [ON, OFF, ON])
    keyboard.unplug()


def test_closing_ends_the_notes_that_are_held(
    keyboard: FakeKeyboard, inputs: MidiInputs, ears: Ears
) -> None:
    keyboard.play(ON)
    assert eventually(lambda: ears.messages == [ON])
    inputs.close()
    inputs.close()
    assert ears.messages == [ON, OFF]
    assert inputs.problem is None


def test_a_denied_keyboard_is_not_connected(keyboard: FakeKeyboard, ears: Ears) -> None:
    with opened(MidiInputs(ears, PortWatcher(), PortRules(deny=("fake",)))) as inputs:
        assert inputs.names == ()
        assert inputs.problem == NO_KEYBOARD


def test_a_box_that_expects_no_keyboard_does_not_miss_one(ears: Ears) -> None:
    with opened(MidiInputs(ears, PortWatcher(), keyboard_expected=False)) as inputs:
        assert inputs.problem is None


@pytest.mark.parametrize(
    ("passing", "started", "heard"),
    [
        ((), b"\xfa", [b"\xfa", ON]),
        (("timing",), b"\xfa", [b"\xfa", b"\xf8", ON]),
        (("timing",), b"\xfe", [ON]),  # a keyboard that ticks unasked
    ],
)
def test_the_clock_is_heard_only_where_wanted(
    keyboard: FakeKeyboard, ears: Ears, passing: tuple[str, ...], started: bytes, heard: list[bytes]
) -> None:
    def play_until_heard() -> bool:
        keyboard.play(started, b"\xf8", b"\xfe", ON)
        return ON in ears.messages

    with opened(MidiInputs(ears, PortWatcher(), passing=passing)):
        assert eventually(play_until_heard)
    assert [each for each in dict.fromkeys(ears.messages) if each != OFF] == heard


def test_closing_while_notes_pour_in_does_not_hang(keyboard: FakeKeyboard, ears: Ears) -> None:
    for _ in range(10):
        with opened(MidiInputs(ears, PortWatcher())):
            before = len(ears.messages)
            keyboard.play(*[control(1, 1, value % 128) for value in range(400)])
            assert eventually(lambda before=before: len(ears.messages) > before)
        after = len(ears.messages)
        keyboard.play(ON)
        time.sleep(0.01)
        assert len(ears.messages) == after, "a closed port is heard no more"
