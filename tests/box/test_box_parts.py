"""What the box is wired with: desk, band, face, fittings, mind, doctor."""

import shutil
import threading
from dataclasses import replace

import pytest

from appliance.band import REMINDER_SECONDS, Band
from appliance.config import DEFAULTS, Config, find_config, parse_config
from appliance.desk import MENU_SECONDS, Desk
from appliance.doctor import examine
from appliance.face import NOTICE_SECONDS, START_SECONDS, Face
from appliance.fittings import controls_of, oled_of, page_of, panel_of, present, synths_of
from appliance.jam.controls import Controls, Mode
from appliance.jam.instruments import INSTRUMENTS
from appliance.jam.parts import Part
from appliance.jam.phases import Phase, Signal
from appliance.jam.view import View
from appliance.mind import mind_of
from appliance.models.predictor import EchoPredictor, LstmPredictor
from appliance.music.genres import GENRES, genre_keyed
from appliance.music.notes import NoteMessage
from appliance.panel.hand import Hand
from appliance.panel.items import ITEMS, Action
from appliance.panel.menu import Menu
from appliance.panel.screens import menu_screen, play_screen
from appliance.realtime.agenda import Agenda
from appliance.realtime.devices import Change, PanelEvent
from appliance.realtime.slot import Slot


class Recorder:
    """An output, lamp and driver that remembers."""

    def __init__(self, problem=None, lead=0.0):
        self.sent, self.lit, self.problem, self.lead = [], None, problem, lead

    def send(self, message):
        self.sent.append(message)

    def light(self, on):
        self.lit = on


def config_with(**values):
    return Config({**DEFAULTS, **{name.replace("__", "."): v for name, v in values.items()}})


def test_the_band_plays_each_part_on_its_channel_on_every_output():
    outputs = [Recorder(), Recorder()]
    agenda = Agenda()
    band = Band(outputs, {Part.ANSWER: 1, Part.CLICK: 10}, agenda)
    band.play(
        [(Part.ANSWER, NoteMessage(60, 80)), (Part.CLICK, NoteMessage(76, 0))], Slot(5.0, 0.125)
    )
    agenda.do_until(4.9)
    assert outputs[0].sent == []
    agenda.do_until(5.0)
    assert [list(m[:2]) for m in outputs[0].sent] == [[0x90, 60], [0x89, 76]]
    assert outputs[0].sent == outputs[1].sent
    band.silence()
    assert bytes([0xB0, 123, 0]) in outputs[1].sent
    assert bytes([0xB9, 120, 0]) in outputs[1].sent


def test_a_slow_synth_is_told_ahead():
    outputs, agenda = [Recorder(), Recorder(lead=0.02)], Agenda()
    band = Band(outputs, {Part.ANSWER: 1}, agenda)
    band.play([(Part.ANSWER, NoteMessage(60, 80))], Slot(5.0, 0.125))
    agenda.do_until(4.98)
    assert [len(each.sent) for each in outputs] == [0, 1]
    agenda.do_until(5.0)
    assert [len(each.sent) for each in outputs] == [1, 1]


def test_slow_synths_are_told_apart_by_their_names():
    outputs = synths_of(config_with(midi__slow=["FLUID: 20", "FLU: 5"], midi__ignore=["Old"]), None)
    names = ("USB synth", "FLUID 1", "FLUTE", "Old FLUTE")
    admitted = [[name for name in names if each._rules.admit(name)] for each in outputs]
    assert admitted == [["USB synth"], ["FLUID 1"], ["FLUTE"]]
    assert [each.lead for each in outputs] == [0.0, 0.02, 0.005]


def test_others_are_told_whose_turn_it_is_if_that_is_set():
    output = Recorder()
    agenda = Agenda()
    band = Band([output], {Part.ANSWER: 3}, agenda, state_controller=80)
    for phase in (Phase.LISTEN, Phase.REPLAY, Phase.RESPOND, Phase.LISTEN):
        band.tell(phase)
    agenda.do_until(1.0)
    assert output.sent == [bytes([0xB2, 80, 127]), bytes([0xB2, 80, 0])]
    band.tell(Phase.RESPOND)
    agenda.do_until(1.0)
    output.sent.clear()
    band.close()
    assert output.sent[-1] == bytes([0xB2, 80, 0])
    output.sent.clear()
    Band([output], {Part.ANSWER: 3}, Agenda()).tell(Phase.RESPOND)
    assert output.sent == []


def test_silence_forgets_what_was_to_sound():
    output, agenda = Recorder(), Agenda()
    band = Band([output], {Part.ANSWER: 1}, agenda)
    band.play([(Part.ANSWER, NoteMessage(60, 80))], Slot(5.0, 0.125))
    band.silence()
    agenda.do_until(9.0)
    assert all(message[0] == 0xB0 for message in output.sent)


class Clock:
    time = 0.0

    def __call__(self):
        return self.time


def test_the_band_sounds_as_the_genre_does():
    """A program comes before the first note, not into a sounding one, and again after a while."""
    output, clock, agenda = Recorder(), Clock(), Agenda()
    band = Band([output], {Part.ANSWER: 1, Part.BASS: 2, Part.CLICK: 10}, agenda, clock=clock)
    jazz, rock = INSTRUMENTS["jazz"], INSTRUMENTS["rock"]

    def plays(part, pitch, velocity):
        output.sent.clear()
        band.play([(part, NoteMessage(pitch, velocity))], Slot(1.0, 0.125))
        agenda.do_until(1.0)
        return [list(message[:2]) for message in output.sent]

    band.dress(genre_keyed("jazz"))
    assert plays(Part.ANSWER, 60, 80) == [[0xC0, jazz.answer], [0x90, 60]]
    band.dress(genre_keyed("rock"))
    assert plays(Part.ANSWER, 64, 80) == [[0x90, 64]]
    assert plays(Part.BASS, 40, 80) == [[0xC1, rock.bass], [0x91, 40]]
    assert plays(Part.CLICK, 76, 80) == [[0x99, 76]]
    band.silence()
    assert plays(Part.ANSWER, 60, 80) == [[0xC0, rock.answer], [0x90, 60]]
    assert plays(Part.ANSWER, 60, 0) == [[0x80, 60]]
    assert plays(Part.ANSWER, 60, 80) == [[0x90, 60]]
    plays(Part.ANSWER, 60, 0)
    clock.time += REMINDER_SECONDS
    assert plays(Part.ANSWER, 60, 80) == [[0xC0, rock.answer], [0x90, 60]]


def test_a_synth_keeps_its_sound_if_that_is_set():
    output, agenda = Recorder(), Agenda()
    band = Band([output], {Part.ANSWER: 1}, agenda, programs=False)
    band.dress(genre_keyed("jazz"))
    band.play([(Part.ANSWER, NoteMessage(60, 80))], Slot(1.0, 0.125))
    agenda.do_until(1.0)
    assert [list(message[:2]) for message in output.sent] == [[0x90, 60]]


def test_every_genre_has_its_instruments():
    assert set(INSTRUMENTS) == {genre.key for genre in GENRES}


def test_the_desk_keeps_a_hand_over_until_the_loop_takes_it():
    desk = Desk(Controls(), {})
    desk.report(PanelEvent.FLIP)
    assert desk.take() == (Controls(), Signal.HAND_OVER)
    assert desk.take() == (Controls(), None)


def test_another_answer_is_asked_for_by_menu_and_pedal():
    desk = Desk(Controls(), {})
    desk.report(PanelEvent.HOLD)
    for _ in range([item.name for item in ITEMS].index("Answer again")):
        desk.report(PanelEvent.RIGHT)
    desk.report(PanelEvent.PUSH)
    assert (desk.take()[1], desk.take()[1]) == (Signal.AGAIN, None)
    desk.steer(108, 127)
    assert desk.take()[1] is Signal.AGAIN
    desk.steer(108, 0)
    desk.report(PanelEvent.FLIP)
    desk.steer(108, 127)
    assert desk.take()[1] is Signal.HAND_OVER


def test_two_flips_within_a_step_undo_each_other():
    desk = Desk(Controls(), {})
    desk.report(PanelEvent.FLIP)
    desk.report(PanelEvent.FLIP)
    assert desk.take()[1] is None


def test_the_desk_turns_genre_and_mode_and_opens_the_menu():
    desk = Desk(Controls(), {})
    for event in (PanelEvent.RIGHT, PanelEvent.PUSH, PanelEvent.HOLD):
        desk.report(event)
    controls, _ = desk.take()
    assert (controls.genre.key, controls.mode) == ("chorale", Mode.TRADE)
    assert desk.hand.menu is not None


def test_panic_from_the_menu_is_done_at_once():
    done = []
    desk = Desk(Controls(), {Action.PANIC: lambda: done.append("panic")})
    desk.report(PanelEvent.HOLD)
    for _ in range([item.name for item in ITEMS].index("All notes off")):
        desk.report(PanelEvent.RIGHT)
    desk.report(PanelEvent.PUSH)
    assert done == ["panic"]


def test_reports_from_many_threads_are_all_counted():
    desk = Desk(Controls(), {})

    def turn():
        for _ in range(220):
            desk.report(PanelEvent.RIGHT)

    threads = [threading.Thread(target=turn) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert desk.hand.controls.genre.key == "folk"  # 880 is a multiple of 11 genres


class Time:
    seconds = 0.0

    def __call__(self):
        return self.seconds


def face_of(view, hand=None, drivers=(), **notices):
    lamp, clock = Recorder(), Time()
    hand = hand or Hand(view.controls)
    return Face(lambda: view, lambda: hand, drivers, [lamp], clock=clock, **notices), lamp, clock


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
    face, _, _ = face_of(view, Hand(turned))
    assert face.picture().tobytes() == play_screen(replace(view, controls=turned), None).tobytes()


def test_the_face_shows_the_open_menu():
    hand = Hand(Controls(), Menu())
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
        seen.append(face.notice())
        clock.seconds += NOTICE_SECONDS
    assert sorted(seen) == [
        "Network damaged: I only echo you",
        "No keyboard: plug one in",
        "Settings: line 3",
    ]
    clock.seconds = START_SECONDS
    assert "Settings" not in (face.notice() or "")
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


def test_hardware_is_wired_where_it_is_asked_for():
    assert oled_of(config_with(panel__display="none")) is None
    assert oled_of(config_with(panel__display="auto", panel__display_bus=19)) is None
    assert "sh1106" in repr(oled_of(config_with(panel__display="sh1106")))
    assert panel_of(config_with(panel__buttons="off"), lambda _: None) is None
    assert panel_of(config_with(panel__buttons="on"), lambda _: None) is not None
    assert present(1, None, 2) == [1, 2]


def test_a_missing_network_has_a_makeshift_and_a_sentence(models, tmp_path):
    mind = mind_of(models)
    assert isinstance(mind.predictor, LstmPredictor)
    assert mind.accompanist is not None
    assert mind.problems == ()
    mind = mind_of(tmp_path)
    assert isinstance(mind.predictor, EchoPredictor)
    assert mind.accompanist is None
    assert len(mind.problems) == 2
    assert all(len(problem) <= 40 for problem in mind.problems)


def test_a_damaged_bass_leaves_the_answers(models, tmp_path):
    folder = shutil.copytree(models, tmp_path / "models")
    (folder / "bass.tflite").write_bytes(b"no network")
    mind = mind_of(folder)
    assert isinstance(mind.predictor, LstmPredictor)
    assert (mind.accompanist, len(mind.problems)) == (None, 1)


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


def test_a_menu_that_was_left_open_closes_by_itself():
    clock = Clock()
    desk = Desk(Controls(), {}, clock=clock)
    desk.report(PanelEvent.HOLD)
    clock.time += MENU_SECONDS
    assert desk.look().menu is not None
    desk.report(PanelEvent.RIGHT)
    clock.time += MENU_SECONDS
    assert desk.look().menu is not None
    clock.time += 1
    assert desk.hand.menu is not None
    assert desk.look().menu is desk.hand.menu is None


def test_the_desk_follows_a_change_from_afar():
    desk = Desk(Controls(), {})
    desk.report(Change("morph", 3))
    desk.report(Change("nothing", 3))
    assert desk.take() == (Controls(morph=0.3), None)


def test_mirrors_are_told_when_a_setting_has_changed():
    told = []

    class Mirror:
        def tell(self, settings):
            told.append({each["field"]: each["words"] for each in settings})

    desk = Desk(Controls(), {})
    face = Face(View, lambda: desk.hand, [], [], [Mirror()])
    face.picture()
    face.picture()
    desk.report(Change("morph", 3))
    face.picture()
    assert [settings["morph"] for settings in told] == ["50 %", "30 %"]


def test_no_note_ends_before_it_begins():
    """However loosely it is replayed."""
    output, agenda = Recorder(), Agenda()
    band = Band([output], {Part.ANSWER: 1}, agenda, programs=False)
    band.play([(Part.ANSWER, NoteMessage(60, 80, late=0.45))], Slot(1.0, 0.1))
    band.play([(Part.ANSWER, NoteMessage(60, 0, late=-0.45))], Slot(1.07, 0.1))
    agenda.do_until(2.0)
    assert [message[0] for message in output.sent] == [0x90, 0x80]
