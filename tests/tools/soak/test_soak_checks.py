"""What the soak looks with: ears, a log, reckonings of memory, and what it says in the end."""

import json
import logging
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from appliance.jam.phases import Phase
from appliance.jam.view import View
from appliance.midi.messages import control, note_off, note_on
from appliance.music.grid import METERS
from appliance.realtime.punctuality import Punctuality
from appliance.realtime.staging import Lead
from appliance.tempo.pulse import Pulse
from tools.soak.bar_check import BarCheck
from tools.soak.clock_check import ClockCheck
from tools.soak.complaints import Complaints, LogCheck
from tools.soak.ear import Ear
from tools.soak.grid_check import GridCheck
from tools.soak.human import Manner, played
from tools.soak.late_check import LateCheck
from tools.soak.live_checks import LogLines, Metronome, Turns
from tools.soak.memory import growth
from tools.soak.results import Results
from tools.soak.song_check import STEADY, Sixteenth, SongCheck
from tools.soak.sound_check import SoundCheck
from tools.soak.tunes import OLD_TUNES, Repertoire
from tools.soak.world import World

TOLD = {"minutes": 60.0, "over": True, "seen": {"steps": 5}, "first": []}


def ear_with(*messages):
    wrong = []
    ear = Ear("ear", wrong.append)
    for number, message in enumerate(messages):
        ear.hear(float(number), message)
    return ear, wrong


def test_an_ear_knows_what_sounds():
    ear, wrong = ear_with(note_on(1, 60, 80), note_on(2, 60, 80), note_off(1, 60))
    assert ear.sounding == ((2, 60),)
    assert ear.on([1]) == ()
    assert not wrong
    assert ear.longest == 2.0


def test_an_ear_complains_of_notes_that_are_not_ended():
    assert ear_with(note_on(1, 60, 80), note_on(1, 60, 80))[1]
    assert ear_with(note_on(1, 60, 80), control(1, 123, 0))[1]
    assert ear_with(b"\x90\x40")[1]


def test_what_was_decided_must_be_heard_in_time():
    wrong = []
    check = SoundCheck(wrong.append)
    ear = check.listen("ear", lead=0.5)
    check.put_down(10.0, (1, 60), now=9.0)
    ear.hear(9.5, note_on(1, 60, 80))
    assert not wrong
    ear.hear(9.75, note_on(1, 62, 80))
    assert "nobody" in wrong.pop()
    check.put_down(12.0, (1, 64), now=11.0)
    ear.hear(11.51, note_on(1, 64, 80))
    assert "+10.000 ms" in wrong.pop()
    check.step([[1]], [False], now=20.0)
    assert "never did" in wrong.pop()
    for _ in range(4):
        check.step([[1]], [True], now=20.0)
    assert "turn" in wrong.pop()
    check.hushed()
    assert "silent" in wrong.pop()


def test_the_grid_adds_up_and_may_be_led():
    wrong = []
    check = GridCheck(0.0, 120.0, wrong.append)
    check.told(0.125, 0.125, 120.0, Lead())
    check.told(0.25, 0.25, 60.0, Lead())
    check.told(0.5, 0.25, 60.0, Lead())
    assert not wrong
    check.told(0.75 + 2e-6, 0.25, 60.0, Lead())
    assert len(wrong) == 1
    led = Lead(Pulse(0.0, 120.0))
    check.told(1.05, 0.125, 60.0, led)
    assert len(wrong) == 1
    check.told(1.05 + 1.5 * 0.125, 0.125, 60.0, led)
    assert len(wrong) == 2


def test_a_song_says_where_the_bars_are():
    wrong = []
    check = SongCheck(wrong.append)
    led = Lead(Pulse(0.0, 120.0, song=0))
    for step in range(STEADY + 2):
        check.plays(Sixteenth(step / 8, step, step))
        check.plays(Sixteenth((step + 1) / 8, step + 1, step + 1))
        check.see(View(place=step % 16), step / 8, led)
    assert check.compared == 2
    assert not wrong
    check.see(View(place=5), (STEADY + 1) / 8, led)
    check.see(View(place=1), (STEADY + 1) / 8 + 0.02, led)
    assert len(wrong) == 2


def test_errors_in_the_log_are_complaints_and_warnings_are_counted():
    complaints = Complaints(lambda: 1.5)
    check = LogCheck(complaints)
    log = logging.getLogger("soaked")
    log.addHandler(check)
    log.warning("late by %d", 3)
    log.warning("late by %d", 4)
    assert check.warnings == {"late by %d": 2}
    assert len(complaints) == 0
    log.error("broken %d", 1)
    log.error("broken %d", 2)
    log.removeHandler(check)
    assert list(complaints.kinds.values()) == [2]
    assert complaints.first[0].startswith("at 1.500 s: error in the log: broken 1")


def test_growth_is_told_by_the_hour_after_a_while():
    points = [(float(minutes), 50.0 + minutes / 30) for minutes in range(0, 180, 10)]
    assert growth(points, 60.0) == pytest.approx(2.0)
    assert growth([(0.0, 50.0), (10.0, 90.0)], 60.0) is None
    burst = [(0.0, 10.0), (70.0, 50.0), (80.0, 50.0), (90.0, 50.0)]
    assert growth(burst, 60.0) == pytest.approx(0.0, abs=1e-9)


def told_of(resident, **more):
    memory = [
        {"minutes": 10.0 * place, "resident": mb, "objects": 100}
        for place, mb in enumerate(resident)
    ]
    return {**TOLD, "memory": memory, "broken": {}, "first": [], **more}


def test_memory_that_grows_is_something_that_breaks():
    results = Results(1, 180.0, Path("corpus"))
    results.take(0, told_of([50.0] * 18))
    results.ended(0, 0, "")
    assert results.broken == 0
    results.take(1, told_of([50.0 + place / 4 for place in range(18)]))
    assert results.broken == 1
    assert "memory grows" in results.words(60.0)


def test_what_broke_is_told_with_how_to_repeat_it():
    results = Results(7, 180.0, Path("corpus"))
    results.take(3, told_of([], broken={"a note": 2}, first=["at 1 s: a note"]))
    results.ended(4, -11, "Segmentation fault")
    assert results.broken == 3
    words = results.words(60.0)
    assert "python -m tools.soak.sitting --seed 7 --number 3 --minutes 180 --corpus corpus" in words
    assert "2 times: a note" in words
    assert "ended with -11: Segmentation fault" in words
    assert words.splitlines()[-1].endswith("3 broken")


def test_what_is_over_is_not_repeated():
    told = json.loads(json.dumps(told_of([])))
    results = Results(1, 180.0, Path("corpus"), {"0": told, "1": {**told, "over": False}})
    assert results.is_over(0) and not results.is_over(1)
    assert results.minutes == 60.0


def test_the_command_soaks_for_a_while_and_counts(tmp_path):
    out = tmp_path / "soak.json"
    command = [sys.executable, "-m", "tools.soak", "--hours", "0.01", "--corpus", "/nowhere"]
    ran = subprocess.run([*command, "--out", str(out)], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.splitlines()[-1].startswith("0.01 h of music in 1 sittings")
    assert "█" in ran.stderr
    told = json.loads(out.read_text())
    assert told["broken"] == 0 and told["sittings"]["0"]["over"]
    ran = subprocess.run([*command, "--out", str(out), "--resume"], capture_output=True, text=True)
    assert ran.returncode == 0 and "in 1 sittings and 0.0 min" in ran.stdout
    assert json.loads(out.read_text())["sittings"] == told["sittings"]


def test_a_world_lets_things_happen_in_order():
    world, told = World(), []

    def life():
        told.append(("born", world.passed))
        yield 1.0
        told.append(("older", world.passed))

    world.live(life())
    world.at(world.now() + 0.5, lambda: told.append(("planned", world.passed)))
    world.sleep_until(world.now() + 2.0)
    assert told == [("born", 0.0), ("planned", 0.5), ("older", 1.0)]
    world.oversleeps = 1.0
    world.sleep_until(world.now() + 2.0)
    assert (world.passed, world.overslept, world.oversleeps) == (5.0, 1.0, 0.0)


@pytest.mark.parametrize("meter", METERS)
def test_whoever_plays_lets_every_key_go(meter):
    chance = Random(1)
    for _ in range(30):
        phrase = Repertoire().phrase("folk", meter, 2, chance)
        ear, _ = ear_with()
        struck = played(phrase, 0.1, Manner.some(chance, 3), chance)
        assert [each.moment for each in struck] == sorted(each.moment for each in struck)
        for moment, message in struck:
            ear.hear(moment, message)
        assert ear.heard["notes"] and not ear.sounding


def test_a_machine_plays_exactly_what_is_written():
    phrase = OLD_TUNES[0].phrase(0, 1)
    plain = Manner(jitter=0, rubato=0, wrong=0, missed=0, chords=0, forgets=0, gestures=0)
    struck = played(phrase, 0.125, plain, Random(1))
    begun = [(moment, message[1]) for moment, message in struck if message[0] == 0x90]
    assert begun == [(0.0, 60), (0.5, 62), (1.0, 64), (1.5, 60)]


def test_a_metronome_is_checked_for_beats_and_drift():
    straight, bent = Metronome(), Metronome()
    for beat in range(64):
        key = 10, 76 if beat % 4 == 0 else 77
        straight.hear(0.5 * beat + 0.002 * (beat % 3), key)
        bent.hear(0.5 * beat * 1.0003, key)
    for metronome in (straight, bent):
        metronome.tempo(100.0)
    assert straight.told() == {
        "beats": 64, "bars": 16, "odd_bars": 0, "drifts": 0, "off_ms": 2.0, "drift_ms": 0.0
    }  # fmt: skip
    assert bent.drifts == 1
    straight.hear(32.0, (10, 76))
    straight.hear(33.0, (10, 76))
    assert straight.odd_bars == 1
    straight.stopped()
    for moment in (33.6, 34.2):
        straight.hear(moment, (10, 76))
    assert straight.odd_bars == 1
    straight.hear(35.0, (10, 76))
    assert straight.odd_bars == 2


def test_turns_are_told_by_a_controller_and_kept():
    wrong = []
    ear = Ear("out", wrong.append)
    turns = Turns(ear, wrong.append)
    turns.hear(0.0, (0xB2, 90, 127))
    assert turns.boxs(1) and not turns.boxs(0)
    ear.hear(0.5, note_on(4, 50, 80))
    turns.look(9.0)
    turns.hear(10.0, (0xB2, 90, 0))
    turns.look(11.0)
    assert not wrong
    turns.look(12.5)
    assert "player 2's turn" in wrong.pop()


def test_the_boxs_log_is_read():
    wrong = []
    log = LogLines(wrong.append)
    lines = ["INFO playing", "WARNING step 3 was ready 4 ms late", "ERROR no", "Traceback (most"]
    log.look(lines)
    lines += ["ValueError: x", "INFO box: 9 steps; decisions missed: 2, steps late: 1"]
    log.look(lines)
    assert len(wrong) == 3
    assert (log.count("decisions missed"), log.count("steps late")) == (2, 1)
    assert log.told()["warnings"] == {"WARNING step # was ready # ms late": 1}


def test_bars_begin_where_the_clock_has_them():
    wrong = []
    check = ClockCheck(METERS[0], wrong.append)
    check.begins(0.0, (10, 76))
    check.hear(0.0, bytes([0xF2, 12, 0]))
    for _ in range(6 * 4 + 1):
        check.hear(0.0, b"\xf8")
    check.begins(0.0, (10, 76))
    assert (check.compared, check.ticks, wrong) == (1, 25, [])
    check.hear(0.0, b"\xf8")
    check.begins(0.0, (10, 77))
    assert not wrong
    check.begins(0.0, (10, 76))
    assert wrong == ["a bar begins at place 0 and tick 1 of the MIDI clock"]


def test_what_is_late_needs_an_excuse():
    wrong, excused, counts = [], [True], Punctuality()
    check = LateCheck(wrong.append, lambda: excused[0])
    counts.missed_decisions = 2
    check.see(counts)
    excused[0] = False
    check.see(counts)
    assert not wrong
    counts.dropped_onsets = 1
    check.see(counts)
    assert wrong == ["dropped onsets though nothing was in the way"]


def test_bars_go_on_unless_somebody_begins_or_a_song_says_so():
    wrong = []
    check = BarCheck(wrong.append)
    playing = View(waiting=False)
    places = iter([(0, playing), (1, playing), (2, playing), (0, playing)])
    for step, (place, view) in enumerate(places):
        check.see([replace(view, step=step, place=place)], Lead())
    assert wrong == ["place 0 follows 2 in step 3"]
    wrong.clear()
    check.see([replace(playing, step=4, place=0)], Lead(stopped=True))
    check.see([replace(playing, step=5, place=1, waiting=True)], Lead())
    check.see([replace(playing, step=6, place=0)], Lead())
    check.see([replace(playing, step=7, place=9)], Lead(Pulse(0.0, 120.0, song=9)))
    assert (wrong, check.moved, check.laid) == ([], 2, 1)
    check.see([replace(playing, step=8, place=10, waiting=True)], Lead())
    check.see([View(step=9, place=0, waiting=True, phase=Phase.VARY)], Lead())
    assert (wrong, check.moved) == ([], 3)
    check.see([replace(playing, step=10, place=1), replace(playing, step=10, place=2)], Lead())
    check.see([replace(playing, step=10, place=2)], Lead())
    assert len(wrong) == 2
