"""Files as other programs write them: bytes by hand, so that mido does not check itself."""

import struct
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.music.grid import COMMON_TIME, meter_named
from appliance.music.midifile import MidiFileError, Track, read_score, write_score
from appliance.music.score import Score, TimedNote, quantized


def chunk(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack(">I", len(body)) + body


def midi(form: int, division: int, *tracks: bytes) -> bytes:
    header = chunk(b"MThd", struct.pack(">HHH", form, len(tracks), division))
    return header + b"".join(chunk(b"MTrk", track + b"\x00\xff\x2f\x00") for track in tracks)


@pytest.fixture
def score_of(tmp_path):
    def read(content: bytes) -> Score:
        path = tmp_path / "in.mid"
        path.write_bytes(content)
        return read_score(path)

    return read


ONE_NOTE = b"\x00\x90\x3c\x40\x60\x80\x3c\x00"  # C4 for 96 ticks


def test_format_0_at_96_ticks(score_of):
    assert score_of(midi(0, 96, ONE_NOTE)).notes == (TimedNote(0.0, 1.0, 60, 64),)


def test_running_status_and_velocity_0_as_note_off(score_of):
    track = b"\x00\x90\x3c\x40\x60\x3c\x00\x00\x40\x50\x60\x40\x00"
    notes = score_of(midi(0, 96, track)).notes
    assert notes == (TimedNote(0.0, 1.0, 60, 64), TimedNote(1.0, 1.0, 64, 80))


def test_tracks_are_merged_drums_left_out_and_the_first_tempo_taken(score_of):
    tempo = b"\x00\xff\x51\x03\x06\x1a\x80\x00\xff\x58\x04\x03\x02\x18\x08"  # 150 bpm, 3/4
    slower = b"\x83\x60\xff\x51\x03\x0f\x42\x40"
    drums = b"\x00\x99\x24\x40\x60\x89\x24\x00"
    score = score_of(midi(1, 960, tempo + slower, ONE_NOTE, drums))
    assert [note.pitch for note in score.notes] == [60]
    assert score.bpm == pytest.approx(150)
    assert score.meter == meter_named("3/4")


def test_a_note_never_ended_ends_with_the_piece(score_of):
    notes = score_of(midi(0, 96, b"\x00\x90\x3c\x40\x60\x90\x40\x40\x60\x80\x40\x00")).notes
    assert [(note.pitch, note.duration) for note in notes] == [(60, 2.0), (64, 1.0)]


def test_an_odd_time_signature_is_played_in_common_time(score_of):
    score = score_of(midi(0, 96, b"\x00\xff\x58\x04\x05\x02\x18\x08" + ONE_NOTE))
    assert (score.meter, score.written_meter) == (COMMON_TIME, "5/4")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "cut short or empty"),
        (midi(0, 96, ONE_NOTE)[:-6], "cut short or empty"),
        (b"RIFF" + bytes(60), "no MIDI file"),
        (midi(0, 96, b""), "holds no notes"),
        (midi(2, 96, ONE_NOTE, ONE_NOTE), "separate patterns"),
        (midi(0, 0xE728, ONE_NOTE), "film frames"),
        (midi(0, 0, ONE_NOTE), "or not at all, instead of beats"),
        (midi(0, 96, b"\x00\xff\x59\x02\x0a\x00" + ONE_NOTE), "damaged"),  # ten sharps
        (midi(0, 96, ONE_NOTE + b"\xff" * 200 + ONE_NOTE), "damaged.*months"),  # a float's end
        (midi(0, 1, b"\xff\xff\xff\x7f" + ONE_NOTE[1:]), "damaged.*months"),
    ],
)
def test_what_cannot_be_played_is_said_in_a_sentence(score_of, content, sentence):
    with pytest.raises(MidiFileError, match=sentence) as refusal:
        score_of(content)
    assert "\n" not in str(refusal.value)


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(MidiFileError, match="does not exist"):
        read_score(tmp_path / "none.mid")
    with pytest.raises(MidiFileError, match="cannot be read"):
        read_score(tmp_path)


@given(st.binary(max_size=80), st.integers(0, 40))
def test_damage_never_gives_anything_but_a_score_or_the_error(tmp_path_factory, noise, place):
    whole = midi(1, 480, ONE_NOTE * 4, ONE_NOTE)
    path = tmp_path_factory.mktemp("damage") / "in.mid"
    path.write_bytes(whole[:place] + noise + whole[place + len(noise) :])
    with suppress(MidiFileError):
        assert read_score(path).notes


notes = st.builds(
    TimedNote,
    st.integers(0, 64).map(lambda step: step / 4),
    st.integers(1, 8).map(lambda steps: steps / 4),
    st.integers(0, 127),
    st.integers(1, 127),
)


@given(st.lists(notes, min_size=1, max_size=20, unique_by=lambda n: n.pitch))
def test_what_is_written_is_read_back(tmp_path_factory, written):
    path = tmp_path_factory.mktemp("round") / "out.mid"
    write_score(path, [Track("human", written), Track("bass", [])], 96.0, meter_named("6/8"))
    score = read_score(path)
    assert sorted(score.notes, key=repr) == sorted(written, key=repr)
    assert (score.bpm, score.meter.name) == (pytest.approx(96.0, abs=0.01), "6/8")


def test_quantizing_moves_to_the_grid_and_keeps_short_notes():
    steps = quantized([TimedNote(0.11, 0.02, 60, 1), TimedNote(0.98, 0.55, 62, 2)])
    assert [(note.onset, note.duration) for note in steps] == [(0, 1), (4, 2)]
