"""What a reset forgets, and what it leaves."""

import pytest

from appliance.app import Box
from appliance.jam.steering import Steering
from appliance.memories import FORGOTTEN, NOT_FORGOTTEN, Memories
from appliance.panel.canvas import WIDTH
from appliance.panel.glyphs import SMALL
from appliance.realtime.devices import PanelEvent
from appliance.remembered import LOST, LOST_NEWEST, Remembered
from appliance.tier import Tier
from tests.box.doubles import config_with

USUAL = Steering()
RESET = (PanelEvent.FOUND_HELD, PanelEvent.STILL, PanelEvent.STILL, PanelEvent.FORGET)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return tmp_path / "antiphon"


def box_with(**settings):
    quiet = {"panel__display": "none", "panel__buttons": "off", "web__page": "off"}
    return Box(config_with(**quiet, models__size="small", **settings))


def test_a_knob_held_at_the_start_resets_what_was_learnt_and_keeps_the_jams(folder):
    Remembered(folder / "controllers.json", USUAL).keep(USUAL.learning("bpm", 74))
    (folder / "jam-0001-abcd.mid").write_bytes(b"a jam")
    box = box_with()
    box.desk.steer(74, 127)
    assert box.desk.take()[0][0].bpm == 240.0
    for event in RESET[:-1]:
        box.desk.report(event)
        assert box.desk.hand.steering != USUAL
    box.desk.report(RESET[-1])
    box.desk.look()
    assert box.face.notice().words == FORGOTTEN
    assert not box.face.notice().warns
    box.desk.steer(74, 0)
    assert box.desk.take()[0][0].bpm == 240.0
    assert Remembered(folder / "controllers.json", USUAL).steering() == USUAL
    assert (folder / "jam-0001-abcd.mid").read_bytes() == b"a jam"


def test_letting_go_early_resets_nothing(folder):
    Remembered(folder / "controllers.json", USUAL).keep(USUAL.learning("bpm", 74))
    box = box_with()
    for event in (*RESET[:-1], PanelEvent.LET_GO):
        box.desk.report(event)
    box.desk.look()
    assert Remembered(folder / "controllers.json", USUAL).steering().controllers["bpm"] == 74


def test_the_machine_is_measured_anew_after_a_reset(tmp_path, models):
    tier = Tier(tmp_path / "tier.json", models)
    tier.size(lambda: 0.001)
    assert Memories(Remembered(tmp_path / "controllers.json", USUAL), tier).forget() == FORGOTTEN
    assert tier.known() is None


def test_what_cannot_be_removed_is_said(tmp_path, models):
    (tmp_path / "tier.json.0").mkdir()
    memories = Memories(
        Remembered(tmp_path / "controllers.json", USUAL), Tier(tmp_path / "tier.json", models)
    )
    assert memories.forget() == NOT_FORGOTTEN


def test_damage_to_what_was_learnt_is_on_the_display_once(folder):
    memory = Remembered(folder / "controllers.json", USUAL)
    memory.keep(USUAL.learning("bpm", 74))
    (folder / "controllers.json.0").write_bytes(b"torn")
    assert LOST in box_with().face.problems()
    assert LOST not in box_with().face.problems()


@pytest.mark.parametrize("words", [FORGOTTEN, NOT_FORGOTTEN, LOST, LOST_NEWEST])
def test_all_that_is_said_fits_the_display(words):
    assert len(words) <= 40
    assert len(SMALL.lines(words, WIDTH - 4)) <= 3
