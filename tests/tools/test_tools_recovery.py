import math
from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.music.events import HOLD, REST, VOCABULARY_SIZE, onset
from appliance.music.grid import COMMON_TIME, METERS
from tools.eval.harmony import rates
from tools.eval.recovery import by_beat, recovery, tritone_at

COMPOUND = METERS[2]
NAN = float("nan")


def line(*events):
    """Events from pitches, `-` for a hold and `.` for a rest."""
    signs = {"-": HOLD, ".": REST}
    return np.array([signs[e] if isinstance(e, str) else onset(e) for e in events], np.int8)


events_lists = st.lists(st.integers(0, VOCABULARY_SIZE - 1), min_size=1, max_size=40)


def test_a_tritone_moves_onsets_from_the_step_on():
    events = line(60, "-", 62, ".", 64, "-")
    assert tritone_at(events, 2).tolist() == line(60, "-", 68, ".", 70, "-").tolist()
    assert events.tolist() == line(60, "-", 62, ".", 64, "-").tolist()


def test_a_note_held_over_the_step_stays():
    assert tritone_at(line(60, "-", "-", 62), 1).tolist() == line(60, "-", "-", 68).tolist()


def test_the_top_is_folded_down_an_octave():
    """C7 (96) would be 102, above the vocabulary: 90; 90 itself reaches 96."""
    assert tritone_at(line(96, 91, 90), 0).tolist() == line(90, 85, 96).tolist()


def test_a_step_at_the_end_moves_nothing():
    events = line(60, 62)
    assert tritone_at(events, 2).tolist() == events.tolist()


@given(events_lists, st.integers(0, 40))
def test_only_pitches_move_and_by_a_tritone(events, step):
    before = np.array(events, np.int8)
    after = tritone_at(before, step)
    assert after.dtype == before.dtype
    onsets = before > 1
    assert (after[~onsets] == before[~onsets]).all()
    assert (after[:step] == before[:step]).all()
    moved = onsets & (np.arange(len(before)) >= step)
    assert ((after[moved] - before[moved]) % 12 == 6).all()


def test_consonance_by_beat_by_hand():
    """Over C: G; G G F F; silence of the melody; silence of the bass; a cut beat with F#."""
    melody = line(*[67, *"---"], *[67, "-", 65, "-"], *"....", *[67, *"---"], *[66, "-"])
    bass = line(48, *"-" * 11, *"....", 48, "-")
    assert by_beat(melody, bass, COMMON_TIME) == pytest.approx(
        [1.0, 0.5, NAN, NAN, 0.0], nan_ok=True
    )


def test_a_beat_is_shared_by_the_steps_with_both_voices():
    """One step of melody in the beat, consonant: 1, not 1/4."""
    assert by_beat(line(67, ".", ".", "."), line(48, *"---"), COMMON_TIME).tolist() == [1.0]


def test_beats_have_the_meter_s_length():
    melody = line(*[67, *"-----"], *[66, *"-----"])
    assert by_beat(melody, line(48, *"-" * 11), COMPOUND).tolist() == [1.0, 0.0]


def test_silence_has_no_consonance():
    silence = np.zeros(8, np.int8)
    assert np.isnan(by_beat(silence, line(48, *"-" * 7), COMMON_TIME)).tolist() == [True, True]
    assert by_beat(silence[:0], silence[:0], COMMON_TIME).tolist() == []


@given(events_lists)
def test_one_beat_agrees_with_the_rates(events):
    """A line of up to one beat against a drone."""
    melody = np.array(events[:4], np.int8)
    drone = np.array([onset(48), *[HOLD] * (len(melody) - 1)], np.int8)
    expected = rates(melody, drone).while_sounding
    assert by_beat(melody, drone, COMMON_TIME) == pytest.approx([expected], nan_ok=True)


def test_recovery_by_hand():
    """Perturbed at beat 10: beats 2-9, 10-13, 14-17 and 18-25 are averaged, all others are not."""
    curve = np.full(40, 7.0)
    curve[2:10] = np.tile([1.0, 0.5], 4)
    curve[10:14] = [0.0, 0.0, 0.0, 1.0]
    curve[14:18] = 0.5
    curve[18:26] = np.repeat([0.5, 1.0], 4)
    found = recovery(curve, 10)
    assert astuple(found) == (0.75, 0.25, 0.5, 0.75)


def test_recovery_leaves_out_undefined_beats():
    curve = np.array([1.0, NAN, 0.0, NAN, NAN, 1.0])
    found = recovery(curve, 2)
    assert (found.before, found.first) == (1.0, 0.5)
    assert math.isnan(found.later)


def test_recovery_without_beats_before():
    found = recovery(np.ones(9), 0)
    assert math.isnan(found.before)
    assert (found.first, found.second, found.later) == (1.0, 1.0, 1.0)


def test_a_deaf_drone_never_recovers():
    """G over a held C for 24 beats; from beat 8 on the melody is C#."""
    melody, bass = line(*[67, *"---"] * 24), line(48, *"-" * 95)
    curve = by_beat(tritone_at(melody, 32), bass, COMMON_TIME)
    found = recovery(curve, 8)
    assert astuple(found) == (1.0, 0.0, 0.0, 0.0)


def test_a_bass_that_follows_recovers():
    """As the drone, but the bass moves with the melody from the fifth beat after it on."""
    melody, bass = line(*[67, *"---"] * 24), line(*[48, *"---"] * 24)
    curve = by_beat(tritone_at(melody, 32), tritone_at(bass, 48), COMMON_TIME)
    found = recovery(curve, 8)
    assert astuple(found) == (1.0, 0.0, 1.0, 1.0)
