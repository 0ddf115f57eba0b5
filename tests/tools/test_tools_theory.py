import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.music.events import HOLD, REST, onset
from tools.eval.theory import theory
from tools.eval.theory_parts import LAGS

GENERALISED = {
    *("out_of_key", "excessive_repeats", "leaps_unresolved", "begins_on_tonic", "ends_on_tonic"),
    *("unique_max", "unique_min", "motif_share", "repeated_motif_share"),
    *(f"pitch_autocorrelation_{lag}" for lag in LAGS),
}
PUBLISHED = {
    *("excessively_repeated", "not_in_key", "starts_with_tonic", "leaps_resolved", "leaps"),
    *("unique_max", "unique_min", "in_motif", "in_repeated_motif"),
    *(f"autocorrelation_{lag}" for lag in LAGS),
}
WINDOW = 8


def line(*events):
    """Events from pitches, `-` for a hold and `.` for a rest."""
    signs = {"-": HOLD, ".": REST}
    return np.array([signs[e] if isinstance(e, str) else onset(e) for e in events], np.int8)


def eighths(*pitches):
    return line(*[event for pitch in pitches for event in (pitch, "-")])


def published(events):
    """The measures of RL Tuner alone, without their prefix."""
    found = theory(events).items()
    return {name.split(".")[1]: value for name, value in found if "." in name}


# C3 … G4, so that there is room to transpose
lines = st.lists(st.sampled_from([REST, HOLD, *range(26, 46)]), max_size=48).map(
    lambda events: np.array(events, np.int8)
)
# few pitches and a phrase that may return, so that repetitions come up
phrases = st.lists(st.sampled_from([HOLD, 38, 40, 42]), min_size=1, max_size=12)
tunes = st.tuples(phrases, phrases, st.integers(0, 2), st.integers(-3, 3)).map(
    lambda drawn: np.array(
        [*drawn[0] * 2, *drawn[1], *[e + drawn[3] * (e > HOLD) for e in drawn[0] * drawn[2]]],
        np.int8,
    )
)
silences = [np.zeros(16, np.int8), np.zeros(0, np.int8)]
C_MAJOR = eighths(60, 62, 64, 65, 67, 69, 71, 72)
D_MAJOR = eighths(62, 64, 66, 67, 69, 71, 73, 74)
PENTATONIC = eighths(60, 62, 64, 67, 69)  # in the scales of C, F and G alike
MOTIF = (60, 62, 64, "-", "-", "-", "-", "-")


def test_all_measures_are_named():
    assert set(theory(C_MAJOR)) == GENERALISED | {f"rl_tuner.{name}" for name in PUBLISHED}
    assert all(isinstance(value, float) for value in theory(C_MAJOR).values())


def test_published_repetitions_are_those_after_four_or_after_six_with_breaks():
    assert published(line(*[60] * 5))["excessively_repeated"] == 0.0
    assert published(line(*[60] * 6))["excessively_repeated"] == pytest.approx(1 / 6)
    assert published(eighths(*[60] * 7))["excessively_repeated"] == 0.0
    assert published(eighths(*[60] * 8))["excessively_repeated"] == pytest.approx(1 / 16)
    assert published(line(*[60] * 5, 62, *[60] * 5))["excessively_repeated"] == 0.0


def test_a_long_hold_is_a_published_repetition():
    """Of seven holds, the sixth and seventh; of silence, all after the fifth no-event."""
    assert published(line(60, *"-" * 7))["excessively_repeated"] == pytest.approx(2 / 8)
    assert published(line(*"." * 8))["excessively_repeated"] == pytest.approx(3 / 8)
    assert published(line(60, *"." * 6))["excessively_repeated"] == 0.0


def test_repeats_are_counted_from_the_fifth_on():
    assert theory(eighths(*[60] * 4))["excessive_repeats"] == 0.0
    assert theory(eighths(*[60] * 6, 62, 60))["excessive_repeats"] == pytest.approx(2 / 8)


def test_autocorrelation_by_hand():
    """Deviations -1 1 -1 1 and variance 1: -3/4, 2/4, -1/4."""
    found = theory(line(60, 62, 60, 62))
    for lag, value in zip(LAGS, (-0.75, 0.5, -0.25), strict=True):
        assert found[f"rl_tuner.autocorrelation_{lag}"] == pytest.approx(value)
        assert found[f"pitch_autocorrelation_{lag}"] == pytest.approx(value)


def test_published_autocorrelation_is_of_steps_and_ours_of_notes():
    found = theory(eighths(60, 60))
    assert found["rl_tuner.autocorrelation_1"] == pytest.approx(-0.75)
    assert math.isnan(found["pitch_autocorrelation_1"])
    assert math.isnan(theory(line(60, 62, 64))["pitch_autocorrelation_3"])


def test_published_key_is_c_major():
    assert published(line(60, "-", 61, "."))["not_in_key"] == 0.25
    assert published(C_MAJOR)["not_in_key"] == 0.0
    assert published(D_MAJOR)["not_in_key"] == pytest.approx(2 / 16)


def test_out_of_key_by_hand():
    assert theory(D_MAJOR)["out_of_key"] == 0.0
    assert theory(D_MAJOR, C_MAJOR)["out_of_key"] == pytest.approx(2 / 8)
    assert theory(line(66, 60), eighths(60, 62, 64, 67, 69, 65, 65))["out_of_key"] == 0.5
    assert math.isnan(theory(D_MAJOR, silences[0])["out_of_key"])


def test_the_collection_is_chosen_by_duration():
    longer_f = line(65, "-", "-", 66, 60, 62, 64, 67, 69, 71)
    assert theory(line(66), longer_f)["out_of_key"] == 1.0
    assert theory(line(65), longer_f)["out_of_key"] == 0.0


def test_of_several_collections_the_kindest_counts():
    assert theory(line(66), PENTATONIC)["out_of_key"] == 0.0
    assert theory(line(65), PENTATONIC)["out_of_key"] == 0.0
    assert theory(line(65, 66), PENTATONIC)["out_of_key"] == 0.5
    assert theory(line(61), PENTATONIC)["out_of_key"] == 1.0


def test_published_tonic_is_middle_c_on_the_first_step():
    assert published(C_MAJOR)["starts_with_tonic"] == 1.0
    assert published(eighths(72, 60))["starts_with_tonic"] == 0.0
    assert published(line(".", 60))["starts_with_tonic"] == 0.0


def test_tonic_by_hand():
    for context, tonic in ((C_MAJOR, 60), (D_MAJOR, 62)):
        found = theory(line(".", tonic, 64, tonic + 7), context)
        assert (found["begins_on_tonic"], found["ends_on_tonic"]) == (1.0, 0.0)
        found = theory(line(tonic + 7, 64, tonic - 12), context)
        assert (found["begins_on_tonic"], found["ends_on_tonic"]) == (0.0, 1.0)
    assert theory(D_MAJOR)["begins_on_tonic"] == theory(D_MAJOR)["ends_on_tonic"] == 1.0
    assert math.isnan(theory(D_MAJOR, silences[0])["begins_on_tonic"])
    assert math.isnan(theory(silences[0], C_MAJOR)["ends_on_tonic"])


@pytest.mark.parametrize(
    ("events", "resolved", "outcomes", "unresolved"),
    [
        (eighths(60, 66, 60), math.nan, 0, math.nan),  # a tritone is no leap
        (eighths(60, 67, 64, 60), 1.0, 1, 0.0),  # back by and by
        (eighths(60, 67, 64, 62), math.nan, 0, 1.0),  # not far enough
        (eighths(67, 60, 64, 69), 1.0, 1, 0.0),  # downwards
        (eighths(60, 67, 74), 0.0, 1, 1.0),  # doubled
        (eighths(60, 67, 74, 70, 65, 60), 0.5, 2, 0.5),  # doubled, then back
        (eighths(60, 67, 60), math.nan, 0, 1.0),  # leapt back at once
        (line(60, 67, *"-" * 6, 60), math.nan, 0, 1.0),  # after 7 steps
        (line(60, 67, *"-" * 7, 60), 1.0, 1, 0.0),  # after 8 steps
    ],
)
def test_leaps_by_hand(events, resolved, outcomes, unresolved):
    found = theory(events)
    assert found["rl_tuner.leaps_resolved"] == pytest.approx(resolved, nan_ok=True)
    assert found["rl_tuner.leaps"] == outcomes
    assert found["leaps_unresolved"] == pytest.approx(unresolved, nan_ok=True)


def test_unique_extrema_by_hand():
    for prefix in ("", "rl_tuner."):
        for pitches, expected in (((60, 64, 62), (1, 1)), ((60, 64, 64), (1, 0)), ((60,), (1, 1))):
            found = theory(eighths(*pitches))
            assert (found[f"{prefix}unique_min"], found[f"{prefix}unique_max"]) == expected


def test_a_motif_has_three_pitches_in_eight_steps():
    found = theory(line(*MOTIF, *"-" * 7, 65))
    assert found["rl_tuner.in_motif"] == pytest.approx(1 / 16)
    assert found["motif_share"] == pytest.approx(3 / 4)
    assert theory(eighths(60, 62, 60, 62))["motif_share"] == 0.0
    assert math.isnan(theory(line(*MOTIF[:7]))["motif_share"])
    assert published(line(*MOTIF[:7]))["in_motif"] == 0.0


def test_a_motif_is_repeated_if_it_returns():
    found = theory(line(*MOTIF, *MOTIF))
    assert found["rl_tuner.in_repeated_motif"] == pytest.approx(1 / 16)
    assert found["repeated_motif_share"] == 0.5


def test_a_transposed_motif_is_repeated_in_ours_alone():
    found = theory(line(*MOTIF, 65, 67, 69, *"-" * 5))
    assert found["rl_tuner.in_repeated_motif"] == 0.0
    assert found["repeated_motif_share"] == 0.5
    assert theory(line(*MOTIF, 65, 67, 68, *"-" * 5))["repeated_motif_share"] == 0.0
    assert theory(line(*MOTIF, 60, "-", 62, 64, *"-" * 4))["repeated_motif_share"] == 0.0


def test_a_motif_is_not_repeated_by_its_own_notes():
    short = MOTIF[:4]
    assert theory(line(*short * 3))["repeated_motif_share"] == 0.0
    assert theory(line(*short * 4))["repeated_motif_share"] == 0.5
    assert theory(eighths(*[60] * 16))["repeated_motif_share"] == 0.0


def test_published_pitches_are_folded_into_three_octaves():
    low, high = published(line(24, 26, 28)), published(line(84, 86, 88))
    assert low == pytest.approx(published(line(48, 50, 52)), nan_ok=True)
    assert high == pytest.approx(published(line(72, 74, 76)), nan_ok=True)


def test_without_notes_most_is_undefined():
    silent, empty = (theory(each) for each in silences)
    assert all(math.isnan(silent[name]) for name in GENERALISED)
    assert all(math.isnan(value) for value in empty.values())
    assert silent["rl_tuner.unique_max"] == silent["rl_tuner.starts_with_tonic"] == 0.0


@given(lines, lines | st.none())
def test_bounds(events, context):
    for name, value in theory(events, context).items():
        if "autocorrelation" in name:
            assert math.isnan(value) or -1.0 <= value <= 1.0
        elif name != "rl_tuner.leaps":
            assert math.isnan(value) or 0.0 <= value <= 1.0


@given(lines, lines | st.none(), st.integers(-24, 29))
def test_transposing_leaves_the_generalised_measures_alone(events, context, semitones):
    def moved(each):
        return None if each is None else np.where(each > HOLD, each + semitones, each)

    before, after = theory(events, context), theory(moved(events), moved(context))
    for name in GENERALISED:
        assert before[name] == pytest.approx(after[name], abs=0.0, rel=0.0, nan_ok=True)


@given(tunes)
def test_motifs_agree_with_looking_at_one_window_after_the_other(events):
    def relative(window):
        first = next(event for event in window if event > HOLD)
        return [event - first if event > HOLD else ["rest", "hold"][event] for event in window]

    line_, places = events.tolist(), range(len(events) - WINDOW + 1)
    windows = {at: line_[at : at + WINDOW] for at in places}
    motifs = [at for at in places if len({e for e in windows[at] if e > HOLD}) >= 3]
    again = [
        at for at in motifs for past in motifs
        if past <= at - WINDOW and relative(windows[past]) == relative(windows[at])
    ]  # fmt: skip
    notes = [step for step, event in enumerate(line_) if event > HOLD]
    for name, found in (("motif_share", motifs), ("repeated_motif_share", again)):
        inside = [n for n in notes if any(at <= n < at + WINDOW for at in found)]
        expected = len(inside) / len(notes) if notes and windows else math.nan
        assert theory(events)[name] == pytest.approx(expected, nan_ok=True)
