"""MIDI files become a corpus: melody and bass found, bad files named, the rest goes on."""

import gzip
import json

import mido
import pytest

from tools.corpus.from_midi import main
from tools.corpus.pieces import load_duets, load_pieces

TUNE = ((0, 1, 72), (1, 1, 74), (2, 2, 76))
LOW = ((0, 2, 43), (2, 2, 48))
CHORDS = ((0, 4, 60), (0, 4, 64))


def track(name, notes, channel=0, program=0):
    """A track of (onset, duration, pitch) in quarters of 480 ticks."""
    out = mido.MidiTrack([mido.MetaMessage("track_name", name=name)])
    out.append(mido.Message("program_change", channel=channel, program=program))
    edges = [(onset + duration, 0, pitch) for onset, duration, pitch in notes]
    edges += [(onset, 80, pitch) for onset, _, pitch in notes]
    now = 0
    for at, velocity, pitch in sorted(edges):
        time = round((at - now) * 480)
        out.append(
            mido.Message("note_on", channel=channel, note=pitch, velocity=velocity, time=time)
        )
        now = at
    return out


def save(path, *tracks, meters=((4, 4),)):
    head = [mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(90))]
    head += [mido.MetaMessage("time_signature", numerator=n, denominator=d) for n, d in meters]
    path.parent.mkdir(parents=True, exist_ok=True)
    mido.MidiFile(type=1, ticks_per_beat=480, tracks=[mido.MidiTrack(head), *tracks]).save(path)


@pytest.fixture
def made(tmp_path):
    """Run the command on `tmp_path/midi`; gives its code and the records."""

    def run(genre="jazz"):
        out = tmp_path / "out"
        code = main([str(tmp_path / "midi"), "--genre", genre, "--out", str(out)])
        path = out / f"{genre}.jsonl.gz"
        lines = gzip.decompress(path.read_bytes()).splitlines() if path.exists() else []
        return code, [json.loads(line) for line in lines]

    return run


def in_steps(notes):
    return [[4 * onset, 4 * duration, pitch] for onset, duration, pitch in notes]


def test_tracks_are_found_by_their_names(tmp_path, made):
    tracks = track("Lead guitar", TUNE, 0), track("Chords", ((0, 4, 90),), 1)
    save(tmp_path / "midi/sub/The Tune.mid", *tracks, track("Bass", LOW, 2))
    code, (record,) = made()
    assert code == 0
    assert record["melody"] == in_steps(TUNE)
    assert record["bass"] == in_steps(LOW)
    assert (record["bass_kind"], record["bpm"], record["cluster"]) == ("bass_track", 90, "tune")
    assert record["id"] == "midi:sub/The Tune.mid"
    assert len(load_pieces(tmp_path / "out")) == len(load_duets(tmp_path / "out")) == 1


def test_a_bass_instrument_comes_before_a_name_and_drums_do_not_count(tmp_path, made):
    drums = track("melody", ((0, 4, 36),), channel=9)
    bass, named = track("x", LOW, 2, program=33), track("bassoon", CHORDS, 3)
    save(tmp_path / "midi/a.mid", drums, track("", TUNE, 0), bass, named)
    _, (record,) = made()
    assert record["melody"] == in_steps(TUNE)
    assert record["bass"] == in_steps(LOW)


def test_the_lowest_track_is_the_bass_only_if_it_is_low(tmp_path, made):
    save(tmp_path / "midi/high.mid", track("", TUNE, 0), track("", CHORDS, 1))
    save(tmp_path / "midi/low.mid", track("", TUNE, 0), track("", LOW, 1))
    _, (high, low) = made()
    assert (high["bass"], high["bass_kind"]) == (None, None)
    assert high["melody"] == in_steps(TUNE)
    assert low["bass"] == in_steps(LOW)


def test_one_track_alone_gives_its_highest_line(tmp_path, made):
    save(tmp_path / "midi/piano.MID", track("", (*TUNE, *CHORDS, *LOW)))
    _, (record,) = made()
    assert record["melody"] == in_steps(TUNE)
    assert record["bass"] is None


def test_bad_files_are_named_and_the_rest_goes_on(tmp_path, made, capsys):
    save(tmp_path / "midi/good.mid", track("", TUNE))
    save(tmp_path / "midi/odd.mid", track("", TUNE), meters=((5, 4),))
    save(tmp_path / "midi/changes.mid", track("", TUNE), meters=((4, 4), (3, 4)))
    save(tmp_path / "midi/bass.mid", track("bass", LOW))
    (tmp_path / "midi/broken.mid").write_bytes(b"MThd")
    (tmp_path / "midi/note.txt").write_text("no MIDI")
    code, records = made()
    assert code == 0
    assert [record["title"] for record in records] == ["good"]
    said = capsys.readouterr().err
    for sentence in (
        "odd.mid is in 5/4, which the grid has no bar for",
        "changes.mid changes its meter",
        "bass.mid holds no melody, only a bass",
        "broken.mid",
    ):
        assert sentence in said


def test_nothing_readable_is_an_error(tmp_path, made, capsys):
    (tmp_path / "midi").mkdir()
    (tmp_path / "midi/broken.mid").write_bytes(b"")
    code, records = made()
    assert code != 0
    assert not records
    assert "could be read" in capsys.readouterr().err


def test_an_unknown_genre_names_the_nearest(made, capsys):
    with pytest.raises(SystemExit):
        made("jaz")
    assert "did you mean 'jazz'" in capsys.readouterr().err
