"""What may be said over the page's WebSocket, and what nobody should say."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import Any, Final

from hypothesis import strategies as st

from appliance.realtime.devices import Change, PanelEvent, Sit
from tools.fuzz.web_target import Heard

LENGTHS: Final = {0x80: 3, 0x90: 3, 0xA0: 3, 0xB0: 3, 0xC0: 2, 0xD0: 2, 0xE0: 3}
NOTE_ON: Final = 0x90
PANEL: Final = ("flip", "left", "right", "push", "hold", "again")
KEYS: Final = ("midi", "panel", "set", "sit", "lamp", "page", "settings", "")
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
LARGEST: Final = 4096  # bytes of a message that the server takes


@dataclass(frozen=True)
class Said:
    """What is sent at a stroke, and what it means to the box; None: it may mean anything.

    `ends`: the page is closed for it, or may be.
    """

    written: bytes
    means: Heard | None = None
    ends: bool = False


def frame(opcode: int, payload: bytes, fin: bool = True, rsv: int = 0, mask: bool = True) -> bytes:
    """A frame as RFC 6455 describes it, under a mask of noughts."""
    first = (fin << 7) | (rsv << 4) | opcode
    size, bit = len(payload), mask << 7
    if size < 126:
        head = struct.pack("!BB", first, bit | size)
    elif size < 1 << 16:
        head = struct.pack("!BBH", first, bit | 126, size)
    else:
        head = struct.pack("!BBQ", first, bit | 127, size)
    return head + bytes(4 * mask) + payload


def is_sound(heard: Heard) -> bool:
    """Whether the box may be told this by a page at all."""
    if isinstance(heard, bytes):
        kind = heard[0] & 0xF0
        if kind == 0xF0:
            return heard[0] not in (0xF0, 0xF7) and all(byte < 0x80 for byte in heard[1:])
        return len(heard) == LENGTHS[kind] and all(byte < 0x80 for byte in heard[1:])
    if isinstance(heard, PanelEvent):
        return heard.value in PANEL
    if isinstance(heard, Change):
        return type(heard.field) is str and type(heard.place) is int and heard.place >= 0
    return type(heard.player) is int and heard.player >= 0


@st.composite
def _midi(draw: st.DrawFn) -> tuple[Any, Heard]:
    kind = draw(st.just(NOTE_ON) | st.sampled_from([*LENGTHS]))
    data = draw(st.lists(st.integers(0, 127), min_size=2, max_size=2))
    message = [kind | draw(st.integers(0, 15)), *data][: LENGTHS[kind]]
    return {"midi": message}, bytes(message)


def _right() -> st.SearchStrategy[tuple[Any, Heard]]:
    """A message by the protocol, and its meaning."""
    place = st.integers(0, 200)
    return st.one_of(
        _midi(),
        st.sampled_from(PANEL).map(lambda event: ({"panel": event}, PanelEvent(event))),
        st.tuples(st.text(max_size=12), place).map(lambda each: ({"set": [*each]}, Change(*each))),
        place.map(lambda player: ({"sit": player}, Sit(player))),
    )


def _json() -> st.SearchStrategy[Any]:
    """A value of any shape, mostly of the protocol's words."""
    leaf = st.one_of(
        st.none(), st.booleans(), st.integers(-300, 300), st.integers(), st.floats(),
        st.sampled_from([*PANEL, "off", "forget", "still", "found held"]), st.text(max_size=20),
    )  # fmt: skip
    return st.recursive(
        leaf,
        lambda inner: (
            st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3)
        ),
        max_leaves=8,
    )


def _wrong_text() -> st.SearchStrategy[str]:
    """Text that is almost a message, or nothing of the kind."""
    almost = st.tuples(st.sampled_from(KEYS), _json()).map(lambda each: json.dumps(dict([each])))
    deep = st.integers(1, 2000).map(lambda depth: "[" * depth + "]" * depth)
    long = st.integers(1, LARGEST - 20).map(lambda size: '{"sit": ' + "9" * size + "}")
    twice = st.just('{"panel": "flip", "panel": "push"}')
    return st.one_of(almost, _json().map(json.dumps), deep, long, twice, st.text(max_size=60))


def _frames_astray() -> st.SearchStrategy[bytes]:
    """Frames with anything in the place of anything."""
    yes_or_no, rsv = st.booleans(), st.integers(0, 7)
    anything = st.builds(
        frame, st.integers(0, 15), st.binary(max_size=200), yes_or_no, rsv, yes_or_no
    )
    pieces = st.lists(st.binary(max_size=3), max_size=30).map(
        lambda parts: frame(TEXT, b"[", False) + b"".join(frame(0, part, False) for part in parts)
    )
    huge = st.sampled_from([1 << 16, 1 << 31, (1 << 63) - 1, 1 << 63]).map(
        lambda size: struct.pack("!BBQ", 0x81, 0xFF, size)
    )
    return st.one_of(anything, pieces, huge, st.binary(min_size=1, max_size=300))


def said() -> st.SearchStrategy[Said]:
    """One thing that is sent."""

    def fits(text: str) -> bool:
        return len(text.encode(errors="surrogatepass")) <= LARGEST

    right = _right().map(lambda each: Said(frame(TEXT, json.dumps(each[0]).encode()), each[1]))
    wrong = (
        _wrong_text()
        .filter(fits)
        .map(lambda text: Said(frame(TEXT, text.encode(errors="replace"))))
    )
    binary = st.binary(max_size=40).map(lambda data: Said(frame(BINARY, data)))
    control = st.tuples(st.sampled_from([PING, PONG]), st.binary(max_size=125)).map(
        lambda each: Said(frame(*each))
    )
    long = st.integers(LARGEST + 1, 3 * LARGEST).map(
        lambda size: Said(frame(TEXT, b" " * size), ends=True)
    )
    close = st.binary(max_size=20).map(lambda reason: Said(frame(CLOSE, reason), ends=True))
    astray = _frames_astray().map(lambda written: Said(written, ends=True))
    return st.one_of(right, right, right, wrong, wrong, binary, control, long, close, astray)
