"""The settings menu as one table: what a person reads, and what it changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Final

import numpy as np

from appliance.jam.controls import Controls, TempoFrom
from appliance.jam.steering import SELECTORS


class Action(Enum):
    """What a hand at the panel asks of the box, besides a change of the controls."""

    HAND_OVER = "hand over"
    AGAIN = "again"  # another answer to the same call
    LEARN = "learn"  # show which controller does what
    PANIC = "panic"  # end every sounding note
    TAP = "tap"  # a beat of the tempo wanted
    LOG = "log"  # copy the log to a stick
    CODE = "code"  # show the code that the page asks for
    SHUTDOWN = "shutdown"
    FORGET = "forget"  # forget all that was learnt


@dataclass(frozen=True, slots=True)
class Setting:
    """An item that changes one field of the controls.

    Attributes:
        name: as a person reads it.
        field: of `Controls`.
        values: that it can be turned to, ascending where they are numbers.
        says: a value as a person reads it.
    """

    name: str
    field: str
    values: tuple[Any, ...]
    says: Callable[[Any], str]

    @property
    def is_switch(self) -> bool:
        """True for on and off, which a push changes at once."""
        return self.values == (False, True)

    def value(self, controls: Controls) -> Any:
        """The present value."""
        return getattr(controls, self.field)

    def place(self, controls: Controls) -> float:
        """How far up its values the present one is, 0 … 1."""
        present, last = self.value(controls), len(self.values) - 1
        if present in self.values:
            return self.values.index(present) / last
        return float(np.interp(present, self.values, range(last + 1))) / last

    def words(self, controls: Controls) -> str:
        """The present value as a person reads it."""
        return self.says(self.value(controls))

    def turned(self, controls: Controls, by: int) -> Controls:
        """The controls with the next value up (`by` 1) or down (-1); at the end, unchanged."""
        present = self.value(controls)
        if present in self.values:
            place = self.values.index(present)
            below, above = self.values[:place], self.values[place + 1 :]
        else:
            below = tuple(value for value in self.values if value < present)
            above = tuple(value for value in self.values if value > present)
        target = (above[:1] if by > 0 else below[-1:]) or (present,)
        return self._with(controls, target[0])

    def switched(self, controls: Controls) -> Controls:
        """The controls with on and off exchanged."""
        return self._with(controls, not self.value(controls))

    def _with(self, controls: Controls, value: Any) -> Controls:
        change: dict[str, Any] = {self.field: value}
        return replace(controls, **change)


@dataclass(frozen=True, slots=True)
class Command:
    """An item that does something; `question` is asked once more before it."""

    name: str
    action: Action
    question: str | None = None


Item = Setting | Command


# What controllers go through, the knob goes through as well.
_STEERED: Final = {selector.field: selector.values for selector in SELECTORS}


def _on_off(value: float) -> str:
    return "On" if value else "Off"


def _tempo(bpm: float) -> str:
    return f"♩ {bpm:.0f}"


def _source(tempo_from: TempoFrom) -> str:
    return tempo_from.value


def _bars(count: float) -> str:
    return "1 bar" if count == 1 else f"{count:.0f} bars"


def _bars_or_as_mine(count: float) -> str:
    return _bars(count) if count else "As mine"


def _bars_or_off(count: float) -> str:
    return _bars(count) if count else "Off"


def _players(count: int) -> str:
    return f"{count} players" if count > 1 else "All as one"


def _wait(seconds: float) -> str:
    return f"{seconds:g} s" if seconds else "Off"


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")


def _daring(temperature: float) -> str:
    return _percent(min(max(temperature - 0.5, 0.0), 1.0))


ITEMS: tuple[Item, ...] = (
    Setting("Tempo", "bpm", tuple(float(bpm) for bpm in range(40, 241, 2)), _tempo),
    Setting("Tempo from", "tempo_from", _STEERED["tempo_from"], _source),
    Setting("Repeat my tune", "replay", _STEERED["replay"], _on_off),
    Setting("Answer when I stop", "silence", _STEERED["silence"], _wait),
    Setting("Phrase at least", "call_least", _STEERED["call_least"], _bars_or_off),
    Setting("Phrase at most", "call_most", _STEERED["call_most"], _bars_or_off),
    Setting("Turn length", "bars", _STEERED["bars"], _bars),
    Setting("Answer length", "answer_bars", _STEERED["answer_bars"], _bars_or_as_mine),
    Command("Answer again", Action.AGAIN),
    Setting("Loop the answer", "loop", _STEERED["loop"], _on_off),
    Setting("Close to my tune", "theme", tuple(n / 10 for n in range(11)), _percent),
    Setting("Morph", "morph", tuple(n / 10 for n in range(11)), _percent),
    Setting("Daring", "temperature", tuple(n / 10 for n in range(5, 16)), _daring),
    Setting("Discipline", "discipline", tuple(n / 10 for n in range(11)), _percent),
    Setting("Click", "click", _STEERED["click"], _on_off),
    Setting("Players", "players", _STEERED["players"], _players),
    Setting("This panel is for", "player", _STEERED["player"], "Player {}".format),
    Setting("Quantize", "quantize", tuple(n / 10 for n in range(11)), _percent),
    Setting("Swing", "swing", tuple(n / 10 for n in range(11)), _percent),
    Command("Learn a knob", Action.LEARN),
    Command("All notes off", Action.PANIC),
    Command("Log to stick", Action.LOG),
    Command("Page code", Action.CODE),
    Command("Shut down", Action.SHUTDOWN, "Are you sure?"),
)
