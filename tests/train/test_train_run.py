"""Training for real, small and short: it learns, stops, resumes and converts."""

import gzip
import itertools
import json

import numpy as np
import pytest
import torch
from ai_edge_litert.interpreter import Interpreter

from appliance.models.frames import event_logits
from appliance.models.manifest import BASS, MELODY, contract
from appliance.models.network import StepNetwork
from tools.convert.export import convert, entry, load, reference_outputs
from tools.convert.reference import reference_inputs
from tools.corpus.pieces import data_hash
from tools.train.losses import event_losses
from tools.train.network import Shape, StepLstm
from tools.train.run import TASKS, Recipe, Run, schedule

RECIPE = Recipe(updates=40, windows=8, steps=32, warm_up=5, check_every=20, seed=3)
torch.set_num_threads(1)
SHAPE = Shape(embedding=16, layers=2, units=24, dropout=0.1)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    with gzip.open(folder / "folk.jsonl.gz", "wt", encoding="utf-8") as file:
        for number in range(60):
            degrees = [0, 2, 4, 5, 7, 5, 4, 2] * 2
            melody = [[2 * i, 2, 60 + number % 5 + d] for i, d in enumerate(degrees)]
            bass = [[8 * i, 8, 36 + number % 5 + d] for i, d in enumerate((0, 7, 0, 7))]
            tune = {"id": str(number), "cluster": str(number), "time_signature": "4/4"}
            tune |= {"bass_kind": "cello", "bass": bass, "chords": [[0, "C"], [16, "G"]]}
            file.write(json.dumps({**tune, "melody": melody}) + "\n")
    return folder


def run_of(corpus, out, task=MELODY, recipe=RECIPE, shape=SHAPE):
    made = TASKS[task](corpus, recipe.steps, recipe.evenness)
    return Run(made, data_hash(corpus), out, recipe, shape)


@pytest.fixture(scope="module", params=[MELODY, BASS])
def trained(request, corpus, tmp_path_factory):
    run = run_of(corpus, tmp_path_factory.mktemp("run"), request.param)
    run.train()
    return run


def log_of(run):
    return [json.loads(line) for line in (run.out / "log.jsonl").read_text().splitlines()]


def test_it_learns(trained):
    rows = log_of(trained)
    assert [row["update"] for row in rows] == [20, 40]
    assert rows[-1]["nats_per_step"] < rows[0]["nats_per_step"] < np.log(75)


def test_a_stopped_run_goes_on_where_it_was(corpus, tmp_path):
    half = run_of(corpus, tmp_path)
    half.recipe = Recipe(**{**RECIPE.__dict__, "updates": 20})
    half.train()
    resumed = run_of(corpus, tmp_path)
    resumed.resume()
    assert resumed.update == 20
    for ours, theirs in zip(resumed.network.parameters(), half.network.parameters(), strict=True):
        assert torch.equal(ours, theirs)
    resumed.train()
    assert resumed.update == 40


def test_another_recipe_does_not_resume(trained, corpus):
    shape = Shape(embedding=16, layers=1, units=24)
    other = run_of(corpus, trained.out, trained.task.name, shape=shape)
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
    step_network, rows = StepNetwork(content, Interpreter), []
    state = step_network.initial_state()
    for told in reference_inputs(trained.task.name):
        outputs, state = step_network.step(told[None], state)
        rows.append(outputs[0])
    expected = reference_outputs(network, trained.task.name)
    error = np.linalg.norm(np.array(rows) - expected) / np.linalg.norm(expected)
    assert error < tolerance
    assert entry("x", content, saved)["vocabulary"] == contract(trained.task.name)["vocabulary"]


def test_int8_is_a_quarter_of_float():
    network = StepLstm(100, 50, Shape(64, 2, 64)).eval()
    assert len(convert(network, True)) < 0.3 * len(convert(network, False))


def test_the_loss_is_that_of_the_logits_that_the_box_reads():
    """The two readings of outputs, in numpy for the box and in PyTorch, are one."""
    random = np.random.default_rng(0)
    table = random.integers(0, 31, (1, 4, 3, 73))
    outputs = random.normal(size=(1, 4, 30)).astype(np.float32)
    events = np.array([[0, 1, 2, 40]])
    _, sums = event_losses(*map(torch.from_numpy, (outputs, table.astype(np.int16), events)))
    logits = event_logits(outputs[0], table[0])
    expected = -logits[np.arange(4), events[0]].mean()
    assert sums.means()["nats_per_step"] == pytest.approx(expected, abs=1e-4)
