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
                         hand over └────┬─────▲──────┘  over
                                        └─────┘ again, repeat, bars

From anywhere, "again" leads to RESPOND, and "stop" to LISTEN.

Accompaniment:
                    hand over, silence, bars
              ┌──────────┐ ───────────────► ┌─────────────┐
    start ───►│  LISTEN  │                  │  ACCOMPANY  │
              └──────────┘ ◄─────────────── └─────────────┘
                    hand over, take back, over

Morphing is the same, with VARY in the place of ACCOMPANY; no number of bars brings it.

The pictures are `after` and `after_alternating`.
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
    AGAIN = "again"  # another answer to the same call is asked for
    REPEAT = "repeat"  # the answer is over, and is looped
    STOP = "stop"  # the song that others count has been stopped


_ANSWER = {True: Phase.REPLAY, False: Phase.RESPOND}
_TRANSITIONS: dict[tuple[Phase, Signal], Phase | dict[bool, Phase]] = {
    (Phase.LISTEN, Signal.HAND_OVER): _ANSWER,
    (Phase.LISTEN, Signal.BARS): _ANSWER,
    (Phase.LISTEN, Signal.SILENCE): _ANSWER,
    (Phase.RESPOND, Signal.BARS): Phase.RESPOND,
    (Phase.REPLAY, Signal.HAND_OVER): Phase.LISTEN,
    (Phase.REPLAY, Signal.OVER): Phase.RESPOND,
    (Phase.RESPOND, Signal.HAND_OVER): Phase.LISTEN,
    (Phase.RESPOND, Signal.OVER): Phase.LISTEN,
    **{(phase, Signal.AGAIN): Phase.RESPOND for phase in (Phase.LISTEN, Phase.REPLAY)},
}


_BRINGS = (Signal.HAND_OVER, Signal.SILENCE, Signal.BARS)
_ENDS = (Signal.HAND_OVER, Signal.TAKE_BACK, Signal.OVER)


def after(phase: Phase, signal: Signal, replay: bool) -> Phase:
    """The phase that follows; a signal that has no arrow changes nothing.

    Args:
        phase: the present phase.
        signal: what happened.
        replay: whether the call is to be replayed first (it is wanted, and there is a call).
    """
    target = _TRANSITIONS.get((phase, signal), phase)
    return target if isinstance(target, Phase) else target[replay]


def after_alternating(phase: Phase, signal: Signal, own: Phase) -> Phase:
    """The phase that follows where LISTEN alternates with a phase of the box's own."""
    if phase is Phase.LISTEN:
        return own if signal in _BRINGS else phase
    return Phase.LISTEN if signal in _ENDS else phase
