"""An attack told action by action, so that it can be searched, shrunk and told again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from appliance.jam.controls import Mode, TempoFrom
from appliance.realtime.devices import Change, PanelEvent
from tools.fuzz.box import FastBox, Setup
from tools.fuzz.rest import Rest, assert_silent


@dataclass(frozen=True)
class Hears:
    """Bytes come in at a port."""

    port: int
    content: bytes


@dataclass(frozen=True)
class Waits:
    """Nothing happens for so many slices of time, of which there are SLICES in a step."""

    slices: int


@dataclass(frozen=True)
class Does:
    """A hand at the panel."""

    event: PanelEvent


@dataclass(frozen=True)
class Sets:
    """A setting is put to one of its values."""

    field: str
    place: int


@dataclass(frozen=True)
class Says:
    """A page says something."""

    page: int
    words: str | bytes


@dataclass(frozen=True)
class Goes:
    """A port is unplugged, or a page closed."""

    port: int | None = None
    page: int | None = None


Action = Hears | Waits | Does | Sets | Says | Goes
EVENTS: Final = tuple(PanelEvent)
FIELDS: Final = (
    "mode", "genre", "bpm", "replay", "bars", "answer_bars", "silence", "call_least", "call_most",
    "loop", "click", "quantize", "swing", "tempo_from", "players", "player",
)  # fmt: skip


class Scripted:
    """A box that all of a script is done to, before it comes to rest and ends."""

    def __init__(self, setup: Setup, actions: Sequence[Action]) -> None:
        self.box = FastBox(setup, self._meanwhile)
        self._actions = [*reversed(actions)]
        self._wait, self._over = 0, False
        self._rest: Rest | None = None

    def play(self) -> FastBox:
        """Do it all.

        Raises:
            BrokenError: if something does not hold that always must.
        """
        self.box.run()
        assert_silent(self.box)
        return self.box

    def _meanwhile(self, begin: float, end: float) -> None:
        self._wait -= 1
        while self._actions and self._wait <= 0:
            self._do(self._actions.pop(), end)
        if self._rest is not None:
            if not self._over and self._rest.over:
                self._over = True
                self.box.stop()
        elif not self._actions and self._wait <= 0:
            self._rest = Rest(self.box)

    def _do(self, action: Action, now: float) -> None:
        match action:
            case Hears(port, content):
                self.box.ear(f"keys {port}").hear(now, content)
            case Waits(slices):
                self._wait = slices
            case Does(event):
                self.box.desk.report(event)
            case Sets(field, place):
                self.box.desk.report(Change(field, place))
            case Says(page, words):
                self.box.pages.say(page, words)
            case Goes(port, page):
                self._go(port, page)

    def _go(self, port: int | None, page: int | None) -> None:
        if port is not None:
            self.box.unplug(f"keys {port}")
        if page is not None:
            self.box.pages.leave(page)


def decoded(content: bytes) -> tuple[Setup, list[Action]]:
    """A script as a fuzzer writes it: a byte that says what kind of box, and then all actions."""
    kind, rest = (content[0] if content else 0), content[1:]
    setup = Setup(seed=kind, thru=kind % 8 == 7)
    controls = replace(
        setup.controls,
        mode=list(Mode)[kind % len(Mode)],
        replay=kind % 2 == 0,
        tempo_from=list(TempoFrom)[kind % len(TempoFrom)],
        players=1 + kind // 64,
    )
    actions: list[Action] = []
    while rest:
        action, rest = _decoded_action(rest[0], rest[1:])
        actions.append(action)
    return replace(setup, controls=controls), actions


def _decoded_action(what: int, rest: bytes) -> tuple[Action, bytes]:
    """The first action, and what is left: an eighth of `what` tells its kind, the rest how much."""
    kind, size = what >> 5, what & 31
    first, second = (*rest[:2], 0, 0)[:2]
    if kind < 3:
        return Hears(kind, rest[:size]), rest[size:]
    if kind == 3:
        return Waits(1 + size * 2), rest
    if kind == 4:
        return Does(EVENTS[size % len(EVENTS)]), rest
    if kind == 5:
        return Sets(FIELDS[size % len(FIELDS)], first), rest[1:]
    if kind == 6:
        words = json.dumps({"midi": [0x80 + (size << 2), first, second]})
        return Says(size % 2, words), rest[2:]
    return (Goes(port=size % 3) if size < 16 else Goes(page=size % 2)), rest
