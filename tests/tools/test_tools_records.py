"""Records of pieces: lines on the grid, checks, clusters, and files that are read back."""

import json

import pytest

from appliance.music.score import TimedNote
from tools.corpus.pieces import load_duets, load_pieces
from tools.corpus.records import Record, line_of, normalised, write_records


def record(**fields):
    told = {
        "id": "tune",
        "source": "here",
        "title": "Tune",
        "license": "PD",
        "tier": "A",
        "genre": "folk",
        "style": "reel",
        "time_signature": "4/4",
        "melody": ((0, 4, 60), (4, 4, 64)),
        "cluster": "tune",
        "offgrid": 0.0,
    }
    return Record(**(told | fields))


def timed(*notes):
    return [TimedNote(onset, duration, pitch, 80) for onset, duration, pitch in notes]


def test_notes_go_to_the_nearest_sixteenth_and_the_share_that_moved_is_told():
    line, offgrid = line_of(
        timed((0, 1 / 3, 60), (1 / 3, 1 / 3, 62), (2 / 3, 1 / 3, 64), (1, 1, 65))
    )
    assert line == ((0, 1, 60), (1, 2, 62), (3, 1, 64), (4, 4, 65))
    assert offgrid == 0.5


def test_a_chord_gives_its_highest_or_lowest_note_and_a_later_note_cuts_in():
    notes = timed((0, 4, 60), (0, 2, 67), (1, 1, 65))
    assert line_of(notes)[0] == ((0, 4, 67), (4, 4, 65))
    assert line_of(notes, min)[0] == ((0, 4, 60), (4, 4, 65))
    assert line_of([]) == ((), 0.0)


@pytest.mark.parametrize(
    "line",
    [
        ((0, 5, 60), (4, 4, 64)),
        ((4, 4, 64), (0, 4, 60)),
        ((0, 0, 60),),
        ((-1, 2, 60),),
        ((0, 1, 128),),
    ],
)
def test_a_line_that_overlaps_or_leaves_the_grid_is_refused(line):
    with pytest.raises(ValueError, match="tune: the note"):
        record(melody=line)
    with pytest.raises(ValueError, match="tune: the note"):
        record(bass=line)


def test_versions_of_a_title_share_it():
    titles = ("The Liverpool Hornpipe", "Liverpool Hornpipe., The", "LIVERPOOL HORNPIPE -- REEL")
    assert {normalised(title) for title in titles} == {"liverpool hornpipe"}
    assert normalised("Cúil's Ton") == "cuils ton"
    assert normalised("A") == "a"


def test_records_are_written_in_the_format_that_is_read(tmp_path):
    line = record(bass=((0, 16, 40),), bass_kind="voice", key=(0, "major")).json()
    assert "renotated" not in json.loads(line)
    assert json.loads(record(renotated="2/2").json())["renotated"] == "2/2"
    path = write_records(tmp_path, "folk", [line])
    (piece,), (duet,) = load_pieces(tmp_path), load_duets(tmp_path)
    assert piece.events.tolist() == duet.melody.tolist()
    assert duet.bass_kind == "voice"
    before = path.read_bytes()
    assert write_records(tmp_path, "folk", [line]).read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
