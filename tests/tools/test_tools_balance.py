import json
import shutil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.models.manifest import BASS, MANIFEST, load_model, manners
from tools import balance as command
from tools.eval.balance import FARTHEST, Fullness, corrected

EVEN = (0.0, 0.0, 0.0)
PEOPLE = Fullness(notes=4.0, coverage=0.8)


def test_basses_like_peoples_are_left_alone():
    assert corrected(EVEN, PEOPLE, PEOPLE) == EVEN
    assert PEOPLE.off(PEOPLE) == 0.0


def test_the_larger_difference_counts():
    assert Fullness(5.0, 0.8).off(PEOPLE) == pytest.approx(0.25)
    assert Fullness(4.0, 0.4).off(PEOPLE) == pytest.approx(0.5)


@given(st.floats(0, 20), st.floats(0, 1))
def test_too_few_notes_ask_for_onsets_and_too_bare_a_melody_for_fewer_rests(notes, coverage):
    rest, hold, onset = corrected(EVEN, Fullness(notes, coverage), PEOPLE)
    assert hold == 0.0
    assert np.sign(onset) in (0, np.sign(PEOPLE.notes - notes))
    assert np.sign(rest) in (0, np.sign(coverage - PEOPLE.coverage))
    assert max(abs(rest), abs(onset)) <= FARTHEST


def test_rests_favoured_in_the_manifest_are_played(models, tmp_path):
    """A hundred nats on rests: nothing but rests is likely."""
    folder = shutil.copytree(models, tmp_path / "models")
    command._tell(folder, "standard", {"jazz": (100.0, 0.0, 0.0)})
    told = json.loads((folder / MANIFEST).read_text())["bass"]["manners"]["jazz"]
    assert told["balance"] == [100.0, 0.0, 0.0]
    manner = manners(load_model(folder, BASS))["jazz"]
    assert manner.balance.tolist() == [[100.0, 0.0, 0.0]]
