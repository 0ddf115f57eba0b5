"""A box fitted out for a measurement: its display's wire, and what it notes of its decisions."""

import json
import time

from PIL import Image

from appliance.panel.oled import Oled
from appliance.realtime.loop import Loop
from appliance.realtime.slot import Slot
from appliance.stage import LiveStage
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


def test_the_slack_of_steps_and_the_stalls_are_in_the_file_when_the_loop_has_ended(
    monkeypatch, tmp_path
):
    def play(stage, player, due, slot):
        time.sleep(0.01)

    def run(loop, steps):
        for step in range(3):
            late = 0.5 if step == 1 else 0.0
            LiveStage.play(None, 0, (), Slot(time.monotonic() + 0.1 - late, 0.0625, step))

    monkeypatch.setattr(LiveStage, "play", play)
    monkeypatch.setattr(Loop, "run", run)
    file = tmp_path / "slack.json"
    keep_slack(str(file))
    loop = Loop.__new__(Loop)
    loop.late_steps = 2
    Loop.run(loop)
    told = json.loads(file.read_text())
    assert told["stalls"] == 2
    assert [slack > 0 for slack in told["slack"]] == [True, False, True]
    assert max(told["slack"]) <= 0.09
