"""Switching off and starting anew by the knob, held for some seconds."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.virtual.looking import WHOLE, shows
from tests.virtual.playing import is_answered
from tools.virtual.box import VirtualBox
from tools.virtual.build import Parts

WORDS_OF_HOLDING = (0, 23, 128, 64)


def test_a_knob_that_is_held_switches_off(of: Parts, tmp_path: Path) -> None:
    with VirtualBox(of, tmp_path, plugged=[0]) as box:
        box.wait_until_ready()
        is_answered(box)
        box.press("knob")
        shows(box, "hold-to-switch-off", WORDS_OF_HOLDING)
        shows(box, "goodbye", WHOLE)
        box.wait_until_off()
    subprocess.run(["e2fsck", "-fn", str(tmp_path / "data.img")], check=True)


def test_a_knob_that_is_held_at_power_on_resets(of: Parts, tmp_path: Path) -> None:
    with VirtualBox(of, tmp_path, plugged=[0], closed=["knob"]) as box:
        shows(box, "hold-to-forget", WORDS_OF_HOLDING, patience=60.0)
        box.wait_until_ready()
        box.press("knob", closed=False)
        is_answered(box)
