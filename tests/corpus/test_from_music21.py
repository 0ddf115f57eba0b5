"""music21's tunes become records; runs in the corpus environment only (`make test-corpus`)."""

import gzip
import json
from pathlib import Path

import pytest

music21 = pytest.importorskip("music21")

from tools.corpus import build  # noqa: E402
from tools.corpus.from_music21 import (  # noqa: E402
    Skipped,
    abc_tunes,
    chorale_record,
    folk_record,
    plain,
)
from tools.corpus.records import Record, starts_of  # noqa: E402

BASE = Record(
    id="x",
    source="here",
    title="",
    license="PD",
    tier="A",
    genre="folk",
    style="irish",
    time_signature="4/4",
    melody=(),
    cluster="",
    offgrid=0.0,
)
HEAD = "X:1\nT:The Tune -- Reel\nR:Reel\nM:{}\nL:1/8\nQ:1/4=100\nK:{}\n"
FILL = "|cdef gabc'|cdef gabc'|"


def tune(body, meter="4/4", key="C"):
    return folk_record(HEAD.format(meter, key) + body, BASE)


def test_a_file_falls_into_its_tunes():
    assert [t[:4] for t in abc_tunes("% book\nX:1\nT:a\n\nX:2\nT:b\n")] == ["X:1\n", "X:2\n"]


def test_what_is_told_of_a_tune_comes_from_its_fields():
    record = tune(FILL, key="Ador")
    assert (record.title, record.style, record.cluster) == ("The Tune -- Reel", "reel", "tune")
    assert (record.bpm, record.key, record.key_source) == (100, (9, "dorian"), "notated")


def test_an_upbeat_ends_bar_0_and_a_split_bar_is_one():
    record = tune("GA|cdef gabc'|cdef ga::ef|gabc' bagf:|")
    assert record.melody[:3] == ((12, 2, 67), (14, 2, 69), (16, 2, 72))
    assert [note[0] for note in record.melody] == [12, 14, *range(16, 64, 2)]


def test_whole_bars_start_on_bar_lines():
    assert starts_of([1, 4, 4, 3, 1, 4], 4) == [3, 4, 8, 12, 15, 16]
    assert starts_of([4, 4, 1, 4], 4) == [0, 4, 11, 12]  # an upbeat after a whole bar
    assert starts_of([4, 3, 4], 4) == [0, 4, 8]  # a bar that lacks a quarter
    assert starts_of([4, 1, 4], 4, {1}) == [0, 4, 8]  # a bar that had a quarter too much


def test_first_endings_are_left_out():
    record = tune("|:cdef gabc'|cdef gfed|1 C8:|2 E8|")
    assert record.melody[-1] == (32, 16, 64)


def test_ornaments_do_not_hide_broken_rhythms_and_ties_join():
    record = tune('"D"c>.d {f}(3(e^fg) ~a-a "words"b>{a}c\'|^f2 f2 F2 =f2|cdef gabc\'|')
    assert record.melody[:2] == ((0, 3, 72), (3, 1, 74))
    assert (8, 4, 81) in record.melody
    assert record.melody[8:12] == ((16, 4, 78), (20, 4, 78), (24, 4, 65), (28, 4, 77))
    assert plain('X:1\nT:(a) "b"\n(A.B)|[M:3/4]"x"c') == 'X:1\nT:(a) "b"\nAB|[M:3/4]c'


def test_the_first_voice_alone_is_read_and_a_silent_first_bar_left_out():
    record = tune("[V:1]z|cdef gabc'|cdef gfed|\n[V:2]C|C8|C8|\nV:2\nC8|\nV:1\ncdef gabc'|")
    assert [onset for onset, _, _ in record.melody] == list(range(0, 48, 2))
    header = "X:1\nT:a\nM:C\nL:1/8\nV:1\nV:2\nQ:1/4=90\nK:C\n"
    assert folk_record(header + "V:1\n" + FILL + "\nV:2\n" + FILL, BASE).bpm == 90


def test_busy_2_4_becomes_4_4_and_2_2_is_called_so():
    busy = tune("|c/d/e/f/ g/a/b/c'/|c/d/e/f/ g/a/b/c'/|", meter="2/4")
    assert (busy.renotated, busy.time_signature, busy.bpm) == ("2/4x2", "4/4", 200)
    assert busy.melody[1] == (2, 2, 74)
    cut = tune(FILL, meter="C|")
    assert (cut.renotated, cut.time_signature) == ("2/2", "4/4")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("cdef|", "fewer than"),
        (FILL + "\nM:3/4\nc2d2e2|", "the meter changes"),
        ("|(3cde(3fga (3bc'b(3agf|" * 2, "off the grid"),
        ("|cdef gabc'|z8|z8|cdef gabc'|", "silent"),
        ("|z8|", "no notes"),
    ],
)
def test_what_cannot_be_used_says_why(body, reason):
    with pytest.raises(Skipped, match=reason):
        tune(body)


@pytest.fixture(scope="module")
def bach():
    return Path(music21.__file__).parent / "corpus" / "bach"


def test_a_chorale_is_its_soprano_over_its_bass(bach):
    record = chorale_record(str(bach / "bwv1.6.mxl"), BASE)
    assert record.melody[:3] == ((12, 4, 65), (16, 4, 72), (20, 4, 69))
    assert record.key == (5, "major")
    assert record.bass_kind == "voice"
    assert record.bass[0][0] == 12
    assert max(pitch for _, _, pitch in record.bass) < 65
    version = chorale_record(str(bach / "bwv436.mxl"), BASE)
    assert version.cluster == record.cluster


def test_a_prelude_is_no_chorale(bach):
    with pytest.raises(Skipped, match="soprano"):
        chorale_record(str(bach / "bwv846.mxl"), BASE)


def test_the_command_writes_once_and_then_reads_its_cache(tmp_path, monkeypatch, capsys):
    source = build.Source("miscFolk", "ryansMammoth", "A[b-c]*.abc", "folk", "folk", "PD")
    monkeypatch.setattr(build, "SOURCES", (source,))
    build.main(["--out", str(tmp_path)])
    first = (tmp_path / "folk.jsonl.gz").read_bytes()
    monkeypatch.setattr(build, "folk_record", lambda tune, base: pytest.fail("parsed again"))
    build.main(["--out", str(tmp_path)])
    assert (tmp_path / "folk.jsonl.gz").read_bytes() == first
    records = [json.loads(line) for line in gzip.decompress(first).splitlines()]
    assert {record["tier"] for record in records} == {"A"}
    assert f"miscFolk: {len(records)}, skipped" in capsys.readouterr().out
