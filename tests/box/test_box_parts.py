"""What the box is wired with: face, fittings, mind, doctor."""

import shutil
from dataclasses import replace
from io import StringIO

import pytest

from appliance.app import Box
from appliance.config import DEFAULTS, Config, find_config, parse_config
from appliance.desk import Desk
from appliance.doctor import examine
from appliance.face import NOTICE_SECONDS, START_SECONDS, Face
from appliance.fittings import controls_of, oled_of, page_of, panel_of, present
from appliance.jam.controls import MOST_PLAYERS, Controls, Mode
from appliance.jam.phases import Phase
from appliance.jam.view import View
from appliance.midi.alsa_queue import NoQueue
from appliance.midi.api import Api
from appliance.mind import mind_of
from appliance.models.predictor import EchoPredictor, LstmPredictor
from appliance.panel.hand import Hand
from appliance.panel.menu import Menu
from appliance.panel.screens import menu_screen, play_screen, players_screen
from appliance.realtime.devices import Change
from appliance.recording.sticks import Sticks
from appliance.service.notify import Manager
from appliance.web.server import WebPanel
from tests.box.doubles import Recorder, config_with


class Time:
    seconds = 0.0

    def __call__(self):
        return self.seconds


def face_of(view, hand=None, drivers=(), **notices):
    lamp, clock = Recorder(), Time()
    hand = hand or Hand((view.controls,) * MOST_PLAYERS)
    return Face(lambda: [view], lambda: hand, drivers, [lamp], clock=clock, **notices), lamp, clock


def test_the_face_shows_the_jam_and_lights_the_lamp():
    view = View(waiting=False)
    face, lamp, _ = face_of(view)
    assert face.picture().tobytes() == play_screen(view, None).tobytes()
    assert lamp.lit is True
    face, lamp, _ = face_of(replace(view, phase=Phase.RESPOND))
    face.picture()
    assert lamp.lit is False


def test_the_knob_is_seen_before_the_next_step():
    view = View()
    turned = replace(view.controls, bpm=90.0)
    face, _, _ = face_of(view, Hand((turned,) * MOST_PLAYERS))
    assert face.picture().tobytes() == play_screen(replace(view, controls=turned), None).tobytes()


def test_the_face_shows_the_open_menu():
    hand = Hand(menu=Menu())
    face, _, _ = face_of(View(), hand)
    assert face.picture().tobytes() == menu_screen(hand.menu, hand.controls).tobytes()


def test_notices_take_turns_and_those_of_the_start_end():
    face, _, clock = face_of(
        View(),
        drivers=[Recorder("No keyboard: plug one in"), Recorder(None)],
        lasting=["Network damaged: I only echo you"],
        at_start=["Settings: line 3"],
    )
    seen = []
    for _ in range(3):
        seen.append(face.notice().words)
        clock.seconds += NOTICE_SECONDS
    assert sorted(seen) == [
        "Network damaged: I only echo you",
        "No keyboard: plug one in",
        "Settings: line 3",
    ]
    clock.seconds = START_SECONDS
    assert "Settings" not in face.notice().words
    assert face_of(View())[0].notice() is None


def test_the_settings_become_controls():
    config = parse_config(
        "[jam]\nmode = 'trade'\ngenre = 'blues'\ntempo = 90\nreplay = false\nturn_bars = 2\n"
        "answer_bars = 3\nsilence = 2.5\ntheme = 0.1\ntemperature = 1.5\nclick = true\n"
        "discipline = 0.4\n"
    )
    assert config.problems == ()
    controls = controls_of(config)
    assert (controls.mode, controls.genre.key, controls.bpm) == (Mode.TRADE, "blues", 90)
    assert (controls.replay, controls.bars, controls.answer_bars) == (False, 2, 3)
    assert (controls.silence, controls.theme, controls.temperature) == (2.5, 0.1, 1.5)
    assert controls.click
    assert controls.discipline == 0.4
    assert controls_of(Config(DEFAULTS)) == Controls()


@pytest.mark.parametrize(
    ("page", "has_display", "there"),
    [("auto", False, True), ("auto", True, False), ("on", True, True), ("off", False, False)],
)
def test_the_page_stands_in_for_a_missing_display(page, has_display, there):
    made = page_of(config_with(web__page=page), lambda *_: None, lambda *_: None, has_display)
    assert (made is not None) == there


@pytest.mark.parametrize(("service", "there"), [(False, True), (True, False)])
def test_a_service_has_no_page_unless_the_settings_ask_for_one(tmp_path, service, there):
    manager = Manager(str(tmp_path / "nobody")) if service else None
    config = config_with(panel__display="none", panel__buttons="off", recordings__most=0)
    box = Box(config, manager)
    assert any(isinstance(each, WebPanel) for each in box._drivers) == there
    if manager is not None:
        manager.close()


def test_hardware_is_wired_where_it_is_asked_for():
    assert oled_of(config_with(panel__display="none")) is None
    assert oled_of(config_with(panel__display="auto", panel__display_bus=19)) is None
    assert "sh1106" in repr(oled_of(config_with(panel__display="sh1106")))
    assert panel_of(config_with(panel__buttons="off"), lambda _: None) is None
    assert panel_of(config_with(panel__buttons="on"), lambda _: None) is not None
    assert present(1, None, 2) == [1, 2]


@pytest.mark.parametrize(
    ("wanted", "most", "pi", "there"),
    [
        ("on", 200, False, True),
        ("auto", 200, True, True),
        ("auto", 200, False, False),
        ("off", 200, True, False),
        ("on", 0, True, False),
    ],
)
def test_sticks_are_looked_for_where_there_are_jams_and_it_is_wanted(
    tmp_path, monkeypatch, wanted, most, pi, there
):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr("appliance.fittings.on_a_pi", lambda: pi)
    settings = {"recordings__stick": wanted, "recordings__most": most}
    box = Box(config_with(panel__display="none", panel__buttons="off", **settings))
    for drivers in (box._drivers, box._reporting):
        assert any(isinstance(each, Sticks) for each in drivers) == there


def test_a_missing_network_has_a_makeshift_and_a_sentence(models, tmp_path):
    mind = mind_of(models)
    assert isinstance(mind.predictors[0], LstmPredictor)
    assert len(mind.accompanists) == 1
    assert mind.problems == ()
    mind = mind_of(tmp_path)
    assert isinstance(mind.predictors[0], EchoPredictor)
    assert mind.accompanists == ()
    assert len(mind.problems) == 2
    assert all(len(problem) <= 40 for problem in mind.problems)


def test_a_damaged_bass_leaves_the_answers(models, tmp_path):
    folder = shutil.copytree(models, tmp_path / "models")
    (folder / "bass.tflite").write_bytes(b"no network")
    mind = mind_of(folder)
    assert isinstance(mind.predictors[0], LstmPredictor)
    assert (mind.accompanists, len(mind.problems)) == ((), 1)


def test_settings_lie_in_the_present_folder_unless_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert find_config(None, {}).values == DEFAULTS
    (tmp_path / "antiphon.toml").write_text("[jam]\ntempo = 77\n")
    assert find_config(None, {})["jam.tempo"] == 77
    assert find_config(None, {"web.port": 1})["web.port"] == 1
    other = tmp_path / "other.toml"
    other.write_text("[jam]\ntempo = 99\n")
    assert find_config(other, {})["jam.tempo"] == 99


def test_the_doctor_names_what_is_wrong_and_how_to_mend_it(tmp_path, capsys):
    file = tmp_path / "settings.toml"
    file.write_text(f"[jam]\ntempoo = 9\n[models]\nfolder = '{tmp_path}'\n")
    assert examine(file) == 1
    told = capsys.readouterr().out
    assert "line 2: there is no setting jam.tempoo" in told
    assert "MEND  models" in told
    assert examine(None) == 0


def test_the_doctor_tells_who_keeps_the_time_of_the_notes(monkeypatch, capsys):
    def refuse():
        raise NoQueue("no precise timer")

    monkeypatch.setattr("appliance.doctor.choose_api", lambda: Api.ALSA)
    monkeypatch.setattr("appliance.doctor.list_ports", lambda: [])
    told = []
    for opened in (refuse, StringIO):
        monkeypatch.setattr("appliance.doctor.AlsaQueue", opened)
        assert examine(None) == 0
        told.append(capsys.readouterr().out)
    assert "no queue of ALSA's: no precise timer" in told[0] and "snd-hrtimer" in told[0]
    assert "the kernel keeps the time" in told[1]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ("page = 'off'", "nothing listens"),
        ("page = 'auto'", "not as a service: for this computer alone, at http://127.0.0.1:8765/"),
        (
            "page = 'on'\nport = 9000",
            "page       for this computer alone, at http://127.0.0.1:9000/",
        ),
        ("page = 'on'\nhost = '0.0.0.0'", "open to others at 0.0.0.0, port 8765, by a code"),
    ],
)
def test_the_doctor_tells_who_may_open_the_page(tmp_path, capsys, settings, words):
    file = tmp_path / "settings.toml"
    file.write_text(f"[web]\n{settings}\n[panel]\ndisplay = 'none'\n")
    examine(file)
    assert words in capsys.readouterr().out


def test_mirrors_are_told_when_a_setting_has_changed():
    told = []

    class Mirror:
        def tell(self, what, table):
            if what == "settings":
                told.append({each["field"]: each["words"] for each in table})

    desk = Desk(Hand(), {})
    face = Face(lambda: [View()], lambda: desk.hand, [], [], [Mirror()])
    face.picture()
    face.picture()
    desk.report(Change("morph", 3))
    face.picture()
    assert [settings["morph"] for settings in told] == ["50 %", "30 %"]


def test_of_several_players_all_are_shown_and_one_while_a_hand_is_at_the_knob():
    views, hand = [View(), View(phase=Phase.RESPOND)], Hand()
    hand = hand.setting(replace(hand.controls, players=2, player=2))
    clock, lamp, untouched = Time(), Recorder(), [100.0]
    face = Face(
        lambda: views, lambda: hand, [Recorder("No keyboard: plug one in"), Recorder("No sound")],
        [lamp], clock=clock, untouched=lambda: untouched[0],
    )  # fmt: skip
    seen = []
    for _ in range(4):
        seen.append(face.picture().tobytes())
        clock.seconds += NOTICE_SECONDS
    views = [replace(view, controls=hand.controls) for view in views]
    everybody = players_screen(views, 1).tobytes()
    warnings = [
        play_screen(views[1], words, 2).tobytes()
        for words in ("No keyboard: plug one in", "No sound")
    ]
    assert seen == [warnings[0], everybody, warnings[1], everybody]
    assert lamp.lit is False
    clock.seconds += NOTICE_SECONDS
    untouched[0] = 1.0
    assert face.picture().tobytes() == play_screen(views[1], None, 2).tobytes()


def test_news_are_no_warnings():
    class Stick:
        news = "Jams copied: take the stick out"

    face = Face(lambda: [View()], Hand, [], [], messengers=[Stick()])
    told = play_screen(View(), Stick.news, warns=False)
    assert face.picture().tobytes() == told.tobytes()
    assert told.tobytes() != play_screen(View(), Stick.news).tobytes()
