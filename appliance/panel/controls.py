"""The real switch, knob and lamp, on the Raspberry Pi's pins."""

from __future__ import annotations

import logging
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from appliance.panel.inputs import Contact, Inputs
from appliance.realtime.devices import PanelEvent, Report
from appliance.realtime.tireless import Tireless

NOT_FOUND = "Panel not found: check its wiring"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pins:
    """BCM numbers; every contact closes to ground. Pins 2 and 3 are the display's."""

    switch: int = 17
    encoder_a: int = 22
    encoder_b: int = 23
    encoder_push: int = 27
    lamp: int = 24


@dataclass(frozen=True, slots=True)
class Edge:
    """A contact closed or opened, at `time.monotonic()` seconds."""

    contact: Contact
    seconds: float
    closed: bool


class GpioPanel:
    """Switch and knob (reports events) and lamp.

    The pins' own thread only queues edges; a thread of the panel's makes events of them, and
    wakes by itself when a contact is to be looked at again or a press becomes a hold.

    Args:
        pins: what is wired where.
        report: takes the events, on the panel's thread.
        transitions_per_detent: of the encoder, 4, 2 or 1.
        hold_seconds: a press of this length is a hold.
        required: whether a missing panel is a problem; a box without one is legitimate.
        clock: tells seconds.
    """

    def __init__(
        self,
        pins: Pins,
        report: Report,
        *,
        transitions_per_detent: int = 4,
        hold_seconds: float = 1.0,
        required: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pins = pins
        self._report = report
        self._make_inputs = partial(
            Inputs, transitions_per_detent=transitions_per_detent, hold_seconds=hold_seconds
        )
        self._required = required
        self._clock = clock
        self._edges: SimpleQueue[Edge | None] = SimpleQueue()
        self._contacts: dict[Contact, Any] = {}
        self._lamp: Any = None
        self._thread: Thread | None = None
        self._problem: str | None = None

    def __repr__(self) -> str:
        """The pins, and whether they are in use."""
        return f"<GpioPanel {self._pins}: {'started' if self._thread else 'not started'}>"

    @property
    def problem(self) -> str | None:
        """A plain sentence when a panel that is required is not there."""
        return self._problem

    def start(self) -> None:
        """Take the pins and begin to report; without them, log why."""
        try:
            found = self._open()
        except Exception as error:  # pin libraries raise errors of every kind
            _log.info("no panel on the pins: %s", error)
            self._let_go()
            self._problem = NOT_FOUND if self._required else None
            return
        self._problem = None
        inputs = self._make_inputs(found, seconds=self._clock())
        self._thread = Tireless(partial(self._watch, inputs), "panel")
        self._thread.start()

    def close(self) -> None:
        """Put the lamp out, let go of the pins and end the thread; may be called twice."""
        self._let_go()
        thread, self._thread = self._thread, None
        if thread:
            self._edges.put(None)
            thread.join()

    def light(self, on: bool) -> None:
        """Switch the "your turn" lamp; without one, nothing happens."""
        lamp = self._lamp
        if lamp is not None:
            with suppress(Exception):  # `close` on another thread may just have let it go
                lamp.value = on

    def _open(self) -> dict[Contact, bool]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about every pin library that is not installed
            gpiozero = import_module("gpiozero")
            self._lamp = gpiozero.LED(self._pins.lamp)
        for contact in Contact:
            pin = getattr(self._pins, contact.value)
            device = gpiozero.DigitalInputDevice(pin, pull_up=True, bounce_time=None)
            self._contacts[contact] = device
            device.when_activated = partial(self._edge, contact, True)
            device.when_deactivated = partial(self._edge, contact, False)
        return {contact: device.is_active for contact, device in self._contacts.items()}

    def _let_go(self) -> None:
        devices = [*self._contacts.values(), self._lamp]
        self._contacts, self._lamp = {}, None
        for device in devices:
            with suppress(Exception):  # whatever a broken pin says, the others are to be freed
                device.close()

    def _edge(self, contact: Contact, closed: bool) -> None:
        self._edges.put(Edge(contact, self._clock(), closed))

    def _watch(self, inputs: Inputs) -> None:
        while True:
            try:
                edge = self._edges.get(timeout=self._patience(inputs))
            except Empty:
                self._tell(inputs.ask(self._clock()))
                continue
            if edge is None:
                return
            self._tell(inputs.feed(edge.contact, edge.seconds, edge.closed))

    def _patience(self, inputs: Inputs) -> float | None:
        return None if inputs.deadline is None else max(inputs.deadline - self._clock(), 0.0)

    def _tell(self, events: list[PanelEvent]) -> None:
        for event in events:
            self._report(event)
