"""What FluidSynth is told, and what is said when it cannot be had."""

import socket
from pathlib import Path

import pytest

from appliance.__main__ import main
from appliance.config import Config, parse_config
from appliance.midi.api import NO_MIDI, Api
from appliance.synth.audio import choose_audio
from appliance.synth.fluidsynth import command_line

SOUNDFONT = Path("/sounds/small.sf2")


def told(settings: str = "", api: Api = Api.ALSA, audio: str = "alsa") -> dict[str, str]:
    config: Config = parse_config(settings)
    assert not config.problems
    command = command_line(config, api, audio, SOUNDFONT)
    assert command[0] == "fluidsynth"
    assert command[-1] == str(SOUNDFONT)
    return dict(each.split("=", 1) for each in command if "=" in each)


def test_the_delay_is_below_ten_milliseconds_as_shipped():
    options = told()
    waiting = int(options["audio.period-size"]) * int(options["audio.periods"])
    assert waiting / float(options["synth.sample-rate"]) < 0.010


def test_keyboards_and_box_have_a_port_each():
    assert told()["synth.midi-channels"] == "32"


def test_fluidsynth_ties_nothing_by_itself():
    assert told()["midi.autoconnect"] == "0"


def test_no_server_is_opened_to_the_network():
    command = command_line(parse_config(""), Api.ALSA, "alsa", SOUNDFONT)
    assert not {"-s", "-is", "--server"} & {*command}


@pytest.mark.parametrize(("api", "driver"), [(Api.ALSA, "alsa_seq"), (Api.JACK, "jack")])
def test_it_listens_to_the_midi_system_that_the_box_plays_on(api, driver):
    assert told(api=api)["midi.driver"] == driver


def test_the_settings_are_passed_on():
    options = told(
        '[synth]\ndevice = "hw:1"\ngain = 1\nrate = 44100\nperiod = 64\nperiods = 2\n'
        "polyphony = 32\nreverb = false\n"
    )
    assert options["audio.alsa.device"] == "hw:1"
    assert float(options["synth.gain"]) == 1
    assert options["synth.sample-rate"] == "44100"
    assert (options["audio.period-size"], options["audio.periods"]) == ("64", "2")
    assert options["synth.polyphony"] == "32"
    assert options["synth.reverb.active"] == "0"


@pytest.fixture
def no_jack(monkeypatch):
    monkeypatch.setattr("appliance.synth.audio.jack_answers", lambda: False)


def test_sound_goes_where_the_computers_sound_goes(no_jack, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert choose_audio() == "alsa"
    (tmp_path / "pulse").mkdir()
    with socket.socket(socket.AF_UNIX) as pulse:
        pulse.bind(str(tmp_path / "pulse" / "native"))
        assert choose_audio() == "pulseaudio"
        monkeypatch.setattr("appliance.synth.audio.jack_answers", lambda: True)
        assert choose_audio() == "jack"


def test_without_a_session_there_is_no_pulseaudio(no_jack, monkeypatch):
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    assert choose_audio() == "alsa"


@pytest.mark.parametrize(
    ("api", "settings", "path", "said"),
    [
        (None, "", "/usr/bin", NO_MIDI),
        (Api.JACK, '[synth]\nsoundfont = "/none.sf2"', "/usr/bin", "no soundfont /none.sf2"),
        (Api.JACK, "", "/none", "no FluidSynth"),
    ],
)
def test_what_is_missing_is_said_in_a_sentence(
    api, settings, path, said, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr("appliance.synth.serve.choose_api", lambda: api)
    monkeypatch.setattr("appliance.synth.serve.find_soundfont", lambda: Path(__file__))
    monkeypatch.setattr("appliance.synth.audio.jack_answers", lambda: False)
    monkeypatch.setenv("PATH", path)
    file = tmp_path / "settings.toml"
    file.write_text(settings)
    assert main(["synth", "--config", str(file)]) == 1
    assert said in capsys.readouterr().err
