"""All settings, and who plays, as lists, for somebody who is not at the box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from appliance.jam.controls import Controls, Mode
from appliance.jam.view import View
from appliance.music.genres import GENRES
from appliance.panel.items import ITEMS, Setting
from appliance.panel.play_screen import turn_words
from appliance.realtime.devices import Told

SETTINGS: Final = (
    Setting("Way to play", "mode", tuple(Mode), lambda mode: str(mode.value)),
    Setting("Genre", "genre", GENRES, lambda genre: str(genre.name)),
    *(item for item in ITEMS if isinstance(item, Setting)),
)


def settings_told(controls: Controls) -> Told:
    """Every setting: `field`, `name`, `place` of the present value, `words`, all `values`."""
    return [
        {
            "field": each.field,
            "name": each.name,
            "place": _place(each, controls),
            "words": each.words(controls),
            "values": [each.says(value) for value in each.values],
        }
        for each in SETTINGS
    ]


def players_told(views: Sequence[View], at: int, sources: Sequence[Sequence[str]]) -> Told:
    """Every player: `genre`, `mode`, `turn` in words, `lit` while it is theirs.

    `at` is true for the one, from 0, that the panel is with; `sources` are who plays for them.
    """
    return [
        {
            "genre": view.controls.genre.name,
            "mode": view.controls.mode.value,
            "turn": turn_words(view),
            "lit": view.players_turn,
            "at": player == at,
            "sources": list(sources[player]),
        }
        for player, view in enumerate(views)
    ]


def changed(controls: Controls, field: str, place: int) -> Controls:
    """The controls with the value of a setting at a place; what there is not changes nothing."""
    for each in SETTINGS:
        if each.field == field and 0 <= place < len(each.values):
            change: dict[str, Any] = {field: each.values[place]}
            return replace(controls, **change)
    return controls


def _place(setting: Setting, controls: Controls) -> int:
    """Where the present value is among the values, or nearest to."""
    present = setting.value(controls)
    if present in setting.values:
        return setting.values.index(present)
    return round(setting.place(controls) * (len(setting.values) - 1))
