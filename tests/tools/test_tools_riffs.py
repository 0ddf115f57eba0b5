import numpy as np
import pytest

from appliance.models.manifest import BASS, load_model
from appliance.music.events import HOLD, REST, onset
from appliance.music.grid import COMMON_TIME
from tools.corpus.pieces import NO_ROOT, Duet
from tools.eval.excerpts import BARS, Excerpt
from tools.eval.playing import Way
from tools.eval.suite_riffs import judged, riff_of, riffs

LENGTH = BARS * COMMON_TIME.steps_per_bar
TUNE = np.array(
    [event for p in range(60, 124) for event in (onset(p % 12 + 60), HOLD)] * 4, np.int8
)


def duet(bass):
    line = np.resize(np.array(bass, np.int8), LENGTH)
    roots = np.full(LENGTH, NO_ROOT, np.int8)
    return Duet("a", 1, COMMON_TIME, np.resize(TUNE, LENGTH), line, "voice", roots, True)


def test_a_riff_is_two_bars_over_and_over():
    riff = riff_of(duet([REST])).reshape(-1, 32)
    assert (riff == riff[0]).all() and len(riff) == BARS // 2
    assert (riff[0] == TUNE[64:96]).all()


def test_a_note_held_into_the_riff_is_left_out():
    held = duet([REST])
    held.melody[62:68] = [onset(60), HOLD, HOLD, HOLD, HOLD, onset(62)]
    assert (riff_of(held)[:4] == [REST, REST, REST, onset(62)]).all()


@pytest.mark.parametrize(
    ("bass", "runs_away", "silent"),
    [
        ([onset(48)], 1, 0),
        ([onset(48), HOLD], 0, 0),
        ([REST], 0, 1),
        ([onset(48)] * 3 + [HOLD], 1, 0),
    ],
)
def test_a_bass_runs_away_or_falls_silent_or_neither(bass, runs_away, silent):
    row = judged(duet(bass))
    assert (row["runs_away"], row["silent"]) == (runs_away, silent)


def test_only_the_last_bars_count():
    line = duet([onset(48)])
    line.bass[-8 * 16 :] = np.resize(np.array([onset(48), HOLD, HOLD, HOLD], np.int8), 8 * 16)
    assert judged(line)["notes_per_bar"] == 4.0


def test_people_and_the_networks_are_judged(models):
    chosen = [Excerpt(duet([onset(48), HOLD, HOLD, HOLD]))]
    figures = riffs(chosen, load_model(models, BASS), {"lstm": Way()}).figures()["chorale"]
    assert figures["human"]["notes_per_bar"]["mean"] == 4.0
    assert figures["lstm"]["notes_per_bar"]["count"] == 1
