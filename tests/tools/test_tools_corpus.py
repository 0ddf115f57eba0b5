"""The corpus pipeline on a small corpus made here, in the real format."""

import gzip
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.models.encoding import MelodyEncoder
from appliance.music.events import FIRST_ONSET, HOLD, REST, VOCABULARY_SIZE, onset
from appliance.music.grid import COMMON_TIME, METERS
from appliance.music.notes import Note
from tools.corpus.pieces import Piece, data_hash, is_validation, load_pieces, without_long_silences
from tools.train.batches import PADDING, Batch, Windows, batch_of, inputs, transpose


def record(number, meter="4/4", melody=((0, 4, 60), (4, 4, 64), (8, 8, 67))):
    return {
        "id": f"tune{number}",
        "genre": "folk",
        "cluster": f"cluster{number}",
        "time_signature": meter,
        "melody": [list(note) for note in melody],
    }


@pytest.fixture
def corpus(tmp_path):
    records = [record(number) for number in range(40)]
    records += [record(98, meter="5/4"), record(99, melody=())]
    for name, lines in {"folk": records, "jazz": [record(100)], "polka": [record(101)]}.items():
        with gzip.open(tmp_path / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(line) + "\n" for line in lines)
    return tmp_path


def test_pieces_of_known_genres_and_meters_are_read(corpus):
    pieces = load_pieces(corpus)
    assert len(pieces) == 41
    assert pieces[0].events.tolist() == [
        *[onset(60), HOLD, HOLD, HOLD, onset(64), HOLD, HOLD, HOLD, onset(67)],
        *[HOLD] * 7,
    ]


def test_a_folder_without_a_corpus_is_said(tmp_path):
    with pytest.raises(FileNotFoundError, match="no <genre>"):
        load_pieces(tmp_path)


def test_the_split_is_fixed_and_goes_by_cluster(corpus):
    pieces = load_pieces(corpus)
    assert [piece.validation for piece in pieces] == [p.validation for p in load_pieces(corpus)]
    share = np.mean([is_validation(str(number)) for number in range(4000)])
    assert share == pytest.approx(0.10, abs=0.02)


def test_the_hash_follows_the_data(corpus):
    before = data_hash(corpus)
    assert before == data_hash(corpus)
    (corpus / "polka.jsonl.gz").write_bytes(b"")
    assert before == data_hash(corpus)
    (corpus / "jazz.jsonl.gz").write_bytes(gzip.compress(b""))
    assert before != data_hash(corpus)


def test_long_silences_lose_whole_bars_only():
    notes = [Note(80, 4, 60), Note(84, 4, 62), Note(84 + 16 * 6, 4, 64)]
    kept = without_long_silences(notes, COMMON_TIME)
    assert [note.onset for note in kept] == [32, 36, 36 + 32 + 12 + 4]
    assert all((a.onset - b.onset) % 16 == 0 for a, b in zip(notes, kept, strict=True))


lines = st.lists(st.integers(0, VOCABULARY_SIZE - 1), min_size=1, max_size=60)


@given(
    st.lists(lines, min_size=1, max_size=4),
    st.sampled_from(range(len(METERS))),
    st.integers(0, 9),
    st.integers(0, 10),
)
def test_whole_windows_have_the_inputs_that_the_box_computes_step_by_step(
    events, meter, first_bar, genre
):
    longest = max(map(len, events))
    padded = np.array([line + [PADDING] * (longest - len(line)) for line in events])
    count = len(events)
    batch = Batch(padded, np.full(count, first_bar), np.full(count, meter), np.full(count, genre))
    vectors = inputs(batch)
    for row, line in enumerate(events):
        encoder = MelodyEncoder(METERS[meter])
        start = first_bar * METERS[meter].steps_per_bar
        for step, event in enumerate(line):
            expected = encoder.vector(start + step, genre)
            assert vectors[row, step] == pytest.approx(expected, abs=1e-5)
            encoder.push(event)


@given(st.lists(st.integers(-1, VOCABULARY_SIZE - 1), min_size=1), st.integers(-6, 6))
def test_transposition_moves_onsets_alone_and_stays_in_the_vocabulary(events, semitones):
    before = np.array(events)
    after = transpose(before, semitones)
    onsets = before >= FIRST_ONSET
    assert (after[~onsets] == before[~onsets]).all()
    assert ((after[onsets] - before[onsets] - semitones) % 12 == 0).all()
    assert (after[onsets] >= FIRST_ONSET).all()
    assert (after < VOCABULARY_SIZE).all()


def piece(length, genre, event=10):
    return Piece("x", genre, COMMON_TIME, np.full(length, event, np.int8), False)


def test_small_genres_are_drawn_more_often_than_their_size():
    pieces = [piece(160, 0) for _ in range(90)] + [piece(160, 1) for _ in range(10)]
    drawn = Windows(pieces, 32, evenness=0.5, seed=1).draw(4000).genre
    assert np.mean(drawn == 1) == pytest.approx(0.25, abs=0.03)


def test_the_same_seed_draws_the_same_windows():
    pieces = [piece(200, 0), piece(64, 1, event=20)]
    first, second = (Windows(pieces, 48, 0.5, seed=7).draw(8) for _ in range(2))
    assert (first.events == second.events).all()


def test_a_window_that_opens_inside_a_note_opens_with_rests():
    events = np.array([onset(60)] + [HOLD] * 20 + [onset(62)], np.int8)
    batch = batch_of([(Piece("x", 0, COMMON_TIME, events, False), 1, 0)], 8)
    assert batch.events[0].tolist() == [REST] * 5 + [onset(62)] + [PADDING] * 2
