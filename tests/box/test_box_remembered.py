"""What was learnt of controllers survives power-off, and no damage to its file stops the box."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.desk import Desk
from appliance.generations import Generations
from appliance.jam.steering import Steering
from appliance.panel.hand import Hand
from appliance.panel.items import ITEMS
from appliance.panel.learning import LEARNABLE
from appliance.realtime.devices import PanelEvent
from appliance.remembered import LOST, LOST_NEWEST, Remembered

USUAL = Steering()


def test_a_knob_learnt_at_the_panel_is_known_after_the_next_power_on(tmp_path):
    path = tmp_path / "new" / "controllers.json"
    memory = Remembered(path, USUAL)
    desk = Desk(Hand(steering=memory.steering()), {}, remember=memory.keep)
    desk.report(PanelEvent.HOLD)
    for _ in range([item.name for item in ITEMS].index("Learn a knob")):
        desk.report(PanelEvent.RIGHT)
    desk.report(PanelEvent.PUSH)
    for _ in range(LEARNABLE.index("bpm")):
        desk.report(PanelEvent.RIGHT)
    desk.steer(74, 10)
    assert desk.take()[0][0].bpm == 120.0
    assert not path.parent.exists()
    desk.look()
    assert not path.parent.exists()
    desk.report(PanelEvent.HOLD)
    desk.look()
    assert json.loads(Generations(path).read().content) == {"bpm": 74}
    again = Desk(Hand(steering=Remembered(path, USUAL).steering()), {})
    again.steer(74, 127)
    assert again.take()[0][0].bpm == 240.0


def test_what_was_not_learnt_goes_on_following_the_settings(tmp_path):
    path = tmp_path / "controllers.json"
    Remembered(path, USUAL).keep(USUAL.learning("bpm", 74))
    other = Steering({**USUAL.controllers, "theme": 16})
    assert Remembered(path, other).steering().controllers == {
        **USUAL.controllers, "theme": 16, "bpm": 74,
    }  # fmt: skip


@given(
    st.binary(max_size=30)
    | st.dictionaries(st.sampled_from(["bpm", "theme", "odd"]), st.integers() | st.text()).map(
        lambda content: json.dumps(content).encode()
    )
)
def test_a_damaged_file_costs_the_learnt_alone(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("kept") / "controllers.json"
    Generations(path).write(content)
    controllers = Remembered(path, USUAL).steering().controllers
    assert set(controllers) == set(USUAL.controllers)
    assert all(0 <= number <= 119 for number in controllers.values())


def test_a_damaged_newest_file_costs_what_was_learnt_last_and_is_said_once(tmp_path, caplog):
    path = tmp_path / "controllers.json"
    Remembered(path, USUAL).keep(once := USUAL.learning("bpm", 74))
    Remembered(path, USUAL).keep(once.learning("theme", 75))
    newest = tmp_path / "controllers.json.1"
    newest.write_bytes(newest.read_bytes()[:-3])
    memory = Remembered(path, USUAL)
    assert memory.steering() == once
    assert memory.problem == LOST_NEWEST and LOST_NEWEST in caplog.text
    memory = Remembered(path, USUAL)
    assert (memory.steering(), memory.problem) == (once, None)


@pytest.mark.parametrize("content", [b"", b"[1]", b"{", b"\0" * 99])
def test_what_nobody_understands_is_lost_and_said_once(tmp_path, content):
    path = tmp_path / "controllers.json"
    path.write_bytes(content)
    memory = Remembered(path, USUAL)
    assert (memory.steering(), memory.problem) == (USUAL, LOST)
    memory = Remembered(path, USUAL)
    assert (memory.steering(), memory.problem) == (USUAL, None)


def test_a_full_card_is_survived(tmp_path, caplog):
    (tmp_path / "file").write_text("in the way")
    Remembered(tmp_path / "file" / "controllers.json", USUAL).keep(USUAL.learning("bpm", 74))
    assert "cannot be kept" in caplog.text
