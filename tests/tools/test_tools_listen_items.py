from __future__ import annotations

import gzip
import json
import wave
from pathlib import Path

import numpy as np
import pytest

from appliance.music.events import HOLD, REST, onset
from appliance.music.grid import COMMON_TIME
from appliance.music.midifile import read_score
from appliance.offline import sound
from tools.corpus.pieces import Piece
from tools.listen.__main__ import main
from tools.listen.items import chosen_calls, prepare
from tools.listen.pairs import pairs_of
from tools.listen.preferences import FILE
from tools.listen.systems import HUMAN, LSTM, LSTM_DQN, continuation, systems

BAR = [event for pitch in (60, 62, 64, 65) for event in (onset(pitch), HOLD, HOLD, REST)]
UP = [event for pitch in (60, 64, 67, 72) for event in (onset(pitch), HOLD, HOLD, HOLD)]


def piece(name: str, genre: int = 0, events: list[int] | None = None) -> Piece:
    line = BAR * 4 + UP * 4 if events is None else events
    return Piece(name, genre, COMMON_TIME, np.array(line, np.int8), True)


def silence(midi: Path, wav: Path) -> None:
    wav.write_bytes(b"sound of " + midi.read_bytes())


def test_genres_take_turns_and_more_calls_are_the_same_and_others() -> None:
    pieces = [piece(f"{genre}{number}", genre) for genre in (0, 4, 7) for number in range(genre)]
    calls = chosen_calls([*pieces, piece("short", 2, BAR * 4)], 9)
    assert [call.piece.genre for call in calls] == [4, 7, 4, 7, 4, 7, 4, 7, 7]
    assert [c.piece.id for c in chosen_calls(pieces, 5)] == [c.piece.id for c in calls[:5]]
    assert len({call.piece.id for call in chosen_calls(pieces, 99)}) == 11


def test_a_version_is_the_call_and_what_follows(tmp_path: Path) -> None:
    calls = chosen_calls([piece("x")], 1)
    played = {HUMAN: continuation, LSTM: lambda call, seed: call.events}
    (item,) = prepare(calls, played, tmp_path / "music", silence)
    assert (item.id, item.genre, item.begins) == ("folk/x", "folk", 8.0)
    assert pairs_of(item) == [(HUMAN, LSTM)]
    notes = read_score(item.versions[HUMAN].with_suffix(".mid")).notes
    assert [note.pitch for note in notes] == [60, 62, 64, 65] * 4 + [60, 64, 67, 72] * 4
    assert [note.onset for note in notes] == list(range(32))


def test_no_file_says_who_plays_and_the_same_music_is_made_once(tmp_path: Path) -> None:
    calls, rendered = chosen_calls([piece("x")], 1), []

    def render(midi: Path, wav: Path) -> None:
        rendered.append(midi)
        silence(midi, wav)

    played = dict.fromkeys((HUMAN, LSTM, LSTM_DQN), continuation)
    for _ in range(2):
        (item,) = prepare(calls, played, tmp_path, render)
    assert len(rendered) == len(set(item.versions.values())) == 1
    assert pairs_of(item) == []
    for file in tmp_path.iterdir():
        content = file.read_bytes() + file.name.encode()
        assert not any(name.encode() in content for name in played)


def test_a_sound_that_was_broken_off_is_made_anew(tmp_path: Path) -> None:
    calls = chosen_calls([piece("x")], 1)

    def killed(midi: Path, wav: Path) -> None:
        wav.write_bytes(b"half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(prepare(calls, {HUMAN: continuation}, tmp_path, killed))
    (item,) = prepare(calls, {HUMAN: continuation}, tmp_path, silence)
    assert item.versions[HUMAN].read_bytes().startswith(b"sound of")


def test_the_box_goes_on_for_as_long_and_to_be_heard(models: Path, tmp_path: Path) -> None:
    calls, played = chosen_calls([piece("x")], 1), systems(models, "small")
    assert {HUMAN, LSTM} <= set(played)
    answer = played[LSTM](calls[0], 1)
    assert len(answer) == len(calls[0].events)
    assert answer.tolist() == played[LSTM](calls[0], 1).tolist()
    (item,) = prepare(calls, {LSTM: played[LSTM]}, tmp_path)
    with wave.open(str(item.versions[LSTM])) as file:
        assert 9 < file.getnframes() / file.getframerate() < 30
        assert np.frombuffer(file.readframes(44_100), np.int16).any()


def test_without_fluidsynth_one_sentence_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sound.shutil, "which", lambda name: None)
    assert main(["--corpus", str(tmp_path), "--out", str(tmp_path)]) == 3
    told = capsys.readouterr().err
    assert "fluidsynth" in told and told.count("\n") == 1


def test_other_trouble_is_one_sentence_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--report", "--out", str(tmp_path)]) == 2
    assert main(["--corpus", str(tmp_path), "--out", str(tmp_path)]) == 2
    record = {"id": "x", "cluster": "x", "time_signature": "4/4", "melody": [[0, 4, 60]]}
    with gzip.open(tmp_path / "folk.jsonl.gz", "wt") as file:
        file.write(json.dumps(record) + "\n")
    assert main(["--corpus", str(tmp_path), "--out", str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("listen: no") == 3
    with pytest.raises(SystemExit, match="2"):
        main([])


def test_the_report_skips_and_tells_of_corrupt_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = '{"item":"x","genre":"folk","left":"a","right":"b","chosen":null,"seconds":1}\n'
    (tmp_path / FILE).write_text(line + "rubbish\n" + line)
    assert main(["--report", "--out", str(tmp_path)]) == 0
    told = capsys.readouterr()
    assert "Answers: 2" in told.out
    assert "line 2" in told.err
