"""Which display there is, out of the settings file, without what checks all settings.

What is missing or wrong is as in the box's own table of settings; a test holds the two together.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from typing import Any, NamedTuple

from appliance.reading import read_file

_TAKEN: dict[str, Callable[[Any], bool]] = {
    "driver": lambda value: value in ("auto", "ssd1306", "sh1106", "none"),
    "bus": lambda value: type(value) is int and 0 <= value <= 20,
    "address": lambda value: type(value) is int and value in (0x3C, 0x3D),
    "upside_down": lambda value: type(value) is bool,
}
_KEYS = {
    "driver": "display",
    "bus": "display_bus",
    "address": "display_address",
    "upside_down": "display_upside_down",
}


class Display(NamedTuple):
    """As in the settings, section `panel`."""

    driver: str = "auto"
    bus: int = 1
    address: int = 0x3C
    upside_down: bool = False

    @property
    def controller(self) -> str | None:
        """What it is driven as; None: there is none."""
        return {"auto": "ssd1306", "none": None}.get(self.driver, self.driver)


def display_of(path: str) -> Display:
    """The display as a settings file has it."""
    display = Display()
    try:
        panel = tomllib.loads(read_file(path).decode("utf-8-sig"))["panel"]
    except (OSError, ValueError, KeyError, RecursionError):
        return display
    if not isinstance(panel, dict):
        return display
    for field, key in _KEYS.items():
        if key in panel and _TAKEN[field](panel[key]):
            display = display._replace(**{field: panel[key]})
    return display
