import numpy as np
import pytest

from appliance.models.predictor import LstmPredictor
from appliance.music.events import HOLD, REST, onset
from appliance.music.grid import COMMON_TIME, METERS
from tools.corpus.pieces import Piece
from tools.eval.calls import answer_to, calls_of, fit_to_play, freely_on, spread, timed
from tools.eval.ngram import NGram
from tools.gallery import compare

BAR = [event for pitch in (60, 62, 64, 65) for event in (onset(pitch), HOLD, HOLD, HOLD)]
SILENT = [REST] * 16


def piece(events, validation=True, meter=COMMON_TIME):
    return Piece("x", 0, meter, np.array(events, np.int8), validation)


def call_in(events=BAR * 8, bars=4, meter=COMMON_TIME):
    return next(calls_of([piece(events, meter=meter)], 0, bars))


def test_calls_are_whole_passages_of_held_out_pieces():
    played = BAR * 8
    pieces = [piece(played, False), piece(SILENT + played), piece(BAR)]
    (call,) = calls_of(pieces, 0, 4)
    assert call.piece is pieces[1]
    assert call.events.tolist() == BAR * 4
    assert call.bars == 4
    assert len(call.score.notes) == 16
    assert [each.piece for each in calls_of(pieces, 0, 4, held_out=False)] == pieces[:1]
    assert not list(calls_of(pieces, 1, 4))
    assert not fit_to_play(BAR * 3 + SILENT, COMMON_TIME)


def test_a_call_is_gone_on_with():
    """Four bars after it, with at least one note; a note held into them rests."""
    assert not list(calls_of([piece(BAR * 4), piece(BAR * 7), piece(BAR * 4 + SILENT * 4)], 0, 4))
    held = BAR[:13] + [HOLD] * 3
    after = [HOLD, HOLD, onset(72), HOLD] + [REST] * 28
    call = call_in(BAR + held + after, bars=2)
    assert call.continuation.tolist() == [REST, REST, onset(72), HOLD] + [REST] * 28


@pytest.mark.parametrize("meter", METERS)
def test_an_answer_lies_where_the_piece_goes_on(script, meter):
    """Trading bars, a player that knows one figure plays it from the bar line to the end."""
    figure = [onset(67), HOLD, REST, onset(69)]
    events = (BAR * 8)[: 8 * meter.steps_per_bar]
    box = Answering(script(figure))
    call = call_in(events, meter=meter)
    answer = answer_to(call, box, 0.0, 0.5, 1)
    assert answer.dtype == np.int8
    assert box.asked == (len(call.events), len(call.events))
    assert answer.tolist()[:-2] == (figure * 16)[: len(call.events) - 2]


class Answering:
    """A script that remembers which answer it was told of."""

    def __init__(self, script):
        self.script = script
        self.asked = None

    def __getattr__(self, name):
        return getattr(self.script, name)

    def answer(self, steps, lag):
        self.asked = (steps, lag)


def test_a_closer_answer_keeps_more_of_the_call(network):
    """Of a call that does not repeat itself, which is why a free answer keeps little of it."""
    pitches = [60, 67, 64, 62, 69, 65, 72, 71, 74, 62, 60, 65, 67, 59, 62, 60]
    events = [event for pitch in pitches for event in (onset(pitch), HOLD, HOLD, HOLD)]
    call, predictor = call_in(events + BAR * 4), LstmPredictor(network)
    free, close = (
        np.mean(
            [compare(call, answer_to(call, predictor, theme, 0.9, seed))[0] for seed in range(4)]
        )
        for theme in (0.0, 1.0)
    )
    assert free < 0.5
    assert close > free + 0.2


def test_an_ngram_goes_on_as_it_learnt_within_the_bounds_of_answers():
    held = np.array([onset(60), *[HOLD] * 200], np.int8)
    answer = freely_on(NGram([held]), call_in(), 0.9, 0)
    assert len(answer) == 64
    assert (answer[:33] == HOLD).sum() <= 32  # no note lasts more than two bars
    scale = freely_on(NGram([np.array(BAR * 50, np.int8)]), call_in(), 0.1, 0)
    assert np.isin(scale, BAR).all()
    assert (scale == freely_on(NGram([np.array(BAR * 50, np.int8)]), call_in(), 0.1, 0)).all()


def test_a_line_in_quarter_notes():
    notes = timed(np.array([REST, REST, onset(60), HOLD, HOLD], np.int8), 16)
    assert [(n.onset, n.duration, n.pitch) for n in notes] == [(4.5, 0.75, 60)]


def test_a_choice_is_spread_over_all():
    assert spread(range(10), 5) == [0, 2, 4, 6, 8]
    assert spread(range(10), 4) == [0, 2, 5, 7]
    assert spread(range(3), 5) == spread(range(3), None) == [0, 1, 2]
    assert spread([], 3) == []


def test_comparing_counts_notes_at_their_place():
    call = call_in()
    assert compare(call, call.events) == (1.0, True, False, 1.0)
    assert compare(call, np.zeros(64, np.int8)) == (0.0, False, True, 0.0)
    half = np.where(np.arange(64) < 32, call.events, REST).astype(np.int8)
    assert compare(call, half) == (0.5, False, False, 0.5)
