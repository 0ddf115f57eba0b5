"""What pages may say: exactly a whole MIDI message or a panel event."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.realtime.devices import Change, PanelEvent, Sit
from appliance.web.protocol import lamp_text, midi_text, parse

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.sampled_from(["midi", "panel", "set", "sit", "x"]), inner)
    ),
)
LENGTHS = {0x80: 3, 0x90: 3, 0xA0: 3, 0xB0: 3, 0xC0: 2, 0xD0: 2, 0xE0: 3}


@st.composite
def channel_messages(draw: st.DrawFn) -> bytes:
    kind = draw(st.sampled_from(list(LENGTHS)))
    data = draw(st.lists(st.integers(0, 127), min_size=2, max_size=2))
    return bytes([kind | draw(st.integers(0, 15)), *data][: LENGTHS[kind]])


@given(channel_messages())
def test_every_channel_message_comes_back_whole(message: bytes) -> None:
    assert parse(midi_text(message)) == message


HELD_ON = {
    PanelEvent.STILL,
    PanelEvent.OFF,
    PanelEvent.FOUND_HELD,
    PanelEvent.FORGET,
    PanelEvent.LET_GO,
}


@pytest.mark.parametrize("event", [event for event in PanelEvent if event not in HELD_ON])
def test_every_panel_event_is_read(event: PanelEvent) -> None:
    assert parse(json.dumps({"panel": event.value})) is event


@pytest.mark.parametrize("event", HELD_ON)
def test_a_page_cannot_hold_the_boxs_own_knob(event: PanelEvent) -> None:
    with pytest.raises(ValueError, match="neither midi nor panel"):
        parse(json.dumps({"panel": event.value}))


@given(st.text() | JSON.map(json.dumps))
def test_whatever_a_page_says_is_read_or_refused(text: str) -> None:
    try:
        meant = parse(text)
    except ValueError:
        return
    if isinstance(meant, bytes):
        assert meant[0] >= 0x80
        assert all(byte < 0x80 for byte in meant[1:])
    else:
        assert isinstance(meant, PanelEvent | Change | Sit)


def is_channel_message(numbers: list[int]) -> bool:
    if not numbers or not 0x80 <= numbers[0] < 0xF0:
        return False
    whole = len(numbers) == LENGTHS[numbers[0] & 0xF0]
    return whole and all(0 <= number < 0x80 for number in numbers[1:])


@given(st.lists(st.integers(-2, 0xF0) | st.integers(0x100, 300), max_size=5))
def test_only_whole_messages_without_system_exclusive_pass(numbers: list[int]) -> None:
    text = json.dumps({"midi": numbers})
    if is_channel_message(numbers):
        assert parse(text) == bytes(numbers)
    else:
        with pytest.raises(ValueError, match="not"):
            parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        "[" * 4096,
        '{"midi": [144, 60, 100], "panel": "flip"}',
        '{"midi": [144, 60, 100], "x": 1}',
        '{"midi": []}',
        '{"midi": [144, 60]}',
        '{"midi": [144, 60, 128]}',
        '{"midi": [144, 60, 100, 0]}',
        '{"midi": [60, 100, 1]}',
        '{"midi": [240, 1, 247]}',
        '{"midi": [247]}',
        '{"midi": [144.0, 60, 100]}',
        '{"midi": [144, true, 100]}',
        '{"midi": "144"}',
        '{"panel": "explode"}',
        '{"panel": 1}',
        '{"panel": ["flip"]}',
        '{"panel": {"flip": 1}}',
        '{"lamp": true}',
    ],
)
def test_nonsense_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        parse(text)


def test_realtime_messages_pass() -> None:
    assert parse('{"midi": [248]}') == b"\xf8"


def test_the_lamp_is_told_in_json() -> None:
    assert json.loads(lamp_text(True)) == {"lamp": True}


def test_a_change_of_a_setting_is_read() -> None:
    assert parse('{"set": ["morph", 5]}') == Change("morph", 5)


@pytest.mark.parametrize(
    "value",
    ['"morph"', "[]", '["morph"]', '["morph", 0.5]', '["morph", true]', '["morph", -1]', "[5, 5]"],
)
def test_half_a_change_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="a field and a place"):
        parse(f'{{"set": {value}}}')


@pytest.mark.parametrize("value", ["-1", "true", "1.5", '"1"', "null"])
def test_a_place_is_a_number_from_nought(value: str) -> None:
    assert parse('{"sit": 2}') == Sit(2)
    with pytest.raises(ValueError, match="sit"):
        parse(f'{{"sit": {value}}}')
