"""The OLED on the I²C bus: sends only the pages that changed, and survives being unplugged.

Nothing that is lit goes out in between: a display that shows the early splash is taken over as it
is, and one that has just been connected is lit with its first picture.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from math import inf
from typing import Any

from PIL.Image import Image, Transpose

from appliance.panel.bus import claim
from appliance.panel.oled_commands import LIGHT, NO_OPERATION, SET_UP, WINDOWS
from appliance.panel.oled_pages import Pages, changed_pages, picture_pages

NOT_ANSWERING = "Display not answering"
RETRY_SECONDS = 3.0
CLAIM_SECONDS = 0.5  # the early splash takes a tenth of that; who does not let go is not minded
_log = logging.getLogger(__name__)


class Oled:
    """A display of 128 by 64 pixels.

    Args:
        driver: the controller, "ssd1306" or "sh1106".
        i2c_port: number of the bus: 1 is /dev/i2c-1.
        address: on the bus.
        rotate: 0, or 2 for a display that is built in upside down.
        connect: opens the wire, as `luma.core.interface.serial.i2c` does.
        clock: tells seconds.

    Raises:
        ValueError: for another driver or rotation.
    """

    def __init__(
        self,
        driver: str = "ssd1306",
        i2c_port: int = 1,
        address: int = 0x3C,
        rotate: int = 0,
        *,
        connect: Callable[..., Any] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if driver not in WINDOWS:
            raise ValueError(f"unknown display {driver!r}; known: {', '.join(WINDOWS)}")
        if rotate not in (0, 2):
            raise ValueError(f"a display can be turned by 0 or 2 quarters, not {rotate}")
        self._driver, self._port, self._address = driver, i2c_port, address
        self._upside_down = rotate == 2
        self._open_wire = connect or _open_i2c
        self._clock = clock
        self._retry_at = inf
        self._wire: Any = None
        self._claimed: int | None = None
        self._sent: Pages | None = None
        self._problem: str | None = None

    def __repr__(self) -> str:
        """The controller, its place on the bus, and whether it answers."""
        state = "answers" if self._wire else "does not answer"
        return f"<Oled {self._driver} at I2C {self._port}/{self._address:#04x}: {state}>"

    @property
    def problem(self) -> str | None:
        """A plain sentence while the display does not answer."""
        return self._problem

    def start(self) -> None:
        """Switch the display on; when it does not answer, `show` tries again now and then."""
        self._retry_at = -inf
        self._reconnect()

    def close(self) -> None:
        """Let go of the bus; may be called twice.

        The last picture stays lit until the power goes: it tells when to unplug the box.
        """
        self._retry_at = inf
        self._let_go()

    def show(self, picture: Image) -> None:
        """Send what has changed since the last picture.

        Raises:
            ValueError: for a picture that is not of 128 by 64 pixels; never for the hardware.
        """
        self._reconnect()
        if self._wire is None:
            return
        upright = picture.transpose(Transpose.ROTATE_180) if self._upside_down else picture
        pages = picture_pages(upright)
        try:
            self._send(pages)
        except Exception as error:  # the bus raises errors of every kind
            self._lose(error)

    def _send(self, pages: Pages) -> None:
        for number in changed_pages(pages, self._sent):
            self._wire.command(*WINDOWS[self._driver](number))
            self._wire.data(pages[number])
        if self._sent is None:
            self._wire.command(LIGHT)
        self._sent = pages

    def _reconnect(self) -> None:
        if self._wire is not None or self._clock() < self._retry_at:
            return
        try:
            self._connect()
        except Exception as error:  # no bus, no rights, no display, no library
            self._lose(error)
        else:
            self._sent, self._problem = None, None

    def _connect(self) -> None:
        with suppress(OSError):
            self._claimed = claim(self._port, CLAIM_SECONDS)
        self._wire = self._open_wire(port=self._port, address=self._address)
        self._wire.command(NO_OPERATION)
        self._wire.command(*SET_UP[self._driver])

    def _lose(self, error: Exception) -> None:
        self._let_go()
        if self._problem is None:
            _log.warning("display %r: %s", self, error)
        self._problem = NOT_ANSWERING
        self._retry_at = self._clock() + RETRY_SECONDS

    def _let_go(self) -> None:
        """Close the bus, and let others have it."""
        wire, self._wire = self._wire, None
        if wire is not None:
            with suppress(Exception):  # it may be unplugged already
                wire.cleanup()
        if self._claimed is not None:
            os.close(self._claimed)
            self._claimed = None


def _open_i2c(port: int, address: int) -> Any:
    return import_module("luma.core.interface.serial").i2c(port=port, address=address)
