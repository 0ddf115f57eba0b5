"""Training for real, small and short: it learns, stops, resumes and converts."""

import gzip
import itertools
import json

import numpy as np
import pytest
import torch
from ai_edge_litert.interpreter import Interpreter

from appliance.models.encoding import MelodyEncoder
from appliance.models.manifest import contract
from appliance.models.network import StepNetwork
from appliance.music.genres import INDEX
from appliance.music.grid import COMMON_TIME
from tools.convert.export import convert, entry, load, reference_logits, reference_tune
from tools.train.network import MelodyNetwork, Shape
from tools.train.run import Recipe, Run, schedule

RECIPE = Recipe(updates=40, windows=8, steps=32, warm_up=5, check_every=20, seed=3)
torch.set_num_threads(1)
SHAPE = Shape(layers=2, units=24, dropout=0.1)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    with gzip.open(folder / "folk.jsonl.gz", "wt", encoding="utf-8") as file:
        for number in range(60):
            degrees = [0, 2, 4, 5, 7, 5, 4, 2] * 2
            melody = [[2 * i, 2, 60 + number % 5 + d] for i, d in enumerate(degrees)]
            tune = {"id": str(number), "cluster": str(number), "time_signature": "4/4"}
            file.write(json.dumps({**tune, "melody": melody}) + "\n")
    return folder


@pytest.fixture(scope="module")
def trained(corpus, tmp_path_factory):
    run = Run(corpus, tmp_path_factory.mktemp("run"), RECIPE, SHAPE)
    run.train()
    return run


def log_of(run):
    return [json.loads(line) for line in (run.out / "log.jsonl").read_text().splitlines()]


def test_it_learns(trained):
    rows = log_of(trained)
    assert [row["update"] for row in rows] == [20, 40]
    assert rows[-1]["validation"] < rows[0]["validation"] < np.log(63)


def test_a_stopped_run_goes_on_where_it_was(corpus, tmp_path):
    half = Run(corpus, tmp_path, RECIPE, SHAPE)
    half.recipe = Recipe(**{**RECIPE.__dict__, "updates": 20})
    half.train()
    resumed = Run(corpus, tmp_path, RECIPE, SHAPE)
    resumed.resume()
    assert resumed.update == 20
    for ours, theirs in zip(resumed.network.parameters(), half.network.parameters(), strict=True):
        assert torch.equal(ours, theirs)
    resumed.train()
    assert resumed.update == 40


def test_another_recipe_does_not_resume(trained, corpus):
    other = Run(corpus, trained.out, RECIPE, Shape(layers=1, units=24))
    with pytest.raises(SystemExit, match="another recipe"):
        other.resume()


def test_the_learning_rate_warms_up_and_falls():
    rates = [schedule(update, RECIPE) for update in range(RECIPE.updates + 1)]
    assert rates[0] < rates[4] == 1.0
    assert all(a >= b for a, b in itertools.pairwise(rates[4:]))
    assert rates[-1] == pytest.approx(0.01)


@pytest.mark.parametrize(("quantize", "tolerance"), [(False, 1e-4), (True, 0.05)])
def test_the_converted_network_computes_what_pytorch_does(trained, quantize, tolerance):
    network, saved = load(trained.out / "best.pt")
    content = convert(network, quantize)
    step_network = StepNetwork(content, Interpreter)
    encoder, state, rows = MelodyEncoder(COMMON_TIME), step_network.initial_state(), []
    for step, event in enumerate(reference_tune()):
        logits, state = step_network.step(encoder.vector(step, INDEX["folk"]), state)
        rows.append(logits)
        encoder.push(event)
    expected = reference_logits(network)
    error = np.linalg.norm(np.array(rows) - expected) / np.linalg.norm(expected)
    assert error < tolerance
    assert entry(content, saved)["vocabulary"] == contract()["vocabulary"]


def test_int8_is_a_quarter_of_float():
    network = MelodyNetwork(Shape(2, 64)).eval()
    assert len(convert(network, True)) < 0.3 * len(convert(network, False))
