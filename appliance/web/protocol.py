"""What page and box say to each other over the WebSocket, and its strict reading.

page → box   {"midi": [144, 60, 100]}      one MIDI message, no system exclusive
             {"panel": "flip"}             a hand at the panel: a value of PANEL
             {"set": ["morph", 5]}         a setting, and the place of its new value
             {"sit": 1}                    the page is to be a player's, from 0
box → page   {"midi": [144, 60, 100]}
             {"page": "page 3"}            the page's own name
             {"lamp": true}
             {"settings": [{…}, …]}        all settings, see `panel.remote`
             {"players": [{…}, …]}         who plays, likewise
             1024 bytes, binary            a picture for the display, see `frame`
"""

from __future__ import annotations

import json

from appliance.realtime.devices import Change, PanelEvent, Sit, Told

# What a hand can do at the page's panel; only the box's own knob can be held on.
PANEL = {
    event.value: event
    for event in (
        PanelEvent.FLIP,
        PanelEvent.LEFT,
        PanelEvent.RIGHT,
        PanelEvent.PUSH,
        PanelEvent.HOLD,
        PanelEvent.AGAIN,
    )
}
_CHANNEL_LENGTHS = {0x80: 3, 0x90: 3, 0xA0: 3, 0xB0: 3, 0xC0: 2, 0xD0: 2, 0xE0: 3}
_SYSTEM_LENGTHS = {0xF1: 2, 0xF2: 3, 0xF3: 2} | dict.fromkeys(
    (0xF6, 0xF8, 0xFA, 0xFB, 0xFC, 0xFE, 0xFF), 1
)


def parse(text: str) -> bytes | PanelEvent | Change | Sit:
    """Read what a page says: a whole MIDI message, a panel event, a change of a setting, a place.

    Raises:
        ValueError: for anything that is not exactly one of them.
    """
    key, value = _only_item(_decoded(text))
    if key == "midi":
        return _midi(value)
    if key == "panel" and isinstance(value, str) and value in PANEL:
        return PANEL[value]
    if key == "set":
        return _change(value)
    if key == "sit" and type(value) is int and value >= 0:
        return Sit(value)
    raise ValueError("neither midi nor panel nor set nor sit")


def midi_text(message: bytes) -> str:
    """A MIDI message as the page reads it."""
    return json.dumps({"midi": list(message)}, separators=(",", ":"))


def name_text(name: str) -> str:
    """The page's own name as it reads it."""
    return json.dumps({"page": name}, separators=(",", ":"))


def lamp_text(on: bool) -> str:
    """The state of the lamp as the page reads it."""
    return json.dumps({"lamp": on}, separators=(",", ":"))


def told_text(what: str, told: Told) -> str:
    """A table, "settings" or "players", as the page reads it."""
    return json.dumps({what: told}, separators=(",", ":"))


def _decoded(text: str) -> object:
    """The JSON value; a nesting too deep for the reader is an error like any other."""
    try:
        value: object = json.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return value


def _only_item(value: object) -> tuple[object, object]:
    """Key and value of an object with a single member."""
    if not isinstance(value, dict) or len(value) != 1:
        raise ValueError("not an object with one member")
    return next(iter(value.items()))


def _change(value: object) -> Change:
    """A field and a place as a change."""
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError("not a field and a place")
    field, place = value
    if not isinstance(field, str) or type(place) is not int or place < 0:
        raise ValueError("not a field and a place")
    return Change(field, place)


def _midi(value: object) -> bytes:
    """A list of numbers as one whole MIDI message."""
    if not isinstance(value, list) or not 1 <= len(value) <= 3:
        raise ValueError("not a list of one to three bytes")
    if not all(type(byte) is int and 0 <= byte <= 0xFF for byte in value):
        raise ValueError("not bytes")
    message = bytes(value)
    if len(message) != _length(message[0]) or any(byte > 0x7F for byte in message[1:]):
        raise ValueError("not a whole MIDI message")
    return message


def _length(status: int) -> int:
    """Bytes in a message with this status byte; 0 where no message may start with it."""
    return _SYSTEM_LENGTHS.get(status, _CHANNEL_LENGTHS.get(status & 0xF0, 0))
