"""A box fitted out for a measurement: its display's wire, and what it notes of its decisions."""

import json
import time
from types import SimpleNamespace

import pytest
from PIL import Image

from appliance.panel.oled import Oled
from appliance.realtime.loop import Loop
from appliance.realtime.punctuality import Punctuality
from tools.bench.fitted import SECONDS_A_BYTE, StandInWire
from tools.bench.slack import keep_slack


def test_the_display_is_drawn_on_the_stand_in_wire_and_takes_as_long_as_a_real_one():
    oled = Oled(connect=StandInWire)
    oled.start()
    assert oled.problem is None
    begun = time.monotonic()
    oled.show(Image.new("1", (128, 64), 1))
    assert time.monotonic() - begun >= 1024 * SECONDS_A_BYTE
    assert oled.problem is None
    oled.close()


def test_how_punctual_the_box_was_is_in_the_file_when_the_loop_has_ended(monkeypatch, tmp_path):
    def run(loop, steps):
        for slack in (0.03, -0.002, 0.02):
            loop.punctuality.put_down(slack)
        loop.punctuality.missed_decisions, loop.punctuality.late_steps = 1, 2

    monkeypatch.setattr(Loop, "run", run)
    file = tmp_path / "slack.json"
    keep_slack(str(file))
    loop = SimpleNamespace(punctuality=Punctuality())
    Loop.run(loop)
    told = json.loads(file.read_text())
    assert told["slack"] == pytest.approx([-0.002, 0.02, 0.03])
    assert (told["missed"], told["stalls"]) == (1, 2)
