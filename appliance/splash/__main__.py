"""Shows the splash and ends: python3 -m appliance.splash [SETTINGS]

It waits for bus and display until the box has been started, which shows its name itself; it goes
without complaint where there is no display, or where the box has it. The exit code is always 0.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from appliance.panel.bus import claim
from appliance.panel.oled_commands import LIGHT, NO_OPERATION, SET_UP, WINDOWS
from appliance.splash.display import Display, display_of
from appliance.splash.picture import pages, turned
from appliance.splash.wire import Wire

SETTINGS = "/boot/firmware/antiphon.toml"
STARTED = "/run/antiphon"  # is there as soon as the box has been started
PATIENCE = 30.0  # seconds for which a display is waited for at most
PAUSE = 0.2  # between two tries


def main(arguments: Sequence[str]) -> int:
    """Show the splash on the display of a settings file."""
    display = display_of(arguments[0] if arguments else SETTINGS)
    if display.controller is None:
        return 0
    return wait_and_show(display, show)


def wait_and_show(display: Display, show: Callable[[Display], None]) -> int:
    """Try until it is shown, somebody else has the display, or there seems to be none."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            show(display)
        except BlockingIOError:  # the box is up
            return 0
        except Exception as error:  # the bus raises errors of every kind
            if os.path.exists(STARTED) or time.monotonic() >= deadline:
                print(f"no splash: {error}", file=sys.stderr)
                return 0
            time.sleep(PAUSE)
        else:
            return 0


def show(display: Display) -> None:
    """Show the splash now.

    Raises:
        BlockingIOError: if another program has the display.
        Exception: if there is no bus, or no display answers.
    """
    claimed = claim(display.bus)
    try:
        wire = Wire(display.bus, display.address)
        try:
            paint(wire, display)
        finally:
            wire.cleanup()
    finally:
        os.close(claimed)


def paint(wire: Any, display: Display) -> None:
    """Set a display up, fill its memory, then light it."""
    driver = str(display.controller)
    wire.command(NO_OPERATION)
    wire.command(*SET_UP[driver])
    picture = turned(pages()) if display.upside_down else pages()
    for number, page in enumerate(picture):
        wire.command(*WINDOWS[driver](number))
        wire.data(page)
    wire.command(LIGHT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
