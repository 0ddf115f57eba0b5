"""What a page may say: sense, nearly sense, and nonsense."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any, Final

from appliance.panel.remote import SETTINGS
from appliance.web.protocol import PANEL

_FIELDS: Final = [setting.field for setting in SETTINGS]
_ODD: Final[list[Any]] = [
    None, True, -1, 0, 1, 2, 3, 99, 128, 255, 256, 10**30, 1.0, 1e400, "", "flip", "midi", [], {},
    [144], [144, 60], [144, 60, 100], [240, 1, 247], "\ud800", "\x00", [[[[]]]], {"midi": []},
]  # fmt: skip


def words(random: Random) -> str | bytes:
    """One message, of text or of bytes."""
    return random.choices(_WAYS, _WEIGHTS)[0](random)


def _midi(random: Random) -> str:
    pitch = random.choice([60, 64, 67, random.randrange(128)])
    status = random.choice([0x90, 0x90, 0x80, 0xB0, 0xE0]) | random.choice([0, 0, 0, 15])
    return json.dumps({"midi": [status, pitch, random.choice([0, 90, 127])]})


def _system(random: Random) -> str:
    message = random.choice([[0xF8], [0xFA], [0xFC], [0xFE], [0xFF], [0xF2, 1, 1], [0xC3, 5]])
    return json.dumps({"midi": message})


def _panel(random: Random) -> str:
    return json.dumps({"panel": random.choice(list(PANEL))})


def _setting(random: Random) -> str:
    return json.dumps({"set": [random.choice(_FIELDS), random.choice([0, 1, 2, 3, 5, 8, 13, 99])]})


def _seat(random: Random) -> str:
    return json.dumps({"sit": random.choice([0, 1, 2, 3, 4, 10**20])})


def _nearly(random: Random) -> str:
    """Of the right kind, but for what is in it."""
    key = random.choice(["midi", "panel", "set", "sit", "page", "", "midi\x00"])
    value = random.choice(_ODD)
    if random.random() < 0.5:
        value = [random.choice(_ODD) for _ in range(random.randint(0, 4))]
    many = {key: value} if random.random() < 0.9 else {key: value, "sit": 0}
    return json.dumps(many)


def _damaged(random: Random) -> str:
    """Sense with a few letters changed, doubled or lost."""
    letters = list(random.choice(_SENSE)(random))
    for _ in range(random.randint(1, 4)):
        place = random.randrange(len(letters))
        letters[place] = random.choice(["", letters[place] * 2, "9" * 400, "[", '"', "\x00", "é"])
    return "".join(letters)


def _deep(random: Random) -> str:
    return "[" * 2_000 + "]" * random.choice([0, 2_000])


def _bytes(random: Random) -> bytes:
    return random.randbytes(random.choice([0, 3, 100]))


_SENSE: Final[list[Callable[[Random], str]]] = [_midi, _system, _panel, _setting, _seat]
_WAYS: Final[list[Callable[[Random], str | bytes]]] = [
    *_SENSE, _nearly, _damaged, _deep, _bytes,
]  # fmt: skip
_WEIGHTS: Final = [60, 4, 6, 12, 2, 8, 8, 0.2, 1]
