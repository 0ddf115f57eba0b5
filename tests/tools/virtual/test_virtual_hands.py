"""The hands' own wits: what a display makes of its bus, and a keyboard of its bytes."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from appliance.panel.oled_commands import WINDOWS
from appliance.panel.oled_pages import picture_pages
from tools.virtual.hands.i2c_adapter import CONFIGURATION, DEVICE, I2cAdapter
from tools.virtual.hands.ssd1306 import Ssd1306
from tools.virtual.hands.stream import Stream
from tools.virtual.picture import picture_of

SEND, FLAG_READ = 5, 1


def picture(seed):
    random = np.random.default_rng(seed)
    return Image.fromarray(255 * random.integers(0, 2, (64, 128), np.uint8)).convert("1")


def command(display, *bytes_):
    display.write(bytes([0, *bytes_]))


def test_a_display_shows_what_the_box_sends():
    display, sent = Ssd1306(), picture(1)
    command(display, 0xAE, 0xD5, 0x80, 0xA8, 0x3F, 0x20, 0x00, 0xAF)
    for number, page in enumerate(picture_pages(sent)):
        command(display, *WINDOWS["ssd1306"](number))
        display.write(b"\x40" + page)
    assert display.is_on
    assert picture_of(bytes(display.memory)).tobytes() == sent.tobytes()


def test_a_display_takes_a_whole_picture_at_once_and_goes_on_at_the_top():
    display, sent = Ssd1306(), picture(2)
    content = b"".join(picture_pages(sent))
    command(display, 0x21, 0, 127, 0x22, 0, 7)
    for data in (content[:700], content[700:] + b"\x5a"):
        display.write(b"\x40" + data)
    assert bytes(display.memory) == b"\x5a" + content[1:]


def test_commands_may_come_in_pieces():
    display = Ssd1306()
    for byte in (0x21, 3, 4, 0x22, 1, 1):
        command(display, byte)
    display.write(b"\x40\xaa\xbb\xcc")
    assert display.memory[128 + 3 : 128 + 5] == b"\xcc\xbb"


def test_an_argument_is_no_command():
    display = Ssd1306()
    command(display, 0xAF, 0x81, 0xAE)
    assert display.is_on


def test_only_who_is_there_acknowledges():
    display = Ssd1306()
    adapter = I2cAdapter({0x3C: display})
    adapter.request(SEND, 0, 0x3C, b"\x00\xaf", 0)
    assert adapter.request(3, 0, 0, b"", 1) == b"\x01" and display.is_on
    adapter.request(SEND, 0, 0x3D, b"\x00\xaf", 0)
    assert adapter.request(3, 0, 0, b"", 1) == b"\x02"
    assert adapter.request(SEND, FLAG_READ, 0x3C, b"", 3) == bytes(3)
    with pytest.raises(ValueError, match="99"):
        adapter.request(99, 0, 0, b"", 0)


def test_descriptors_are_as_long_as_they_say():
    assert DEVICE[0] == len(DEVICE)
    assert struct.unpack("<H", CONFIGURATION[2:4])[0] == len(CONFIGURATION)


MESSAGES = st.lists(
    st.sampled_from(
        [b"\x90\x3c\x40", b"\x80\x3c\x40", b"\xc0\x05", b"\xf0\x01\x02\xf7", b"\xf1\x07"]
    )
)


@given(MESSAGES, st.integers(1, 5))
def test_messages_come_whole_out_of_any_pieces(messages, size):
    stream, data = Stream(), b"".join(messages)
    pieces = [data[place : place + size] for place in range(0, len(data), size)]
    assert [whole for piece in pieces for whole in stream.take(piece)] == messages


def test_running_status_and_real_time_in_between():
    stream = Stream()
    heard = stream.take(b"\x40\x90\x3c\xf8\x40\x3e\x41\xf6\x50\x51")
    assert heard == [b"\xf8", b"\x90\x3c\x40", b"\x90\x3e\x41", b"\xf6"]
