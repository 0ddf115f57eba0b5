import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.music.events import HOLD, VOCABULARY_SIZE, onset
from tools.eval.ngram import NGram
from tools.eval.ppm import BIAS, PPM

A, B, C = onset(60), onset(62), onset(64)
UNIFORM = 1 / VOCABULARY_SIZE
lines = st.lists(st.integers(0, VOCABULARY_SIZE - 1), min_size=1, max_size=40)


def line(*events):
    return np.array(events, np.int8)


def entropy(row):
    return -(row * np.log(row)).sum()


@given(st.lists(lines, min_size=1, max_size=4), lines)
def test_rows_are_probabilities_and_depend_on_the_past_only(training, piece):
    model = PPM([line(*each) for each in training], orders=(0, 1, 2, 4))
    p = model.probabilities(line(*piece))
    half = len(piece) // 2
    assert p.shape == (len(piece), VOCABULARY_SIZE)
    assert p.sum(1) == pytest.approx(1.0)
    assert (p > 0).all()
    assert p[:half] == pytest.approx(model.probabilities(line(*piece[:half])))


def test_the_first_step_is_the_long_term_model_and_an_even_chance_by_hand():
    """After one line A A B, order 0 only: c(A)=2, c(B)=1, T=2, so P(A) = (2 + 2/75) / 5."""
    p = PPM([line(A, A, B)], orders=(0,)).probabilities(line(A))[0]
    learnt = np.full(VOCABULARY_SIZE, 2 * UNIFORM / 5)
    learnt[[A, B]] += [2 / 5, 1 / 5]
    weight = (entropy(learnt) / np.log(VOCABULARY_SIZE)) ** -BIAS
    assert p == pytest.approx((weight * learnt + UNIFORM) / (weight + 1))


def test_shorter_histories_count_an_event_once_for_each_longer_one_by_hand():
    """Order 1 of A B A B: A after the start and after B, B after A; the second A B counts not.

    So order 0 has c(A)=2, c(B)=1, T=2, and P(B | A) = (2 + P(B)) / 3 with c(AB)=2, T=1. The line
    so far, A, has told the short-term model nothing of what follows A, but c(A)=1, T=1.
    """
    p = PPM([line(A, B, A, B)], orders=(0, 1)).probabilities(line(A, B))[1]
    learnt = np.full(VOCABULARY_SIZE, 2 * UNIFORM / 5 / 3)
    learnt[[A, B]] += [2 / 5 / 3, (2 + 1 / 5) / 3]
    heard = np.full(VOCABULARY_SIZE, UNIFORM / 2)
    heard[A] += 1 / 2
    weights = [(entropy(row) / np.log(VOCABULARY_SIZE)) ** -BIAS for row in (learnt, heard)]
    mean = (weights[0] * learnt + weights[1] * heard) / sum(weights)
    assert p == pytest.approx(mean)


def test_a_tune_that_comes_again_is_foretold_although_no_training_piece_had_it():
    tune = line(*(event for pitch in (61, 66, 63, 70, 68, 75) for event in (onset(pitch), HOLD)))
    other = line(A, HOLD, B, HOLD, C, HOLD)
    p = PPM([np.tile(other, 8)]).probabilities(np.tile(tune, 4))
    chosen = p[np.arange(48), np.tile(tune, 4)]
    assert chosen[36:].min() > 0.5 > chosen[:12:2].max()


def test_it_beats_the_ngram_on_a_piece_with_repeats():
    random = np.random.default_rng(0)
    training = [random.integers(2, 20, 200).astype(np.int8) for _ in range(5)]
    piece = np.tile(random.integers(2, 20, 40).astype(np.int8), 5)
    steps = np.arange(len(piece))
    ppm, ngram = (model(training).probabilities(piece)[steps, piece] for model in (PPM, NGram))
    assert np.log(ppm).mean() > np.log(ngram).mean() + 0.5


def test_no_history_crosses_from_one_line_into_the_next():
    apart = PPM([line(A), line(B)], orders=(0, 1)).probabilities(line(A, C))
    joined = PPM([line(A, B)], orders=(0, 1)).probabilities(line(A, C))
    assert joined[1, B] > apart[1, B]
