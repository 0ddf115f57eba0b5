import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.config import DEFAULTS, find_config, parse_config, read_config, shipped_file
from appliance.config_table import SETTINGS
from appliance.reading import SMALL
from appliance.splash.display import Display, display_of

SHIPPED = Path(__file__).parent.parent / "system" / "antiphon.toml"


def test_the_shipped_file_is_the_one_the_table_gives():
    assert SHIPPED.read_text() == shipped_file()


def test_the_shipped_file_sets_every_default_and_nothing_else():
    config = read_config(SHIPPED)
    assert config.values == DEFAULTS
    assert config.problems == ()
    document = tomllib.loads(shipped_file())
    assert sum(len(section) for section in document.values()) == len(SETTINGS)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[jam]\n\ntempoo = 90", "line 3: there is no setting jam.tempoo; did you mean jam.tempo?"),
        ("[jam]\ntempo = 900", "line 2: jam.tempo must be from 40 to 240, not 900; taking 120.0"),
        ("[jam]\nclick = 1", "line 2: jam.click must be true or false, not 1; taking false"),
        ("[jam]\nturn_bars = true", "line 2: jam.turn_bars must be one of: 1, 2, 4, 8, not true"),
        ("[jam]\ngenre = 'jaz'", "line 2: jam.genre cannot be 'jaz'; did you mean 'jazz'?"),
        ("[midi]\nignore = [1]", "line 2: midi.ignore must be a list of texts"),
        (
            "[midi]\nslow = ['FLUID']",
            "line 2: midi.slow cannot hold 'FLUID': write name and milliseconds, as in 'FLUID: 20'",
        ),
        ("[midi]\nslow = ['FLUID: 100']", "line 2: midi.slow cannot hold 'FLUID: 100'"),
        ("tempo = 90", "line 1: there is no setting tempo"),
        ("[wob]\nport = 1", "line 2: there is no setting wob.port; did you mean web.port?"),
    ],
)
def test_a_mistake_is_reported_with_its_line_and_the_default_taken(text, problem):
    config = parse_config(text)
    assert config.problems[0].startswith(problem)
    assert config.values == DEFAULTS


def test_one_mistake_leaves_the_other_settings_alone():
    config = parse_config("[jam]\ntempo = 90\nclick = 'loud'\n[web]\nport = 9000\n")
    assert (config["jam.tempo"], config["jam.click"], config["web.port"]) == (90, False, 9000)
    assert len(config.problems) == 1


def test_what_is_no_toml_is_said_with_its_line():
    config = parse_config("[jam]\ntempo = = 3")
    assert "line 2" in config.problems[0]
    assert config.values == DEFAULTS


def test_two_parts_on_one_pin_are_said_and_the_default_pins_taken():
    config = parse_config("[panel]\nlamp_pin = 5\nswitch_pin = 22\n")
    assert config.problems == (
        "line 3: panel.switch_pin and panel.knob_a_pin are both 22; taking the default pins",
    )
    assert config.values == DEFAULTS


def test_a_file_from_another_systems_editor_is_read(tmp_path):
    file = tmp_path / "windows.toml"
    file.write_bytes(b"\xef\xbb\xbf[jam]\r\ntempo = 90\r\n")
    assert read_config(file)["jam.tempo"] == 90


def test_a_missing_or_unreadable_file_is_said(tmp_path):
    assert "cannot be read" in read_config(tmp_path / "none.toml").problems[0]
    (tmp_path / "noise.toml").write_bytes(b"\xff\xfe\x00")
    assert "no text file" in read_config(tmp_path / "noise.toml").problems[0]


def forbidden(path, monkeypatch):
    """A file that is there, but not for us; nothing is forbidden to root."""
    path.write_text("")

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)


UNREADABLE = {
    "a folder": (lambda path, _: path.mkdir(), "it is a folder"),
    "a pipe that nobody writes to": (lambda path, _: os.mkfifo(path), "no plain file"),
    "a device without end": (lambda path, _: path.symlink_to("/dev/zero"), "no plain file"),
    "a link to nothing": (lambda path, _: path.symlink_to("nowhere"), "No such file"),
    "a file without end": (lambda path, _: path.write_bytes(b"#" * (SMALL + 1)), "more than"),
    "not for us": (forbidden, "Permission denied"),
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_what_is_no_settings_file_is_said_and_not_waited_for(tmp_path, monkeypatch, what):
    path = tmp_path / "antiphon.toml"
    make, why = UNREADABLE[what]
    monkeypatch.chdir(tmp_path)
    make(path, monkeypatch)
    for config in (read_config(path), find_config(None, {})):
        assert why in config.problems[0]
        assert config.notice == "Settings: file not readable"
        assert config.values == DEFAULTS
    assert display_of(str(path)) == Display()


values = st.one_of(
    st.booleans(), st.integers(-10, 999), st.floats(allow_nan=False), st.text(max_size=5)
)


@given(st.sampled_from(SETTINGS), values)
def test_no_value_gets_past_its_setting(setting, value):
    if setting.refusal(value) is None:
        assert not setting.choices or value in setting.choices
        assert not setting.span or setting.span[0] <= value <= setting.span[1]


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text):
    assert set(parse_config(text).values) == set(DEFAULTS)


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ("", None),
        ("[jam]\ntempo = 900", "Settings: line 2 is wrong"),
        ("[jam\n", "Settings: line 1 is wrong"),
        ("[jam", "Settings: file not readable"),
        (f"[jam]\ntempo = {'1' * 5000}", "Settings: file not readable"),
        ("a = " + 100_000 * "[", "Settings: file not readable"),
        ("[models]\nfolder = '/x'\n[recordings]\nfolder = '\\u0000'", None),
        ('[models]\nfolder = "\\u0000"', "Settings: line 2 is wrong"),
        ('[midi]\nignore = ["\\u0000"]', "Settings: line 2 is wrong"),
    ],
)
def test_the_display_is_told_in_few_words_where_the_file_is_wrong(text, notice):
    assert parse_config(text).notice == notice


def test_the_display_is_told_of_a_file_that_cannot_be_read(tmp_path):
    assert read_config(tmp_path / "none.toml").notice == "Settings: file not readable"
