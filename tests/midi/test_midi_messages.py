"""Raw bytes and what they mean."""

from __future__ import annotations

import mido
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.midi.messages import (
    channel_of,
    control,
    controller_of,
    ends_all,
    is_whole,
    note_of,
    note_off,
    note_on,
    silence,
)
from appliance.music.notes import NoteMessage

CHANNELS = st.integers(1, 16)
DATA = st.integers(0, 127)


@given(CHANNELS, DATA, st.integers(1, 127))
def test_a_note_on_reads_back(channel: int, pitch: int, velocity: int) -> None:
    message = note_on(channel, pitch, velocity)
    assert note_of(message) == NoteMessage(pitch, velocity)
    assert channel_of(message) == channel


@given(CHANNELS, DATA)
def test_both_ways_to_end_a_note_read_the_same(channel: int, pitch: int) -> None:
    assert note_of(note_off(channel, pitch)) == NoteMessage(pitch, 0)
    assert note_of(note_on(channel, pitch, 0)) == NoteMessage(pitch, 0)


@given(st.binary(max_size=6))
def test_no_bytes_raise_and_only_well_formed_notes_are_notes(message: bytes) -> None:
    note = note_of(message)
    is_note = len(message) == 3 and message[0] in range(0x80, 0xA0) and max(message[1:]) < 0x80
    assert (note is not None) == is_note


@given(st.binary(max_size=6))
def test_a_whole_message_is_what_an_independent_reader_takes_for_one(message: bytes) -> None:
    try:
        read = mido.Message.from_bytes(message)
    except (ValueError, LookupError):
        assert not is_whole(message)
    else:
        assert is_whole(message) == (bytes(read.bytes()) == message)


@given(CHANNELS, DATA, DATA)
def test_builders_agree_with_an_independent_writer(channel: int, first: int, second: int) -> None:
    written = mido.Message("control_change", channel=channel - 1, control=first, value=second)
    assert control(channel, first, second) == bytes(written.bytes())
    written = mido.Message("note_on", channel=channel - 1, note=first, velocity=second)
    assert note_on(channel, first, second) == bytes(written.bytes())
    assert note_off(channel, first)[:2] == bytes((0x80 + channel - 1, first))


@given(CHANNELS, DATA, DATA)
def test_a_controller_reads_back_on_any_channel_and_is_no_note(
    channel: int, number: int, position: int
) -> None:
    message = control(channel, number, position)
    assert controller_of(message) == (number, position)
    assert note_of(message) is None


@given(st.binary(max_size=6))
def test_only_whole_control_changes_are_controllers(message: bytes) -> None:
    is_control = len(message) == 3 and message[0] in range(0xB0, 0xC0) and max(message[1:]) < 0x80
    assert (controller_of(message) is not None) == is_control


def test_silence_lifts_the_pedal_and_asks_in_both_ways() -> None:
    assert silence(2) == (b"\xb1\x40\x00", b"\xb1\x7b\x00", b"\xb1\x78\x00")


def test_what_ends_all_notes_of_a_channel() -> None:
    assert [ends_all(message) for message in silence(1)] == [False, True, True]
    assert not ends_all(b"\x90\x7b\x00")
    assert not ends_all(b"\xb0\x7b")


@pytest.mark.parametrize("message", [b"\xf8", b"\xf0\x01\xf7", b"\xf2\x01\x02", b"", b"\x40\x40"])
def test_what_is_no_channel_message_has_no_channel(message: bytes) -> None:
    assert channel_of(message) is None


@pytest.mark.parametrize("channel", [0, 17, -1])
def test_channels_are_counted_from_one(channel: int) -> None:
    with pytest.raises(ValueError, match="channel"):
        note_off(channel, 60)


@pytest.mark.parametrize(("pitch", "velocity"), [(128, 1), (-1, 1), (60, 128), (60, -1)])
def test_data_out_of_range_is_refused(pitch: int, velocity: int) -> None:
    with pytest.raises(ValueError, match="data"):
        note_on(1, pitch, velocity)
