"""A hand at the switch and the knob, an eye on the lamp: simulated pins (gpio-sim)."""

from __future__ import annotations

import time
from pathlib import Path

PINS = {"switch": 17, "knob_a": 22, "knob_b": 23, "knob": 27, "lamp": 24}
_CHIPS = Path("/sys/devices/platform")
_EDGE = 0.015  # seconds between two edges of the knob
_REST = 0.15  # after a click or a push: hands are not quicker
_RIGHT = (("knob_a", True), ("knob_b", True), ("knob_a", False), ("knob_b", False))
_LEFT = (("knob_b", True), ("knob_a", True), ("knob_b", False), ("knob_a", False))


class Panel:
    """Contacts close to ground; all rest open at power-on."""

    def __init__(self) -> None:
        self._chip = next(_CHIPS.glob("*/gpiochip*/sim_gpio0")).parent

    def set(self, contact: str, closed: bool) -> None:
        """Close a contact, or let it open."""
        self._line(contact, "pull").write_text("pull-down" if closed else "pull-up")

    def is_closed(self, contact: str) -> bool:
        """Whether a contact is closed."""
        return self._line(contact, "pull").read_text().strip() == "pull-down"

    def flip(self) -> None:
        """Flip the switch to its other side."""
        self.set("switch", not self.is_closed("switch"))

    def turn(self, clicks: int) -> None:
        """Turn the knob to the right, or to the left by less than 0 clicks."""
        for _ in range(abs(clicks)):
            for contact, closed in _RIGHT if clicks > 0 else _LEFT:
                self.set(contact, closed)
                time.sleep(_EDGE)
            time.sleep(_REST)

    def push(self, seconds: float) -> None:
        """Push the knob down for so long."""
        self.set("knob", True)
        time.sleep(seconds)
        self.set("knob", False)
        time.sleep(_REST)

    def is_lit(self) -> bool:
        """Whether the lamp is lit."""
        return self._line("lamp", "value").read_text().strip() == "1"

    def _line(self, contact: str, what: str) -> Path:
        return self._chip / f"sim_gpio{PINS[contact]}" / what
