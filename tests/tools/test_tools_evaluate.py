import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.models.predictor import LstmPredictor
from appliance.music.events import HOLD, REST, VOCABULARY_SIZE, onset
from appliance.music.grid import COMMON_TIME
from tools.corpus.pieces import Piece
from tools.eval.likelihood import Score, lstm_log_probabilities
from tools.eval.ngram import NGram
from tools.eval.repeat import RepeatLast
from tools.train.progress import clock

SCALE = [onset(60 + step) for step in (0, 2, 4, 5, 7, 9, 11, 12)]
TUNE = np.array([event for pitch in SCALE for event in (pitch, HOLD)] * 4, np.int8)


def piece(events=TUNE, validation=False, genre=0, name="x"):
    return Piece(name, genre, COMMON_TIME, np.array(events, np.int8), validation)


lines = st.lists(st.integers(0, VOCABULARY_SIZE - 1), min_size=1, max_size=40)


@given(st.lists(lines, min_size=1, max_size=4), lines)
def test_the_ngram_gives_probabilities(training, line):
    model = NGram([np.array(each, np.int8) for each in training], order=3)
    p = model.probabilities(np.array(line, np.int8))
    assert p.shape == (len(line), VOCABULARY_SIZE)
    assert p.sum(1) == pytest.approx(1.0)
    assert (p > 0).all()


def test_the_ngram_is_witten_bell_by_hand():
    """After one line a b a c (order 2): c(a)=2, T(a)=2, so P(b|a) = (1 + 2 P(b)) / 4."""
    a, b, c = 2, 3, 4
    model = NGram([np.array([a, b, a, c], np.int8)], order=2)
    uniform = 1 / VOCABULARY_SIZE
    unigram_b = (1 + 3 * uniform) / (4 + 3)
    p = model.probabilities(np.array([a, b], np.int8))
    assert p[1, b] == pytest.approx((1 + 2 * unigram_b) / 4)


def test_the_ngram_learns_a_tune():
    model = NGram([TUNE])
    p = model.probabilities(TUNE)
    assert p[np.arange(8, 64), TUNE[8:]].min() > 0.5


def test_repeat_last_expects_the_last_pitch_again():
    same = [onset(60), HOLD, onset(60), HOLD, onset(64), HOLD] * 8
    p = RepeatLast([piece(same)]).probabilities(piece(same))
    assert p.sum(1) == pytest.approx(1.0)
    assert p[4, 2:].argmax() + 2 == onset(60)
    assert p[6, 2:].argmax() + 2 == onset(64)


def test_scores_are_means_over_steps_and_onsets():
    logs = np.log(np.full((4, VOCABULARY_SIZE), 0.5 / (VOCABULARY_SIZE - 1)))
    line = np.array([onset(60), HOLD, REST, onset(62)], np.int8)
    logs[np.arange(3), line[:3]] = np.log(0.5)
    score = Score()
    score.add(line, logs)
    missed = -np.log(0.5 / (VOCABULARY_SIZE - 1))
    assert score.summary() == pytest.approx(
        {
            "nats_per_step": (3 * np.log(2) + missed) / 4,
            "nats_per_onset": (np.log(2) + missed) / 2,
            "top1_per_onset": 0.5,
        }
    )


def test_the_network_is_asked_as_the_box_asks_it(network):
    predictor = LstmPredictor(network)
    logs = lstm_log_probabilities(predictor, piece(), 32)
    assert logs.shape == (32, VOCABULARY_SIZE)
    assert np.exp(logs).sum(1) == pytest.approx(1.0)
    assert (logs == lstm_log_probabilities(predictor, piece(), 32)).all()


def test_time_left_is_readable():
    assert clock(3725) == "1:02:05"
