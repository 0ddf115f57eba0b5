"""The corpus pipeline on a small corpus made here, in the real format."""

import gzip
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.models.bass_layout import COVERAGES
from appliance.music.events import FIRST_ONSET, HOLD, REST, VOCABULARY_SIZE, onset
from appliance.music.grid import COMMON_TIME
from tools.corpus.chords import NO_ROOT, root_of
from tools.corpus.manner import manner_of
from tools.corpus.phrases import Pair, pairs_of
from tools.corpus.pieces import (
    Piece,
    data_hash,
    is_validation,
    kept_steps,
    load_duets,
    load_pieces,
)
from tools.train.noise import astray, single_notes
from tools.train.windows import PADDING, Sampler, transpose, window


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
    sounding = np.zeros(16 * 9, np.bool_)
    sounding[[80, 84, 143]] = True
    kept = kept_steps(sounding, COMMON_TIME)
    assert [int(np.flatnonzero(kept == step)[0]) for step in (80, 84, 143)] == [32, 36, 95 - 16]
    assert ((kept - np.arange(len(kept))) % 16 == 0).all()


def test_a_melody_with_a_bass_is_a_duet(tmp_path):
    plain = record(0) | {"bass": [[0, 8, 36], [8, 8, 43]], "bass_kind": "cello"}
    plain |= {"chords": [[0, "C"], [8, "G7/B"]]}
    made = record(1) | {"bass": None, "bass_synth": [[0, 16, 36]]}
    heard = record(2) | {"bass": [[0, 4, 36]], "bass_kind": "auto_denoised+hand"}
    lines = [plain, made, heard, record(3)]
    with gzip.open(tmp_path / "folk.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)
    duets = load_duets(tmp_path)
    assert [duet.bass_kind for duet in duets] == ["cello", "synth", "auto"]
    assert [duet.real for duet in duets] == [True, False, True]
    assert duets[0].bass.tolist() == [onset(36), *[HOLD] * 7, onset(43), *[HOLD] * 7]
    assert duets[0].roots.tolist() == [0] * 8 + [7] * 8
    assert (duets[1].roots == NO_ROOT).all()


@pytest.mark.parametrize(
    ("symbol", "root"), [("C", 0), ("Bbm7/F", 10), ("F#dim7", 6), ("N", NO_ROOT), ("Cb", 11)]
)
def test_the_root_of_a_chord(symbol, root):
    assert root_of(symbol) == root


def test_what_is_no_chord_is_said():
    with pytest.raises(ValueError, match="no chord symbol"):
        root_of("Hmoll")


def phrase(*lengths):
    return [event for length in lengths for event in [onset(60), *[HOLD] * (length - 1)]]


def test_neighbouring_phrases_are_a_call_and_its_answer():
    events = np.array(phrase(2, 2, 2, 2, 2, 2, 4) * 2 + phrase(*[2] * 16), np.int8)
    assert Pair(0, 16) in pairs_of(events, COMMON_TIME, 64)
    assert all(pair.length != 32 for pair in pairs_of(events, COMMON_TIME, 64))
    assert pairs_of(events, COMMON_TIME, 16) == []


def test_a_phrase_without_an_end_or_with_few_notes_is_none():
    running = np.array(phrase(*[2] * 32), np.int8)
    assert pairs_of(running, COMMON_TIME, 64) == []
    assert pairs_of(np.array(phrase(*[8] * 8), np.int8), COMMON_TIME, 32) == []


def test_the_manner_of_a_bass():
    melody = np.array(phrase(*[4] * 16), np.int8)
    walking = np.array(phrase(*[4] * 16), np.int8)
    assert manner_of(melody, walking) == (4, 3)
    silent = np.zeros(64, np.int8)
    assert manner_of(melody, silent) == (0, 0)
    assert manner_of(silent, walking)[1] == len(COVERAGES)


@given(st.integers(0, 9))
def test_noise_changes_pitches_only(seed):
    events = np.array([phrase(*[2] * 32)] * 8)
    random = np.random.default_rng(seed)
    for noisy in (single_notes(events, random, 0.5, 0.3), astray(events, random, 0.5, 16)):
        assert ((noisy >= FIRST_ONSET) == (events >= FIRST_ONSET)).all()
        assert (noisy[events < FIRST_ONSET] == events[events < FIRST_ONSET]).all()
    assert (single_notes(events, random, 0.0, 1.0) == events).all()
    assert (astray(events, random, 0.0, 16) == events).all()
    assert (single_notes(events, random, 1.0, 1.0) != events).any()


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
    drawn = Sampler(pieces, evenness=0.5, seed=1).draw(4000)
    assert np.mean([each.genre == 1 for each in drawn]) == pytest.approx(0.25, abs=0.03)


def test_the_same_seed_draws_the_same_windows():
    pieces = [piece(200, 0), piece(64, 1, event=20)]
    first, second = (Sampler(pieces, 0.5, seed=7).draw(8) for _ in range(2))
    assert [len(each) for each in first] == [len(each) for each in second]


def test_a_window_that_opens_inside_a_note_opens_with_rests():
    events = np.array([onset(60)] + [HOLD] * 20 + [onset(62)], np.int8)
    cut = window(events, 16, 8, 0)
    assert cut.tolist() == [REST] * 5 + [onset(62)] + [PADDING] * 2
