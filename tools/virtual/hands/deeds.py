"""All that the hands can do, as a table of methods whose arguments and results JSON can say."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tools.virtual.hands.i2c_adapter import I2cAdapter
from tools.virtual.hands.keyboard import Keyboard
from tools.virtual.hands.panel import Panel
from tools.virtual.hands.ssd1306 import Ssd1306
from tools.virtual.hands.usbip import Plugged
from tools.virtual.hands.waiting import until

ADDRESS = 0x3C
_SOCKETS = 2


class Deeds:
    """Every public method is a deed."""

    def __init__(self) -> None:
        self._panel = Panel()
        self._keyboards = [Keyboard(number) for number in range(_SOCKETS)]
        self._display = Ssd1306()
        self._adapter: Plugged | None = None

    def clock(self) -> float:
        """Seconds since the kernel began."""
        return time.monotonic()

    def plug(self, keyboard: int) -> None:
        """Plug a keyboard in, by the number of its socket."""
        self._keyboards[keyboard].plug()

    def unplug(self, keyboard: int) -> None:
        """Pull a keyboard out."""
        self._keyboards[keyboard].unplug()

    def play(self, keyboard: int, phrase: Sequence[tuple[float, str]]) -> float:
        """Play messages (hexadecimal) at moments in seconds; returns when that began."""
        return self._keyboards[keyboard].play(
            [(seconds, bytes.fromhex(message)) for seconds, message in phrase]
        )

    def heard(self, keyboard: int, since: float) -> list[tuple[float, str]]:
        """What a keyboard was told since a moment: moments and messages (hexadecimal)."""
        return [(at, data.hex()) for at, data in self._keyboards[keyboard].heard if at >= since]

    def flip(self) -> None:
        """Flip the switch."""
        self._panel.flip()

    def turn(self, clicks: int) -> None:
        """Turn the knob to the right; to the left if there are less than 0 clicks."""
        self._panel.turn(clicks)

    def push(self, seconds: float) -> None:
        """Push the knob down for so many seconds."""
        self._panel.push(seconds)

    def press(self, contact: str, closed: bool) -> None:
        """Close a contact, or let it open."""
        self._panel.set(contact, closed)

    def lamp(self) -> bool:
        """Whether the lamp is lit."""
        return self._panel.is_lit()

    def attach_display(self) -> None:
        """Put the display on its bus, with nothing in its memory."""
        self._display = Ssd1306()
        self._adapter = Plugged(I2cAdapter({ADDRESS: self._display}))

    def detach_display(self) -> None:
        """Pull the display and its bus out."""
        adapter, self._adapter = self._adapter, None
        if adapter is not None:
            adapter.pull()

    def picture(self) -> dict[str, Any]:
        """What the display shows: its memory (hexadecimal), and when it was first lit."""
        display = self._display
        shown = bytes(display.memory) if display.is_on else bytes(len(display.memory))
        return {"pages": shown.hex(), "on": display.is_on, "first_lit": display.first_lit}

    def read(self, path: str) -> str:
        """The content of a file, at less cost than by a command."""
        return Path(path).read_text(errors="replace")

    def run(self, command: str, patience: float) -> tuple[int, str]:
        """Run a command of the shell; its exit code, and what it said."""
        # Tests say it, within a virtual machine that is thrown away.
        done = subprocess.run(
            command,
            shell=True,  # nosec B602
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=patience,
        )
        return done.returncode, done.stdout

    def arrange(self, plugged: Sequence[int], display: bool, closed: Sequence[str]) -> None:
        """What there is at power-on: keyboards, the display, contacts that are held closed."""
        for contact in closed:
            self._panel.set(contact, True)
        if display:
            self.attach_display()
        for keyboard in plugged:
            self.plug(keyboard)
        if display:
            until(_has_bus, "the display's bus")
        subprocess.run(["udevadm", "settle", "--timeout=5"], check=False)


def _has_bus() -> bool:
    try:
        with open("/sys/class/i2c-dev/i2c-1/dev"):
            return True
    except OSError:
        return False
