"""The benchmarks' own reckoning: grids, steps that fit, what is told and kept."""

import json
import tomllib
from types import SimpleNamespace

import numpy as np
import pytest

from appliance.jam.bars import Bars
from appliance.music.grid import COMMON_TIME
from tools.bench import jitter, magenta, response
from tools.bench.__main__ import _surely
from tools.bench.boxes import USUAL, beside, written
from tools.bench.grid import Grid, fitting_step, fitting_steps, step_at
from tools.bench.machine import most_of
from tools.bench.results import FULL, SHORT, Results, spread

STEP = 0.0625


def test_a_steady_delay_counts_as_no_jitter_but_late_notes_do():
    moments = [100.0 + 0.004 + STEP * step for step in range(200) if step % 7]
    assert Grid.through(moments, STEP).off(moments).max() < 0.001
    moments[0] += 0.02
    moments[100] += 0.005
    moments[120] += 0.04  # more than half a step
    off = Grid.through(moments, STEP).off(moments)
    assert off[[0, 100, 120]] == pytest.approx([20.0, 5.0, 40.0])
    assert np.median(off) < 0.001


def test_notes_of_one_step_count_each_for_itself():
    moments = [5.0 + STEP * (number // 2) for number in range(100)]
    moments[31] += 0.003
    assert Grid.through(moments, STEP).off(moments)[31] == pytest.approx(3.0)


def test_a_grid_of_steps_is_laid_through_beats():
    grid = Grid.through([10.0 + 4 * STEP * beat for beat in range(16)], STEP, 4)
    assert grid.gap == pytest.approx(STEP)
    assert grid.place(10.0 + 9 * STEP) == pytest.approx(9.0)
    assert grid.due(9) == pytest.approx(10.0 + 9 * STEP)


@pytest.mark.parametrize(
    ("place", "step"), [(7.0, 7), (7.49, 7), (6.51, 7), (7.51, 8), (-0.2, 0), (-0.6, -1)]
)
def test_a_moment_counts_for_the_step_it_is_nearest_to(place, step):
    assert step_at(place) == step


@pytest.mark.parametrize("call", range(8))
@pytest.mark.parametrize("flip", range(20, 28))
def test_the_step_that_fits_is_the_one_that_the_jam_takes(flip, call):
    expected = Bars(COMMON_TIME).fitting(flip + 1, call)
    assert fitting_step(flip, call) == expected
    assert 1 <= fitting_step(flip, call) - flip <= 4


def test_only_at_a_border_two_steps_fit():
    assert fitting_steps(20.0, 4.0, 0.08) == {24}
    assert fitting_steps(20.2, 5.3, 0.08) == {21}
    assert fitting_steps(23.45, 4.0, 0.08) == {24, 28}
    assert fitting_steps(20.0, 4.46, 0.08) == {24, 21}


BEATS = [50.0 + 4 * STEP * beat for beat in range(12)]


@pytest.mark.parametrize(
    ("note", "late", "on_time"), [(8.0, 0.0, True), (8.2, 12.5, True), (9.0, 62.5, False)]
)
def test_an_answer_is_judged_by_the_step_it_was_due_on(note, late, on_time):
    moments = [50.0 + STEP * (32 + place) for place in (-12.0, 6.0, note)]
    judged = response.judged(BEATS, *moments)
    assert judged.late == pytest.approx(late, abs=0.01)
    assert judged.on_time is on_time
    assert not judged.at_border


def test_cyclictests_words_are_read():
    told = "T: 0 (  812) P:70 I:10000 C:    100 Min:     17 Act:   24 Avg:   36 Max:     208\n"
    assert most_of(told) == pytest.approx(0.208)
    assert most_of(told + told.replace("208", "1208")) == pytest.approx(1.208)
    assert most_of("") is None


def test_median_99th_percentile_and_most():
    assert spread(range(101)) == (50.0, 99.0, 100.0)


def test_where_nothing_was_heard_that_row_is_not_measured_and_all_others_are(capsys):
    def deaf(results, effort):
        results.times("first note after the step it was due on", [])

    def unready(results, effort):
        results.slack("respond", [])

    def without_notes(results, effort):
        Grid.through([], STEP)

    for measure in (deaf, unready, without_notes):
        _surely(measure, Results(), SHORT)
    assert capsys.readouterr().out.count("is not measured to its end") == 3


def test_a_row_in_which_nothing_was_heard_is_measured_again(capsys):
    results, tries = Results(), iter([[], [], [1.0]])
    jitter._surely("a row", lambda: results.times("a row", next(tries)))
    assert results.rows["a row"]["count"] == 1


def test_one_measurement_leaves_the_figures_of_the_others_in_the_file(tmp_path, capsys):
    file = tmp_path / "build" / "bench.json"
    first, second = Results(), Results()
    first.figure(noise=0.1, thru_p99_ms=9.0)
    first.times("a", [1.0, 2.0, 3.0])
    first.keep(file)
    second.figure(thru_p99_ms=2.0)
    second.slack("b", [30.0, -1.0, 20.0])
    second.keep(file)
    told = json.loads(file.read_text())
    assert (told["noise"], told["thru_p99_ms"]) == (0.1, 2.0)
    assert told["rows"]["a"]["max_ms"] == 3.0
    assert told["rows"]["b"]["min_ms"] == -1.0
    assert "thru_p99_ms" in capsys.readouterr().out


def test_settings_are_written_beside_the_usual_ones():
    settings = beside(USUAL, {"jam": {"click": True, "tempo": 240.0}, "midi": {"thru": True}})
    told = tomllib.loads(written(settings))
    assert told["jam"] == {"click": True, "tempo": 240.0}
    assert told["midi"] == {**USUAL["midi"], "thru": True}
    assert told["web"] == {"page": "off"}


def test_a_peer_whose_installation_broke_off_is_installed_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(magenta, "INSTALLED", tmp_path / "peer")
    codes = iter([1, 0])

    def npm(*_, cwd):
        (cwd / "node_modules" / "half").mkdir(parents=True)
        return SimpleNamespace(returncode=next(codes))

    monkeypatch.setattr(magenta.subprocess, "run", npm)
    assert [magenta._install() for _ in range(3)] == [False, True, True]
    assert not list(codes), "the second time it was asked for anew"


def test_the_usual_run_stays_short():
    assert SHORT.about_minutes < 21 < FULL.about_minutes
