import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.music.events import HOLD, REST, VOCABULARY_SIZE, onset
from appliance.music.grid import COMMON_TIME, METERS
from tools.eval.answers import (
    FEATURES,
    describe,
    distances,
    diversity,
    features,
    gap,
    is_empty,
    is_endless,
    is_exact_copy,
    key_match,
    longest_copy,
    motif_reuse,
    pitch_class_overlap,
    pitch_range,
    repetition_rate,
    span,
    wasserstein,
)

WALTZ = METERS[1]
SILENCE = np.zeros(16, np.int8)


def line(*events):
    """Events from pitches, `-` for a hold and `.` for a rest."""
    signs = {"-": HOLD, ".": REST}
    return np.array([signs[e] if isinstance(e, str) else onset(e) for e in events], np.int8)


def eighths(*pitches):
    return line(*[event for pitch in pitches for event in (pitch, "-")])


def alone(pitch, steps):
    return line(pitch, *"-" * (steps - 1))


# C major and D major, both from tonic to octave
C_MAJOR = eighths(60, 62, 64, 65, 67, 69, 71, 72)
D_MAJOR = eighths(62, 64, 66, 67, 69, 71, 73, 74)

lines = st.lists(st.integers(0, VOCABULARY_SIZE - 1), max_size=32).map(
    lambda events: np.array(events, np.int8)
)
samples = st.lists(st.integers(-50, 50), min_size=1, max_size=12).map(
    lambda values: np.array(values, np.float64)
)


def test_span_runs_from_the_first_onset_to_the_last_release():
    assert span(line(".", 60, "-", ".", 62, "-", ".")) == 5
    assert span(SILENCE) == 0
    assert span(C_MAJOR) == 16


def test_range_is_in_semitones():
    assert pitch_range(C_MAJOR) == 12.0
    assert pitch_range(line(60, 60)) == 0.0
    assert math.isnan(pitch_range(SILENCE))


def test_pitch_class_overlap_by_hand():
    """C 3/4, D 1/4 against C 1/4, E 1/2, D 1/4 by duration: 1/4 + 1/4; octaves are the same."""
    assert pitch_class_overlap(line(60, "-", "-", 62), line(72, 64, "-", 50)) == 0.5
    assert pitch_class_overlap(C_MAJOR, C_MAJOR) == pytest.approx(1.0)
    assert pitch_class_overlap(line(60), line(61)) == 0.0
    assert math.isnan(pitch_class_overlap(C_MAJOR, SILENCE))
    assert math.isnan(pitch_class_overlap(SILENCE, C_MAJOR))


def test_motif_reuse_by_hand():
    """Intervals +2 +2 +1 -5 against +7 +2 +1 -5 -1: the longest run in both is +2 +1 -5."""
    call, answer = eighths(60, 62, 64, 65, 60), eighths(50, 57, 59, 60, 55, 54)
    assert motif_reuse(call, answer) == 3
    assert motif_reuse(answer, call) == 3


def test_a_motif_may_be_transposed_and_in_other_rhythm():
    assert motif_reuse(C_MAJOR, D_MAJOR) == 7
    assert motif_reuse(eighths(60, 64, 67), line(50, ".", 54, 57)) == 2


def test_lines_without_intervals_share_no_motif():
    assert motif_reuse(C_MAJOR, SILENCE) == 0
    assert motif_reuse(line(60), C_MAJOR) == 0
    assert motif_reuse(eighths(60, 61), eighths(60, 62)) == 0


def test_the_longest_copy_by_hand():
    """Call C D E F in eighths; the answer has D E in eighths, then F after a quarter."""
    call, answer = eighths(60, 62, 64, 65), line(".", 62, "-", 64, "-", "-", "-", 65)
    assert longest_copy(call, answer) == 2


def test_a_copy_ends_where_a_pitch_differs():
    assert longest_copy(eighths(60, 62, 64, 65), eighths(60, 62, 63, 65)) == 2
    assert longest_copy(eighths(60, 62, 64), eighths(72, 74, 76)) == 0


def test_one_note_alone_is_a_copy_of_one():
    assert longest_copy(eighths(60, 62), line(62)) == 1
    assert longest_copy(eighths(60, 62), eighths(62, 60)) == 1
    assert longest_copy(eighths(60, 62), SILENCE) == 0
    assert longest_copy(SILENCE, SILENCE) == 0


def test_the_length_of_the_last_note_does_not_count_for_a_copy():
    assert longest_copy(C_MAJOR, C_MAJOR) == 8
    assert longest_copy(eighths(60, 62), line(60, ".", 62, ".")) == 2


@given(lines, lines)
def test_a_copy_of_notes_reuses_their_intervals(call, answer):
    assert motif_reuse(call, answer) >= longest_copy(call, answer) - 1
    notes = int((call > 1).sum())
    assert longest_copy(call, call) == notes
    assert motif_reuse(call, call) == max(0, notes - 1)


def test_repetition_rate_by_hand():
    """C C D D D C: three of five onsets repeat the pitch before."""
    assert repetition_rate(eighths(60, 60, 62, 62, 62, 60)) == pytest.approx(3 / 5)
    assert repetition_rate(C_MAJOR) == 0.0
    assert math.isnan(repetition_rate(line(60, "-")))
    assert math.isnan(repetition_rate(SILENCE))


def test_empty_means_without_notes():
    assert is_empty(SILENCE)
    assert is_empty(line("-", "-"))
    assert is_empty(SILENCE[:0])
    assert not is_empty(line(".", 60))


def test_a_note_of_over_two_bars_is_endless():
    after = np.tile(C_MAJOR, 8)
    assert not is_endless(np.concatenate([alone(60, 32), after]), COMMON_TIME)
    assert is_endless(np.concatenate([alone(60, 33), after]), COMMON_TIME)
    assert is_endless(np.concatenate([alone(60, 25), after]), WALTZ)


def test_a_note_held_through_the_second_half_is_endless():
    """Four bars, 64 steps: the middle is step 32."""
    first = np.concatenate([C_MAJOR, C_MAJOR])
    assert is_endless(np.concatenate([first, line(*"-" * 32)]), COMMON_TIME)
    # it ends before the line does
    assert not is_endless(np.concatenate([first, line(*"-" * 14, ".", ".")]), COMMON_TIME)
    # it begins in the second half
    assert not is_endless(np.concatenate([first, alone(60, 32)]), COMMON_TIME)
    # the second half is silent
    assert not is_endless(np.concatenate([first, SILENCE, SILENCE]), COMMON_TIME)


@pytest.mark.parametrize("events", [SILENCE, SILENCE[:0], C_MAJOR])
def test_ordinary_and_empty_answers_end(events):
    assert not is_endless(events, COMMON_TIME)


def test_an_exact_copy_has_the_same_onsets_and_pitches():
    assert is_exact_copy(C_MAJOR, C_MAJOR)
    assert is_exact_copy(eighths(60, 62), line(60, ".", 62, ".", ".", "."))
    assert not is_exact_copy(C_MAJOR, D_MAJOR)
    assert not is_exact_copy(eighths(60, 62), line(60, 62))
    assert not is_exact_copy(eighths(60, 62), line(".", 60, "-", 62))
    assert not is_exact_copy(eighths(60, 62, 64), eighths(60, 62))
    assert not is_exact_copy(SILENCE, SILENCE)


def test_keys_match_by_the_estimate():
    assert key_match(C_MAJOR, eighths(72, 67, 64, 60)) == 1.0
    assert key_match(C_MAJOR, D_MAJOR) == 0.0
    assert math.isnan(key_match(C_MAJOR, SILENCE))
    assert math.isnan(key_match(SILENCE, C_MAJOR))


def test_the_gap_is_the_silence_before_the_first_onset():
    assert gap(line(".", ".", ".", 60)) == 3.0
    assert gap(C_MAJOR) == 0.0
    assert math.isnan(gap(SILENCE))


def test_a_description_by_hand():
    """Call: C D E F in eighths, 8 steps. Answer: a step of silence, C D, then E held to the end.

    The copied run is C D: the E comes after one step, not two. Keys are not checked here.
    """
    call = eighths(60, 62, 64, 65)
    answer = line(".", 60, "-", 62, 64, "-", "-", "-")
    found = describe(call, answer, COMMON_TIME)
    found.pop("key_match")
    assert found == pytest.approx(
        {
            "density_ratio": 3 / 4,
            "length_ratio": 7 / 8,
            "range": 4.0,
            "range_difference": -1.0,
            # call 1/4 each; answer C 2/7, D 1/7, E 4/7
            "pitch_class_overlap": 1 / 4 + 1 / 7 + 1 / 4,
            "motif_reuse": 2.0,
            "longest_copy": 2.0,
            "copied_share": 2 / 3,
            "repetition_rate": 0.0,
            "empty": 0.0,
            "endless": 0.0,
            "exact_copy": 0.0,
            "gap": 1.0,
        }
    )


def test_a_description_of_the_call_itself():
    found = describe(C_MAJOR, C_MAJOR, COMMON_TIME)
    assert found["density_ratio"] == found["length_ratio"] == found["key_match"] == 1.0
    assert found["pitch_class_overlap"] == pytest.approx(1.0)
    assert found["exact_copy"] == found["copied_share"] == 1.0
    assert found["range_difference"] == 0.0


def test_a_description_of_an_empty_answer():
    found = describe(C_MAJOR, SILENCE, COMMON_TIME)
    zero = ("density_ratio", "length_ratio", "motif_reuse", "longest_copy", "endless", "exact_copy")
    undefined = ("range", "range_difference", "pitch_class_overlap", "copied_share",
                 "repetition_rate", "key_match", "gap")  # fmt: skip
    assert {name: found[name] for name in zero} == dict.fromkeys(zero, 0.0)
    assert all(math.isnan(found[name]) for name in undefined)
    assert found["empty"] == 1.0


@given(lines, lines)
def test_every_answer_can_be_described(call, answer):
    found = describe(call, answer, COMMON_TIME)
    assert all(isinstance(value, float) for value in found.values())
    assert found["exact_copy"] <= float(found["longest_copy"] == (answer > 1).sum())


def test_features_by_hand():
    """C at 0, G at 4, G at 6, E at 8, in one bar: intervals 7 0 3, distances 4 2 2."""
    events = line(60, "-", "-", "-", 67, "-", 67, "-", 64, *"-" * 7)
    assert features(events, COMMON_TIME) == pytest.approx(
        {
            "density": 4.0,
            "range": 7.0,
            "mean_interval": 10 / 3,
            "mean_ioi": 8 / 3,
            "repetition_rate": 1 / 3,
        }
    )


def test_features_of_few_notes_are_undefined():
    none, one = features(SILENCE, COMMON_TIME), features(alone(60, 16), COMMON_TIME)
    assert tuple(none) == FEATURES
    assert (none["density"], one["density"], one["range"]) == (0.0, 1.0, 0.0)
    assert math.isnan(none["range"]) and math.isnan(one["mean_ioi"])
    assert math.isnan(one["mean_interval"]) and math.isnan(one["repetition_rate"])


def test_wasserstein_by_hand():
    """{0, 1} to {5, 6}: both move by 5; {0} to {1, 3}: half by 1, half by 3."""
    assert wasserstein(np.array([1.0, 0.0]), np.array([5.0, 6.0])) == 5.0
    assert wasserstein(np.array([0.0]), np.array([3.0, 1.0])) == 2.0
    assert wasserstein(np.array([2.0, 2.0]), np.array([2.0])) == 0.0


@given(samples, samples, st.integers(-9, 9))
def test_wasserstein_is_a_distance(x, y, shift):
    assert wasserstein(x, x) == 0.0
    assert wasserstein(x, y) == pytest.approx(wasserstein(y, x))
    assert wasserstein(x, x + shift) == pytest.approx(abs(shift))
    assert wasserstein(x, y) >= abs(x.mean() - y.mean()) - 1e-9


def rows(*values):
    return [dict.fromkeys(FEATURES, value) for value in values]


def test_distances_are_in_human_deviations():
    """Human 1 and 5: deviation 2. Answers at 7 and 11 lie 6 above, three deviations."""
    found = distances(rows(7.0, 11.0), rows(1.0, 5.0))
    assert found == pytest.approx(dict.fromkeys(FEATURES, 3.0))


def test_distances_grow_in_both_directions():
    human = rows(1.0, 5.0)
    assert distances(human, human)["range"] == 0.0
    assert distances(rows(0.0, 4.0), human)["range"] == 0.5
    assert distances(rows(2.0, 6.0), human)["range"] == 0.5


def test_answers_that_vary_too_little_are_far_from_people():
    """Both human values are 2 from the mean where all answers lie: one deviation."""
    assert distances(rows(3.0, 3.0), rows(1.0, 5.0))["density"] == 1.0


def test_distances_leave_out_what_is_undefined():
    nan = float("nan")
    assert distances(rows(7.0, nan, 11.0), rows(1.0, 5.0, nan))["range"] == 3.0
    assert math.isnan(distances(rows(nan), rows(1.0, 5.0))["range"])
    assert math.isnan(distances([], rows(1.0, 5.0))["range"])
    assert math.isnan(distances(rows(1.0), [])["range"])
    assert math.isnan(distances(rows(1.0), rows(2.0, 2.0))["range"])


def test_diversity_by_hand():
    """Of 4 steps, the pairs differ in 1, 2 and 2: (1 + 2 + 2) / 12."""
    answers = [line(60, "-", 62, "-"), line(60, "-", 62, "."), line(60, "-", 64, 65)]
    found = diversity(answers)
    assert found.distance == pytest.approx(5 / 12)
    assert found.distinct == 3


def test_the_same_answer_every_time_has_no_diversity():
    found = diversity([C_MAJOR, C_MAJOR, C_MAJOR])
    assert (found.distance, found.distinct) == (0.0, 1)


def test_shorter_answers_are_filled_up_with_rests():
    found = diversity([line(60, "-"), line(60, "-", ".", "."), line(60, "-", 62, "-")])
    assert found.distance == pytest.approx((0 + 1 / 2 + 1 / 2) / 3)
    assert found.distinct == 2


def test_diversity_of_fewer_than_two_answers_is_undefined():
    assert math.isnan(diversity([]).distance) and diversity([]).distinct == 0
    assert math.isnan(diversity([C_MAJOR]).distance) and diversity([C_MAJOR]).distinct == 1
    assert diversity([SILENCE[:0], SILENCE[:0]]).distance == 0.0


@given(st.lists(lines, min_size=2, max_size=5))
def test_diversity_is_a_share(answers):
    found = diversity(answers)
    assert 0.0 <= found.distance <= 1.0
    assert (found.distinct == 1) == (found.distance == 0.0)
