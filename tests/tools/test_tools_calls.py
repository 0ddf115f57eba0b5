import numpy as np
import pytest

from appliance.models.predictor import LstmPredictor
from appliance.music.events import HOLD, REST, onset
from appliance.music.grid import COMMON_TIME
from tools.corpus.pieces import Piece
from tools.eval.calls import answer_to, calls_of, fit_to_play
from tools.gallery import compare

BAR = [event for pitch in (60, 62, 64, 65) for event in (onset(pitch), HOLD, HOLD, HOLD)]


def piece(events, validation=True):
    return Piece("x", 0, COMMON_TIME, np.array(events, np.int8), validation)


def test_calls_are_whole_passages_of_held_out_pieces():
    silent, played = [REST] * 16, BAR * 4
    calls = list(calls_of([piece(played, False), piece(silent + played), piece(BAR)], 0, 4))
    assert len(calls) == 1
    assert len(calls[0].score.notes) == 16
    assert not fit_to_play(BAR * 3 + silent, COMMON_TIME)


@pytest.mark.parametrize(("theme", "at_least", "at_most"), [(0.0, 0.0, 0.5), (1.0, 0.4, 1.0)])
def test_a_closer_answer_keeps_more_of_the_call(network, theme, at_least, at_most):
    call = next(calls_of([piece(BAR * 4)], 0, 4))
    predictor = LstmPredictor(network)
    kept = [compare(call, answer_to(call, predictor, theme, 0.9, seed))[0] for seed in range(4)]
    assert at_least <= np.mean(kept) <= at_most


def test_comparing_counts_notes_at_their_place():
    call = next(calls_of([piece(BAR * 4)], 0, 4))
    shifted = tuple(type(n)(n.onset + 16, n.duration, n.pitch, 1) for n in call.score.notes)
    assert compare(call, shifted) == (1.0, True, False, 1.0)
    assert compare(call, ()) == (0.0, False, True, 0.0)
    assert compare(call, shifted[:8]) == (0.5, False, False, 0.5)
