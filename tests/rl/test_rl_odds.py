"""The LSTM as a judge of genre: Bayes' rule, and one jam apart from the other."""

import numpy as np
import pytest
import torch

from appliance.models.melody_encoder import INPUTS, OUTPUTS, Phrase
from appliance.music.events import HOLD, REST, onset
from appliance.music.genres import GENRES
from appliance.music.grid import COMMON_TIME
from tools.rl.odds import SURE, GenreOdds
from tools.rl.step_network import as_step_network
from tools.train.network import Shape, StepLstm

LINE = [onset(60), HOLD, onset(64), REST, onset(67), onset(65)]


@pytest.fixture(scope="module")
def lstm():
    torch.manual_seed(3)
    network = StepLstm(INPUTS.width, OUTPUTS.width, Shape(12, 2, 16, 0.1)).eval()
    with torch.no_grad():
        for weights in network.parameters():
            weights *= 3.0  # or it hardly tells the genres apart
    return network


def odds(lstm, genres, lines):
    asked = GenreOdds(as_step_network(lstm, len(genres) * len(GENRES)), [COMMON_TIME] * len(genres))
    out = []
    for events in zip(*lines, strict=True):
        out.append(asked.predict(np.array(genres), Phrase.none(len(genres))))
        asked.accept(np.array(events))
    return np.stack(out, 1)


def test_genres_share_an_event_by_bayes_rule(lstm):
    """Over all genres, the mean of exp odds is 1: what speaks for one speaks against others."""
    each = odds(lstm, range(len(GENRES)), [LINE] * len(GENRES))
    assert np.abs(each).max() < SURE
    assert np.exp(each).mean(0) == pytest.approx(1.0, abs=1e-3)
    assert np.abs(each).max() > 0.01


def test_jams_do_not_hear_each_other(lstm):
    alone = odds(lstm, [2], [LINE])
    beside = odds(lstm, [5, 2], [LINE[::-1], LINE])
    assert beside[1] == pytest.approx(alone[0], abs=1e-5)
