"""The size of the networks is measured at the first start and remembered."""

from __future__ import annotations

import json

import pytest

from appliance.doctor_bench import bench
from appliance.fittings import size_of
from appliance.gauge import answer_decision, bass_decision, cost
from appliance.generations import Generations
from appliance.models.network import ModelError
from appliance.tier import BUDGET, STARTS, Tier, size_for
from tests.box.doubles import config_with


class Stopwatch:
    """Measures what it is told to, and counts how often it is asked."""

    def __init__(self, seconds):
        self.seconds, self.asked = seconds, 0

    def __call__(self):
        self.asked += 1
        return self.seconds


@pytest.fixture
def tier(tmp_path, models):
    return Tier(tmp_path / "data" / "tier.json", models)


def test_a_machine_is_measured_once(tier):
    watch = Stopwatch(BUDGET)
    assert tier.known() is None
    assert [tier.size(watch) for _ in range(3)] == ["standard"] * 3
    assert watch.asked == 1
    assert tier.known() == "standard"


def test_one_that_seems_slow_is_measured_at_a_few_starts_and_its_quickest_counts(tier):
    slow = Stopwatch(1.01 * BUDGET)
    assert [tier.size(slow) for _ in range(STARTS + 2)] == ["small"] * (STARTS + 2)
    assert slow.asked == STARTS


def test_one_that_was_busy_at_its_first_start_gets_the_big_networks_later(tier):
    assert tier.size(Stopwatch(10 * BUDGET)) == "small"
    assert tier.size(Stopwatch(BUDGET / 2)) == "standard"
    assert tier.size(Stopwatch(10 * BUDGET)) == "standard"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"seconds": ["quick"]}', "\0\0"])
def test_a_damaged_memory_is_written_anew(tier, tmp_path, content):
    tier.size(Stopwatch(1.0))
    Generations(tmp_path / "data" / "tier.json").write(content.encode())
    watch = Stopwatch(0.001)
    assert [tier.size(watch), tier.size(watch)] == ["standard"] * 2
    assert watch.asked == 1


@pytest.mark.parametrize("what", ["machine", "runtime", "models", "antiphon"])
def test_another_machine_runtime_or_model_set_is_measured_anew(tier, tmp_path, what):
    """A card may be moved from one board to another."""
    tier.size(Stopwatch(0.001))
    file = Generations(tmp_path / "data" / "tier.json")
    content = json.loads(file.read().content)
    content["of"][what] = "another"
    file.write(json.dumps(content).encode())
    assert tier.size(Stopwatch(1.0)) == "small"
    assert json.loads(file.read().content)["of"][what] != "another"


def test_one_damaged_file_costs_a_measurement_at_most(tier, tmp_path):
    """Of a machine that seemed slow, the starts before are still known."""
    for _ in range(STARTS):
        tier.size(Stopwatch(1.0))
    for file in (tmp_path / "data").iterdir():
        whole = file.read_bytes()
        file.write_bytes(whole[:100])
        watch = Stopwatch(1.0)
        assert tier.size(watch) == "small"
        assert watch.asked <= 1
        file.write_bytes(whole)


def test_a_memory_that_cannot_be_kept_costs_a_measurement_a_start(tmp_path, models, caplog):
    (tmp_path / "data").write_text("no folder")
    tier, watch = Tier(tmp_path / "data" / "tier.json", models), Stopwatch(1.0)
    assert [tier.size(watch), tier.size(watch)] == ["small"] * 2
    assert watch.asked == 2
    assert "cannot be kept" in caplog.text


def test_without_networks_the_box_says_so_elsewhere(tmp_path):
    assert Tier(tmp_path / "tier.json", tmp_path).size() == "standard"
    assert not list(tmp_path.glob("tier*"))


def test_without_a_runtime_the_box_says_so_elsewhere(tier, monkeypatch):
    """It echoes then, and the doctor says what is missing."""
    monkeypatch.setattr("appliance.models.runtime._order", [])
    assert tier.known() is None
    assert tier.size() == "standard"
    assert tier.known() is None


def test_the_settings_may_say_the_size(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert size_of(config_with(models__size="small")) == "small"
    assert not list(tmp_path.iterdir())
    assert size_of(config_with()) in ("standard", "small")
    assert Generations(tmp_path / "antiphon" / "tier.json").read().content


@pytest.mark.parametrize("decision", [bass_decision, answer_decision])
def test_decisions_take_time_for_all_who_play(models, decision):
    measured = cost(decision(models, "small", 2), 5)
    assert 0 < measured.median <= measured.p99 <= measured.worst
    assert len(decision(models, "small", 2)()) == 2


@pytest.mark.parametrize("decision", [bass_decision, answer_decision])
def test_a_makeshift_is_not_measured_as_a_network(tmp_path, decision):
    with pytest.raises(ModelError):
        decision(tmp_path, "standard")


def test_the_doctor_measures_and_ends_with_a_line_to_post(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr("appliance.doctor_bench.ROUNDS", 5)
    monkeypatch.setattr("appliance.doctor_bench.WAITS", 5)
    assert bench(None) == 0
    *table, blank, line = capsys.readouterr().out.splitlines()
    assert [row.split("  ")[0] for row in table[1:4]] == [
        "standard, bass",
        "standard, bass for 4 players",
        "standard, answer",
    ]
    assert blank == "" and line.startswith("antiphon ")
    remembered = json.loads(Generations(tmp_path / "antiphon" / "tier.json").read().content)
    assert line.endswith(f"plays {size_for(min(remembered['seconds']))}")


def test_the_doctor_cannot_measure_what_is_not_there(tmp_path, capsys):
    file = tmp_path / "settings.toml"
    file.write_text(f"[models]\nfolder = '{tmp_path}'\n")
    assert bench(file) == 1
    assert "antiphon: Bass network damaged" in capsys.readouterr().err
