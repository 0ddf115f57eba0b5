"""The wires: what the loop needs of hardware, and nothing of how it is done.

Every protocol has a real driver (`midi`, `panel`) and a simulated one (`web`), wired in `app`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

from PIL.Image import Image

Receive = Callable[[float, bytes, str], None]
"""Takes `time.monotonic()` seconds, one whole MIDI message and its source, from any thread; only
queues it. A source is a keyboard or a page, by a name of its own; an empty message says that it is
gone."""


class PanelEvent(Enum):
    """What a hand does at the panel."""

    FLIP = "flip"  # the toggle switch changes its position, either way
    LEFT = "left"  # the knob turns one detent
    RIGHT = "right"
    PUSH = "push"  # the knob is pressed and let go
    HOLD = "hold"  # the knob is held down
    AGAIN = "again"  # another answer is asked for; the page has a button for it
    STILL = "still"  # the knob is held on: every second, until something comes of it
    OFF = "off"  # it was held on until the computer is to be switched off
    FOUND_HELD = "found held"  # it was held already when the box started
    FORGET = "forget"  # and was held on until what was learnt is to be forgotten
    LET_GO = "let go"  # it was let go before that


@dataclass(frozen=True, slots=True)
class Change:
    """A setting is put to one of its values, told by its place among them."""

    field: str
    place: int


@dataclass(frozen=True, slots=True)
class Sit:
    """A source of notes is to be a player's, from 0, and the panel to be with them."""

    player: int


Report = Callable[[PanelEvent | Change], None]
"""Takes what a hand does, from any thread; only queues it."""

ReportFrom = Callable[[PanelEvent | Change | Sit, str], None]
"""The same from a panel that is a source of notes as well, by its name."""


class Driver(Protocol):
    """A piece of hardware, or its stand-in, that the box plays with or without."""

    @property
    def problem(self) -> str | None:
        """What is wrong or has to be known: a plain sentence of at most 40 letters."""

    def start(self) -> None:
        """Begin; never raises for missing hardware, which shows as a `problem`."""

    def close(self) -> None:
        """Stop and let go of the hardware; may be called twice."""


class Messenger(Protocol):
    """Somebody who has something to say though nothing is wrong."""

    @property
    def news(self) -> str | None:
        """A plain sentence for the player, at most 40 letters; None: nothing to say."""


class Queue(Protocol):
    """Plays what is handed over ahead at its time, whatever Python is busy with then."""

    @property
    def ahead(self) -> float:
        """Seconds by which it wants to be told ahead; later is no harm."""

    def send_at(self, message: bytes, due: float, lasting: bool = False) -> None:
        """Let one MIDI message leave at a moment of `time.monotonic()`.

        Those of one moment leave in the order given. What is `lasting` is not recalled with the
        rest. Never raises, never blocks for long.
        """

    def recall(self, lasting: bool = False) -> None:
        """Forget what has not left yet, and what lasts as well if that is asked for.

        A note whose end was among it ends now; nothing forgotten ever sounds.
        """


class MidiOutput(Driver, Protocol):
    """Takes what the box plays."""

    @property
    def queue(self) -> Queue | None:
        """What takes messages ahead of their time at present; None: there is no such thing."""

    @property
    def lead(self) -> float:
        """Seconds by which it has to be told ahead, since it is slow to sound."""

    def send(self, message: bytes) -> None:
        """Send one MIDI message at once; never raises, never blocks for long."""


class Display(Driver, Protocol):
    """Shows pictures of 128 × 64 black and white pixels (Pillow mode "1")."""

    def show(self, picture: Image) -> None:
        """Show a picture; called from the low-priority drawing thread alone."""


Told = list[dict[str, Any]]
"""What a mirror is told: plain values by name, one table after another."""


class Mirror(Driver, Protocol):
    """Shows how all settings stand, and who plays."""

    def tell(self, what: str, told: Told) -> None:
        """Show "settings" or "players", see `panel.remote`; from the drawing thread alone."""


class Lamp(Driver, Protocol):
    """The "your turn" light."""

    def light(self, on: bool) -> None:
        """Switch the light."""
