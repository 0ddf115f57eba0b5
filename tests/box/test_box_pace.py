"""What keeps the box on time, wired into a whole box."""

import re

import pytest

from appliance.app import Box
from appliance.realtime.follower import FAILING, SLOW
from tests.box.doubles import config_with
from tests.box.running import running_box


@pytest.mark.parametrize("trouble", [SLOW, FAILING])
def test_the_display_says_when_the_networks_are_left_behind(trouble, monkeypatch):
    box = Box(config_with(web__page="off", panel__display="none", recordings__most=0))
    words = {box.face.notice(), *(box.face.notice() for _ in range(3))}
    assert trouble not in {each.words for each in words if each}
    monkeypatch.setattr(box._pace.thinking._basses[3].follower, "trouble", trouble)
    assert box._pace.thinking.problem == trouble
    assert box.face.notice().words == trouble


def test_a_run_ends_with_a_line_on_how_punctual_it_was(tmp_path):
    with running_box("--no-web", folder=tmp_path) as box:
        box.wait_for("playing")
        assert box.stop() == 0
        line = box.wait_for(r"\d+ steps?,? .*decisions missed: \d+|no step was played").string
    assert re.match("INFO ", line)
