"""Whose turn it is, and what changes it.

Call and response:

                    ┌────────────────────────────────────────────┐
                    ▼                                            │
              ┌──────────┐  hand over, bars, silence             │
    start ───►│  LISTEN  ├────────────────────┐                  │
              └──────────┘                    ▼                  │
                    ▲            replay on  ╱   ╲  replay off    │
                    │           and a call ╱     ╲ or no call    │
                    │              ┌──────▼───┐   │              │
                    │   hand over  │  REPLAY  │   │              │
                    ├──────────────┤          │   │              │
                    │              └────┬─────┘   │              │
                    │                   │ over    │              │
                    │                   ▼         ▼              │
                    │              ┌─────────────────┐           │
                    └──────────────┤     RESPOND     ├───────────┘
                         hand over └─────────────────┘  over

Accompaniment:
                    hand over, silence, bars
              ┌──────────┐ ───────────────► ┌─────────────┐
    start ───►│  LISTEN  │                  │  ACCOMPANY  │
              └──────────┘ ◄─────────────── └─────────────┘
                    hand over, take back, over

Morphing is the same, with VARY in the place of ACCOMPANY: hand over or silence brings it, and
hand over, take back or over end it.

The pictures are the tables below, one function each.
"""

from __future__ import annotations

from enum import Enum


class Phase(Enum):
    """Whose turn it is."""

    LISTEN = "listen"
    REPLAY = "replay"
    RESPOND = "respond"
    ACCOMPANY = "accompany"
    VARY = "vary"


class Signal(Enum):
    """What can change the phase."""

    HAND_OVER = "hand over"  # the switch, or any other hand on it
    BARS = "bars"  # the set number of bars is full
    SILENCE = "silence"  # the player has stopped
    OVER = "over"  # the box has played its part to the end
    TAKE_BACK = "take back"  # the player plays the part that the box has been playing


_ANSWER = {True: Phase.REPLAY, False: Phase.RESPOND}
_TRANSITIONS: dict[tuple[Phase, Signal], Phase | dict[bool, Phase]] = {
    (Phase.LISTEN, Signal.HAND_OVER): _ANSWER,
    (Phase.LISTEN, Signal.BARS): _ANSWER,
    (Phase.LISTEN, Signal.SILENCE): _ANSWER,
    (Phase.REPLAY, Signal.HAND_OVER): Phase.LISTEN,
    (Phase.REPLAY, Signal.OVER): Phase.RESPOND,
    (Phase.RESPOND, Signal.HAND_OVER): Phase.LISTEN,
    (Phase.RESPOND, Signal.OVER): Phase.LISTEN,
}


_ACCOMPANYING: dict[tuple[Phase, Signal], Phase] = {
    (Phase.LISTEN, Signal.HAND_OVER): Phase.ACCOMPANY,
    (Phase.LISTEN, Signal.SILENCE): Phase.ACCOMPANY,
    (Phase.LISTEN, Signal.BARS): Phase.ACCOMPANY,
    (Phase.ACCOMPANY, Signal.HAND_OVER): Phase.LISTEN,
    (Phase.ACCOMPANY, Signal.TAKE_BACK): Phase.LISTEN,
    (Phase.ACCOMPANY, Signal.OVER): Phase.LISTEN,
}


_MORPHING: dict[tuple[Phase, Signal], Phase] = {
    (Phase.LISTEN, Signal.HAND_OVER): Phase.VARY,
    (Phase.LISTEN, Signal.SILENCE): Phase.VARY,
    (Phase.VARY, Signal.HAND_OVER): Phase.LISTEN,
    (Phase.VARY, Signal.TAKE_BACK): Phase.LISTEN,
    (Phase.VARY, Signal.OVER): Phase.LISTEN,
}


def after(phase: Phase, signal: Signal, replay: bool) -> Phase:
    """The phase that follows; a signal that has no arrow changes nothing.

    Args:
        phase: the present phase.
        signal: what happened.
        replay: whether the call is to be replayed first (it is wanted, and there is a call).
    """
    target = _TRANSITIONS.get((phase, signal), phase)
    return target if isinstance(target, Phase) else target[replay]


def after_accompanying(phase: Phase, signal: Signal) -> Phase:
    """The phase that follows in accompaniment; a signal that has no arrow changes nothing."""
    return _ACCOMPANYING.get((phase, signal), phase)


def after_morphing(phase: Phase, signal: Signal) -> Phase:
    """The phase that follows in morphing; a signal that has no arrow changes nothing."""
    return _MORPHING.get((phase, signal), phase)
