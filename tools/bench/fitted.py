"""A box fitted out for a measurement; it takes Antiphon's own arguments after its own.

    python -m tools.bench.fitted [--glass] [--objects 300000] [--collecting] [--slack FILE]
        run --config FILE

--glass: a display that is not there: the real drawing, easel and driver, on a wire that
    keeps its thread waiting as long as 400 kHz would take for the bytes, and computes nothing.
--objects: so many more live objects, known to the garbage collector.
--collecting: the garbage collector stays on, and everything is its concern (the box freezes what
    lives at its start, and switches it off).
--slack: how long before it was due each decision was ready; see `slack`.
"""

from __future__ import annotations

import argparse
import gc
import time
from typing import Any

from luma.core.interface.serial import noop

import appliance.pace
import appliance.panel.oled
from appliance.__main__ import main as antiphon
from tools.bench.slack import keep_slack

SECONDS_A_BYTE = 9 / 400_000  # I2C: eight bits and the answer to them


class StandInWire(noop):  # type: ignore[misc]
    """An I2C wire with nobody at its end."""

    def __init__(self, port: int, address: int) -> None:
        """As `luma.core.interface.serial.i2c`."""

    def command(self, *cmd: int) -> None:
        """Commands."""
        time.sleep(SECONDS_A_BYTE * (2 + len(cmd)))

    def data(self, data: Any) -> None:
        """Bytes of a picture."""
        time.sleep(SECONDS_A_BYTE * (2 + len(data)))

    def cleanup(self) -> None:
        """Nothing to let go of."""


def main() -> int:
    """Fit it out, then run it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--glass", action="store_true")
    parser.add_argument("--objects", type=int, default=0)
    parser.add_argument("--collecting", action="store_true")
    parser.add_argument("--slack")
    options, rest = parser.parse_known_args()
    if options.glass:
        appliance.panel.oled._open_i2c = StandInWire  # type: ignore[assignment]
    if options.collecting:
        appliance.pace.settle_memory = gc.enable
    if options.slack:
        keep_slack(options.slack)
    objects = [[number] for number in range(options.objects)]
    code = antiphon(rest)
    del objects
    return code


if __name__ == "__main__":
    raise SystemExit(main())
