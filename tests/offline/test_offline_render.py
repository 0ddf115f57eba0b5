"""`antiphon render` as a stranger uses it: files of every kind in, answers or one sentence out."""

import json
import subprocess
import sys
import wave
from dataclasses import replace

import mido
import pytest
from PIL import Image

from appliance.__main__ import main
from appliance.jam.swing import delay
from appliance.music.grid import COMMON_TIME, meter_named
from appliance.music.midifile import Track, read_score, write_score
from appliance.music.score import TimedNote
from appliance.offline.performers import PERFORMERS, Performance

ODE = [
    TimedNote(float(beat), 1.0, pitch, 80)
    for beat, pitch in enumerate([64, 64, 65, 67, 67, 65, 64, 62, 60, 60, 62, 64, 64, 62, 62, 60])
]


@pytest.fixture
def ode(tmp_path):
    path = tmp_path / "ode.mid"
    write_score(path, [Track("melody", ODE)], 100.0, COMMON_TIME)
    return path


def render(*arguments):
    return main(["render", *map(str, arguments)])


def tracks_of(path):
    """Track name → note-on pitches with their onset in quarters."""
    file = mido.MidiFile(path)
    tracks = {}
    for track in file.tracks:
        tick, notes = 0, []
        for message in track:
            tick += message.time
            if message.type == "note_on":
                notes.append((tick / file.ticks_per_beat, message.note))
        tracks[track.name] = notes
    return tracks


def test_an_answer_is_written_beside_what_was_played(ode, tmp_path, capsys):
    assert render(ode, "-o", tmp_path / "out", "--genre", "folk", "--json") == 0
    report = json.loads(capsys.readouterr().out)
    tracks = tracks_of(tmp_path / "out" / "ode.mid")
    assert list(tracks) == ["", "human", "response", "bass"]
    assert tracks["human"] == [(note.onset, note.pitch) for note in ODE]
    assert len(tracks["response"]) == report["answer_notes"] > 4
    assert all(16.0 <= onset < 32.0 for onset, _ in tracks["response"])
    assert (report["call_steps"], report["answer_steps"]) == (64, 64)
    assert read_score(tmp_path / "out" / "ode.mid").bpm == pytest.approx(100, abs=0.01)


@pytest.fixture
def critical(monkeypatch):
    """Performers that say of themselves that there was a critic."""

    def with_critic(perform):
        def performed(score, controls, seed):
            performance = perform(score, controls, seed)
            return replace(performance, facts={**performance.facts, "critic": True})

        return performed

    for mode, make in list(PERFORMERS.items()):
        monkeypatch.setitem(PERFORMERS, mode, lambda *of, make=make: with_critic(make(*of)))


@pytest.mark.parametrize(
    ("arguments", "policy", "discipline"),
    [
        ([], "lstm+dqn", 1.0),
        (["--policy", "lstm+dqn"], "lstm+dqn", 1.0),
        (["--policy", "lstm"], "lstm", 0.0),
        (["--discipline", "0.3"], "lstm+dqn", 0.3),
        (["--discipline", "0"], "lstm", 0.0),
    ],
)
@pytest.mark.parametrize("mode", ["respond", "accompany"])
def test_who_decides_is_told(ode, tmp_path, capsys, critical, mode, arguments, policy, discipline):
    shared = ("-o", tmp_path / "out", "--genre", "folk", "--size", "small", "--json")
    assert render(ode, *shared, "--mode", mode, *arguments) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["policy"], report["discipline"]) == (policy, discipline)


def test_without_a_critic_the_lstm_decides_whatever_was_wanted(ode, tmp_path, capsys, monkeypatch):
    def uncritical(folder, size):
        return lambda score, controls, seed: Performance({}, {"critic": False})

    monkeypatch.setitem(PERFORMERS, "respond", uncritical)
    arguments = ("--policy", "lstm+dqn", "--discipline", "1", "--json")
    assert render(ode, "-o", tmp_path / "out", "--genre", "folk", *arguments) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["policy"], report["discipline"]) == ("lstm", 0.0)


def test_a_say_for_nobody_is_refused(ode, tmp_path, capsys):
    arguments = ("--policy", "lstm", "--discipline", "0.5")
    assert render(ode, "-o", tmp_path, "--genre", "folk", *arguments) == 2
    assert "leave out --discipline" in capsys.readouterr().err


def test_bars_set_the_length_and_the_seed_the_notes(ode, tmp_path):
    def answer(name, *more):
        assert render(ode, "-o", tmp_path / name, "--genre", "jazz", *more) == 0
        return tracks_of(tmp_path / name / "ode.mid")["response"]

    two_bars = answer("a", "--bars", "2", "--seed", "5")
    assert two_bars == answer("b", "--bars", "2", "--seed", "5")
    assert two_bars != answer("c", "--bars", "2", "--seed", "6")
    assert max(onset for onset, _ in two_bars) < 24.0
    assert answer("d", "--theme", "0") != answer("e", "--theme", "1")


@pytest.mark.parametrize("meter", ["3/4", "6/8"])
def test_other_meters_are_answered(tmp_path, meter):
    path = tmp_path / "waltz.mid"
    write_score(path, [Track("melody", ODE[:12])], 90.0, meter_named(meter))
    assert render(path, "-o", tmp_path / "out", "--genre", "lied") == 0
    assert tracks_of(tmp_path / "out" / "waltz.mid")["response"]


def test_chords_are_answered_and_kept(tmp_path):
    chords = [TimedNote(beat, 1.0, p, 70) for beat in range(4) for p in (48, 64 + beat, 55)]
    path = tmp_path / "chords.mid"
    write_score(path, [Track("piano", chords)], 120.0, COMMON_TIME)
    assert render(path, "-o", tmp_path / "out", "--genre", "pop") == 0
    tracks = tracks_of(tmp_path / "out" / "chords.mid")
    assert len(tracks["human"]) == 12
    assert tracks["response"]


def test_an_answer_begins_on_the_fitting_part_of_the_beat(tmp_path):
    path = tmp_path / "upbeat.mid"
    notes = [TimedNote(0.5 + beat, 0.5, 60 + beat, 70) for beat in range(6)]
    write_score(path, [Track("x", notes)], 120.0, COMMON_TIME)
    assert render(path, "-o", tmp_path / "out", "--genre", "folk", "--theme", "1") == 0
    first = tracks_of(tmp_path / "out" / "upbeat.mid")["response"][0][0]
    assert first == 6.5


def test_picture_and_sound(ode, tmp_path):
    out = tmp_path / "out"
    assert render(ode, "-o", out, "--genre", "game", "--png", "--wav") == 0
    with Image.open(out / "ode.png") as picture:
        assert picture.width > 1000
        assert len(picture.getcolors(1 << 20)) > 5
    with wave.open(str(out / "ode.wav")) as sound:
        frames = sound.readframes(sound.getnframes())
    seconds = len(frames) / 4 / 44100
    assert 19 < seconds < 40
    assert max(frames) > 50


def test_a_bad_file_among_good_ones_is_said_and_the_others_are_answered(ode, tmp_path, capsys):
    damaged = tmp_path / "damaged.mid"
    damaged.write_bytes(ode.read_bytes()[:40])
    missing = tmp_path / "missing.mid"
    code = render(damaged, missing, ode, "-o", tmp_path / "out", "--genre", "folk", "--json")
    printed = capsys.readouterr()
    assert code == 2
    assert len(printed.out.splitlines()) == 1
    complaints = [line for line in printed.err.splitlines() if line.startswith("antiphon: ")]
    assert len(complaints) == 2
    assert (tmp_path / "out" / "ode.mid").exists()


def test_the_players_own_file_is_never_overwritten(ode, capsys):
    before = ode.read_bytes()
    assert render(ode, "-o", ode.parent, "--genre", "folk") == 2
    assert "would be overwritten" in capsys.readouterr().err
    assert ode.read_bytes() == before


def test_a_meter_without_a_grid_is_answered_and_said(tmp_path, capsys):
    path = tmp_path / "five.mid"
    file = mido.MidiFile()
    meter = mido.MetaMessage("time_signature", numerator=5, denominator=4)
    on, off = (mido.Message("note_on", note=60, velocity=v, time=t) for v, t in ((80, 0), (0, 960)))
    file.tracks.append(mido.MidiTrack([meter, on, off]))
    file.save(path)
    assert render(path, "-o", tmp_path / "out", "--genre", "folk", "--json") == 0
    printed = capsys.readouterr()
    assert "is in 5/4, which I play in 4/4" in printed.err
    assert json.loads(printed.out)["written_meter"] == "5/4"


def test_the_picture_of_a_long_piece_shows_its_end(tmp_path):
    path = tmp_path / "long.mid"
    notes = [TimedNote(float(beat), 1.0, 60 + beat % 5, 80) for beat in range(400)]
    write_score(path, [Track("x", notes)], 120.0, COMMON_TIME)
    assert render(path, "-o", tmp_path / "out", "--genre", "folk", "--png") == 0
    with Image.open(tmp_path / "out" / "long.png") as picture:
        right_half = picture.convert("RGB").crop((picture.width // 2, 40, *picture.size))
        colours = {colour: count for count, colour in right_half.getcolors(1 << 20)}
    assert colours[(200, 85, 45)] > 5000


def test_a_reader_that_has_enough_is_no_trouble():
    def shell(command):
        command = f"{sys.executable} -m appliance {command}"
        return subprocess.run(command, shell=True, capture_output=True, text=True, timeout=60)

    done = shell("settings | head -1")
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    done = shell("genres > /dev/full")
    assert done.returncode == 1
    assert done.stderr == "antiphon: No space left on device\n"


def test_two_inputs_of_one_name_do_not_overwrite_each_other(ode, tmp_path, capsys):
    (tmp_path / "other").mkdir()
    twin = tmp_path / "other" / "ode.mid"
    twin.write_bytes(ode.read_bytes())
    assert render(ode, twin, "-o", tmp_path / "out", "--genre", "folk") == 2
    assert "same name as another input" in capsys.readouterr().err


def test_a_piece_of_days_is_refused(tmp_path, capsys):
    path = tmp_path / "long.mid"
    write_score(path, [Track("x", [ODE[0], TimedNote(1e6, 1.0, 60, 80)])], 120.0, COMMON_TIME)
    assert render(path, "-o", tmp_path / "out", "--genre", "folk") == 2
    assert "longer than I play along" in capsys.readouterr().err


def test_an_out_folder_that_is_a_file_is_said(ode, tmp_path, capsys):
    (tmp_path / "out").write_text("")
    assert render(ode, "-o", tmp_path / "out", "--genre", "folk") == 1
    assert "cannot be written" in capsys.readouterr().err


def test_broken_models_are_said(ode, tmp_path, capsys):
    assert render(ode, "-o", tmp_path, "--genre", "folk", "--models", tmp_path / "none") == 2
    assert "manifest.json cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--genre", "jaz"], "did you mean 'jazz'"),
        (["--genre", "jazz", "--temperature", "9"], "9 is not from 0.1 to 2"),
        (["--genre", "jazz", "--bars", "-1"], "-1 is not from 0 to 256"),
        (["--genre", "jazz", "--bars", "x"], "'x' is no number"),
        (["--genre", "jazz", "--bars", "1.5"], "1.5 is no whole number"),
        (["--genre", "jazz", "--mode", "sing"], "invalid choice"),
        (["--genre", "jazz", "--turn-bars", "3"], "invalid choice"),
        (["--genre", "jazz", "--swing", "2"], "2 is not from 0 to 1"),
        (["--genre", "jazz", "--policy", "dqn"], "invalid choice"),
        (["--genre", "jazz", "--discipline", "1.5"], "1.5 is not from 0 to 1"),
    ],
)
def test_wrong_options_are_said(ode, tmp_path, capsys, arguments, sentence):
    with pytest.raises(SystemExit) as end:
        render(ode, "-o", tmp_path, *arguments)
    assert end.value.code == 2
    assert sentence in capsys.readouterr().err


def test_the_installed_command_lists_genres_and_ports():
    def run(*arguments):
        command = [sys.executable, "-m", "appliance", *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)

    genres = dict(line.split("\t") for line in run("genres").stdout.splitlines())
    assert genres["lied"] == "Art song"
    assert len(genres) >= 8
    run("ports")
    assert "Settings of the box" in run("settings").stdout
    doctor = run("doctor").stdout
    assert "network for answers" in doctor and "network for accompaniment" in doctor


@pytest.mark.parametrize("size", ["standard", "small"])
def test_a_bass_is_played_under_a_file(ode, tmp_path, capsys, size):
    out = tmp_path / "out"
    arguments = (ode, "-o", out, "--genre", "chorale", "--mode", "accompany", "--json")
    assert render(*arguments, "--size", size) == 0
    facts = json.loads(capsys.readouterr().out)
    tracks = tracks_of(out / "ode.mid")
    assert facts["mode"] == "accompany"
    assert facts["bass_notes"] > 0
    assert set(tracks) >= {"human", "response", "bass"}


def test_variations_come_over_a_bass(ode, tmp_path, capsys):
    arguments = (ode, "--genre", "pop", "--mode", "morph", "--json")
    assert render(*arguments, "-o", tmp_path / "same", "--morph", 0) == 0
    report = json.loads(capsys.readouterr().out)
    tracks = tracks_of(tmp_path / "same" / "ode.mid")
    theme = [(note.onset, note.pitch) for note in ODE]
    assert tracks["response"][:16] == [(16.0 + onset, pitch) for onset, pitch in theme]
    assert len(tracks["bass"]) == report["bass_notes"] > 8
    assert min(onset for onset, _ in tracks["bass"]) >= 16.0
    assert report["morph"] == 0
    assert render(*arguments, "-o", tmp_path / "far", "--morph", 1) == 0
    far = tracks_of(tmp_path / "far" / "ode.mid")["response"]
    assert far[:16] != tracks["response"][:16]


@pytest.fixture
def eighths(tmp_path):
    path = tmp_path / "eighths.mid"
    notes = [TimedNote(n / 2, 0.5, 60 + n % 8, 80) for n in range(16)]
    write_score(path, [Track("melody", notes)], 120.0, COMMON_TIME)
    return path


def on_the_grid(notes):
    return all(onset * 4 == int(onset * 4) for onset, _ in notes)


@pytest.mark.parametrize("mode", PERFORMERS)
def test_the_box_swings_and_the_players_notes_stay_as_they_came(eighths, tmp_path, capsys, mode):
    shared = ("--genre", "jazz", "--mode", mode, "--size", "small", "--turn-bars", 1, "--json")

    def tracks(swing):
        assert render(eighths, "-o", tmp_path / str(swing), *shared, "--swing", swing) == 0
        return tracks_of(tmp_path / str(swing) / "eighths.mid")

    even, swinging = tracks(0), tracks(1)
    facts = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert "first_half" not in facts[0]
    assert (facts[1]["first_half"], facts[1]["played_swung"]) == (0.643, False)
    own = [*even["response"], *even["bass"]]
    assert own and on_the_grid(own)
    if mode != "accompany":  # a bass that walks plays on the beats alone
        assert not on_the_grid(swinging["response"])
    for part in ("response", "bass"):
        for (onset, _), (later, _) in zip(even[part], swinging[part], strict=True):
            late = delay(int(4 * onset), COMMON_TIME, 1.8 / 2.8) / 4
            assert later == pytest.approx(onset + late, abs=0.002)
    assert even["human"] == swinging["human"]
    if mode != "trade":  # where the file waits for the box
        assert [onset for onset, _ in even["human"]] == [n / 2 for n in range(16)]


def test_a_genre_that_does_not_swing_is_written_as_ever(eighths, tmp_path):
    for swing in (0, 1):
        arguments = ("--genre", "folk", "--swing", swing)
        assert render(eighths, "-o", tmp_path / str(swing), *arguments) == 0
    assert (tmp_path / "0" / "eighths.mid").read_bytes() == (
        tmp_path / "1" / "eighths.mid"
    ).read_bytes()
    assert on_the_grid(tracks_of(tmp_path / "1" / "eighths.mid")["response"])


def test_turns_are_traded_with_a_file(ode, tmp_path, capsys):
    arguments = ("--genre", "folk", "--json", "--mode")
    assert render(ode, "-o", tmp_path / "trade", *arguments, "trade", "--turn-bars", 2) == 0
    report = json.loads(capsys.readouterr().out)
    tracks = tracks_of(tmp_path / "trade" / "ode.mid")
    assert (report["mode"], report["turn_bars"]) == ("trade", 2)
    assert report["answer_notes"] == len(tracks["response"]) > 4
    assert tracks["human"] == [
        (note.onset + (0.0 if note.onset < 8.0 else 8.0), note.pitch) for note in ODE
    ]
    assert {int(onset // 8) for onset, _ in tracks["response"]} == {1, 3}
    assert render(ode, "-o", tmp_path / "both", *arguments, "overlap", "--turn-bars", 2) == 0
    tracks = tracks_of(tmp_path / "both" / "ode.mid")
    assert tracks["human"] == [(note.onset, note.pitch) for note in ODE]
    assert {int(onset // 8) for onset, _ in tracks["response"]} == {1, 2}
