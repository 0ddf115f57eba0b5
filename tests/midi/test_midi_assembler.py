"""Messages cut up, with statuses left out and clock ticks in between, come together again."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.midi.assembler import Assembler
from appliance.midi.messages import is_whole, note_off, note_on

DATA = st.integers(0, 127)
THREE_BYTES = st.builds(
    lambda kind, channel, one, two: bytes((kind | channel, one, two)),
    st.sampled_from([0x80, 0x90, 0xA0, 0xB0, 0xE0]),
    st.integers(0, 1),
    DATA,
    DATA,
)
TWO_BYTES = st.builds(
    lambda kind, channel, one: bytes((kind | channel, one)),
    st.sampled_from([0xC0, 0xD0]),
    st.integers(0, 1),
    DATA,
)
CHANNEL = THREE_BYTES | TWO_BYTES
CHANNEL_MESSAGES = st.lists(CHANNEL, max_size=12)
CUTS = st.lists(st.integers(0, 99))
CLOCK = 0xF8


def running(messages: list[bytes]) -> bytes:
    """The messages as one stream, every status byte that can be left out left out."""
    stream, status = b"", None
    for message in messages:
        stream += message[1:] if message[0] == status else message
        status = message[0]
    return stream


def pieces(stream: bytes, cuts: list[int]) -> list[bytes]:
    """The stream cut at some places."""
    places = [0, *sorted({cut % (len(stream) + 1) for cut in cuts}), len(stream)]
    return [stream[a:b] for a, b in pairwise(places)]


def fed(parts: list[bytes]) -> list[bytes]:
    assembler = Assembler()
    return [message for part in parts for message in assembler.feed(part)]


@given(CHANNEL_MESSAGES, CUTS)
def test_running_status_cut_anywhere_comes_out_whole(
    messages: list[bytes], cuts: list[int]
) -> None:
    assert fed(pieces(running(messages), cuts)) == messages


@given(CHANNEL_MESSAGES, CUTS, st.lists(st.integers(0, 99), max_size=5))
def test_a_clock_tick_inside_a_message_disturbs_nothing(
    messages: list[bytes], cuts: list[int], ticks: list[int]
) -> None:
    stream = bytearray(running(messages))
    for tick in ticks:
        stream.insert(tick % (len(stream) + 1), CLOCK)
    heard = fed(pieces(bytes(stream), cuts))
    assert [each for each in heard if each[0] != CLOCK] == messages
    assert heard.count(bytes((CLOCK,))) == len(ticks)


@given(CHANNEL_MESSAGES)
def test_what_is_whole_already_stays_as_it_is(messages: list[bytes]) -> None:
    assert fed(messages) == messages


@given(st.lists(st.binary(max_size=8), max_size=8))
def test_no_bytes_raise_and_only_whole_messages_come_out(parts: list[bytes]) -> None:
    assert all(is_whole(message) for message in fed(parts))


@given(st.binary(max_size=12), st.lists(CHANNEL, min_size=1, max_size=4), CUTS)
def test_after_any_rubbish_the_next_status_is_heard(
    rubbish: bytes, messages: list[bytes], cuts: list[int]
) -> None:
    stream = rubbish + b"".join(messages)
    assert fed(pieces(stream, cuts))[-len(messages) :] == messages


@pytest.mark.parametrize("system", [b"\xf1\x01", b"\xf6", b"\xf0\x01\xf7"])
def test_a_system_message_ends_the_running_status(system: bytes) -> None:
    assert fed([note_on(1, 60, 9), system, b"\x3c\x00"]) == [note_on(1, 60, 9), system]


def test_a_broken_message_is_dropped_and_the_next_one_heard() -> None:
    assert fed([b"\x90\x3c", note_off(1, 62), b"\x05", b"\x06"])[0] == note_off(1, 62)


def test_a_message_that_is_cut_in_system_exclusive_is_not_made_up() -> None:
    assert fed([b"\x90", b"\xf0\x3c\x40", b"\x3c\x40", b"\xf7\x3c\x40"]) == []
