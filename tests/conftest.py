"""What many tests share: the shipped network and a predictor that plays a tune of its own."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from appliance.models.manifest import SHIPPED, load_network
from appliance.models.network import StepNetwork
from appliance.music.events import VOCABULARY_SIZE
from tests.left_behind import no_thread_left_behind

# Machines that run tests are busy: a slow example is no failure.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.fixture(autouse=True)
def _no_thread_left_behind():
    with no_thread_left_behind():
        yield


class Script:
    """A predictor that is certain of one event after the other, and remembers what it read."""

    def __init__(self, events=(), sure=None):
        self.events = list(events)
        self.sure = sure
        self.read = []
        self.answers = []
        self.lines = 0

    def begin(self, meter):
        self.read = []
        self.lines += 1

    def answer(self, steps, lag):
        self.answers.append((steps, lag))

    def predict(self, genre, discipline=0.0):
        logits = np.zeros(VOCABULARY_SIZE, np.float32)
        if self.events:
            logits[self.events[len(self.read) % len(self.events)]] = 50.0
        return logits

    def sureness(self, genre):
        return self.sure

    def accept(self, event, genre):
        self.read.append(event)


@pytest.fixture(scope="session", autouse=True)
def _own_data(tmp_path_factory):
    """What a box remembers stays within the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture(scope="session")
def models() -> Path:
    return SHIPPED


@pytest.fixture(scope="session")
def network(models) -> StepNetwork:
    return load_network(models)


@pytest.fixture
def script():
    return Script
