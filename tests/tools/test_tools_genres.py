import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.music.events import HOLD, REST, VOCABULARY_SIZE, onset
from appliance.music.grid import METERS
from tools.corpus.pieces import NO_ROOT, Duet, Piece
from tools.eval.genre_classifier import (
    GenreClassifier,
    Report,
    bass_excerpts,
    features,
    melody_excerpts,
)

COMMON, WALTZ, JIG = METERS
CALM, BUSY = 3, 7


def melody(genre, random, bars=4):
    """Quarter notes in small steps, or sixteenths in leaps."""
    if genre == CALM:
        pitches = 60 + np.cumsum(random.integers(-2, 3, bars * 4)) % 12
        events = [each for pitch in pitches for each in (onset(int(pitch)), HOLD, HOLD, REST)]
    else:
        events = [onset(int(pitch)) for pitch in random.integers(48, 84, bars * 16)]
    return np.array(events, np.int8)


def pieces(count, seed, bars=4):
    random = np.random.default_rng(seed)
    return [
        Piece(str(number), genre, COMMON, melody(genre, random, bars), False)
        for number in range(count)
        for genre in (CALM, BUSY)
    ]


def duet(bass, kind, meter=COMMON):
    bass = np.array(bass, np.int8)
    return Duet("x", 0, meter, bass, bass, kind, np.full(len(bass), NO_ROOT, np.int8), False)


def test_genres_that_differ_are_told_apart_and_the_same_seed_guesses_the_same():
    training, held_out = melody_excerpts(pieces(20, 0), 99), melody_excerpts(pieces(5, 1), 99)
    guesses = []
    for _ in range(2):
        judge = GenreClassifier().fit(training.lines, training.genres, training.meters)
        guesses.append(judge.predict(held_out.lines, held_out.meters).tolist())
    assert guesses == [held_out.genres] * 2
    report = judge.report(held_out.lines, held_out.genres, held_out.meters)
    assert report.genres == [CALM, BUSY]
    assert report.confusion.tolist() == [[5, 0], [0, 5]]
    assert report.mean_recall == 1.0


def test_mean_recall_weighs_every_genre_the_same_and_leaves_out_the_absent():
    report = Report([0, 1, 2], np.array([[9, 1, 0], [1, 1, 0], [0, 0, 0]]))
    assert report.recalls == {0: 0.9, 1: 0.5}
    assert report.mean_recall == pytest.approx(0.7)


def test_at_most_so_many_excerpts_are_drawn_from_each_genre():
    drawn = melody_excerpts(pieces(10, 0, bars=9), 7)
    assert [drawn.genres.count(genre) for genre in (CALM, BUSY)] == [7, 7]
    assert {len(line) for line in drawn.lines} == {64}
    again = melody_excerpts(pieces(10, 0, bars=9), 7)
    assert np.array_equal(drawn.lines, again.lines)


def test_excerpts_need_eight_onsets_and_rest_where_a_note_was_cut_in_two():
    sparse = [onset(60), *[HOLD] * 65, *[REST] * 2, *[onset(62)] * 8, *[HOLD] * 52]
    piece = Piece("x", 0, COMMON, np.array(sparse, np.int8), False)
    (line,) = melody_excerpts([piece], 9).lines
    assert line.tolist() == [*[REST] * 4, *[onset(62)] * 8, *[HOLD] * 52]


def test_only_basses_of_people_are_cut_into_eight_bars():
    bass = [onset(40), *[HOLD] * 11] * 17
    cut = bass_excerpts([duet(bass, "cello", WALTZ), duet(bass, "synth", WALTZ)], 9)
    assert [len(line) for line in cut.lines] == [96, 96]
    assert cut.meters == [WALTZ, WALTZ]


@pytest.mark.parametrize("interval", range(-12, 13))
def test_a_transposed_excerpt_differs_in_its_register_alone(interval):
    """Only its four percentiles and its mean pitch move."""
    tune = [60, 62, 64, 65, 67, 64, 60, 67, 72, 60, 64, 62, 60, 55, 59, 60]
    lines = [[onset(pitch + up) for pitch in tune] for up in (0, interval)]
    here, there = features(np.array(lines, np.int8), [COMMON, COMMON])
    assert (~np.isclose(here, there)).sum() == (5 if interval else 0)


@given(st.lists(st.integers(2, VOCABULARY_SIZE - 1), min_size=1, max_size=12))
def test_any_excerpt_with_a_note_has_finite_features(events):
    line = np.array(events + [REST] * (12 - len(events)), np.int8)
    assert np.isfinite(features([line, line], [WALTZ, JIG])).all()


def test_silence_sounds_like_no_genre():
    with pytest.raises(ValueError, match="without notes"):
        features([np.zeros(64, np.int8)], [COMMON])
