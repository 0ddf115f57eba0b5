import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.music.events import HOLD, REST, VOCABULARY_SIZE, notes_of, onset
from appliance.music.grid import COMMON_TIME, METERS
from tools.eval.harmony import (
    SILENT,
    coupling,
    coverage,
    emd,
    interval_histogram,
    ioi_histogram,
    jsd,
    length_entropy,
    note_lengths,
    notes_per_bar,
    onset_interval_histogram,
    onset_pitches,
    onset_steps,
    pitch_class_histogram,
    rates,
    ratio,
    register_histogram,
    sounding,
)

WALTZ = METERS[1]


def line(*events):
    """Events from pitches, `-` for a hold and `.` for a rest."""
    signs = {"-": HOLD, ".": REST}
    return np.array([signs[e] if isinstance(e, str) else onset(e) for e in events], np.int8)


def held(*pitches, steps=16):
    """Each pitch held for some steps; None is silence."""
    empty = ["."] * steps
    return line(*[e for p in pitches for e in (empty if p is None else [p, *"-" * (steps - 1)])])


def silence(steps):
    return np.zeros(steps, np.int8)


lines = st.lists(st.integers(0, VOCABULARY_SIZE - 1), max_size=40).map(
    lambda events: np.array(events, np.int8)
)
pairs = st.integers(0, 40).flatmap(
    lambda steps: st.tuples(
        *[st.lists(st.integers(0, VOCABULARY_SIZE - 1), min_size=steps, max_size=steps)] * 2
    ).map(lambda both: tuple(np.array(events, np.int8) for events in both))
)
histograms = st.lists(
    st.lists(st.integers(0, 9), min_size=5, max_size=5).filter(any).map(np.array),
    min_size=2,
    max_size=2,
)


def test_a_ratio_over_nothing_is_undefined():
    assert ratio(1, 4) == 0.25
    assert math.isnan(ratio(0, 0))


def test_sounding_holds_each_pitch_to_its_end():
    events = line(60, "-", ".", ".", 64, 62, "-")
    assert sounding(events).tolist() == [60, 60, SILENT, SILENT, 64, 62, 62]


def test_sounding_is_silent_for_holds_of_nothing():
    assert sounding(line("-", "-", ".", "-", 24, "-", 96)).tolist() == [-1, -1, -1, -1, 24, 24, 96]
    assert sounding(silence(0)).tolist() == []


@given(lines)
def test_the_reading_of_lines_agrees_with_that_of_notes(events):
    notes = notes_of(events.tolist())
    expected = np.full(len(events), SILENT)
    for note in notes:
        expected[note.onset : note.end] = note.pitch
    assert sounding(events).tolist() == expected.tolist()
    assert onset_steps(events).tolist() == [note.onset for note in notes]
    assert onset_pitches(events).tolist() == [note.pitch for note in notes]
    assert note_lengths(events).tolist() == [note.duration for note in notes]


def test_rates_by_hand():
    """Over C: C E F G sound, then D without bass, then rest: 3 of 5 consonant, F dissonant."""
    found = rates(line(60, 64, 65, 67, 62, "."), line(36, "-", "-", "-", ".", "."))
    assert found.consonant == pytest.approx(3 / 5)
    assert found.unsupported == pytest.approx(1 / 5)
    assert found.dissonant == pytest.approx(1 / 5)
    assert found.while_sounding == pytest.approx(3 / 4)


@pytest.mark.parametrize("semitones", range(12))
def test_the_consonant_interval_classes(semitones):
    """Unison, thirds, fifth and sixths, in any octave, above or below the bass."""
    consonant = float(semitones in {0, 3, 4, 7, 8, 9})
    for octave in (-12, 0, 24):
        found = rates(line(60 + semitones + octave), line(60))
        assert (found.consonant, found.dissonant) == (consonant, 1.0 - consonant)


def test_rates_weigh_notes_by_their_length():
    """A fifth of three sixteenths and a tritone of one."""
    assert rates(line(67, "-", "-", 66), line(60, "-", "-", "-")).consonant == 0.75


def test_a_silent_bass_supports_nothing():
    found = rates(line(60, "-", 62, "-"), silence(4))
    assert (found.consonant, found.unsupported, found.dissonant) == (0.0, 1.0, 0.0)
    assert math.isnan(found.while_sounding)
    assert coverage(line(60, "-", 62, "-"), silence(4)) == 0.0


@pytest.mark.parametrize("steps", [0, 4])
def test_a_silent_melody_has_no_rates(steps):
    found = rates(silence(steps), held(36, steps=4)[:steps])
    assert math.isnan(found.consonant) and math.isnan(found.unsupported)
    assert math.isnan(found.dissonant) and math.isnan(found.while_sounding)
    assert math.isnan(coverage(silence(steps), silence(steps)))


def test_coverage_asks_for_any_bass():
    """Three of the melody's four steps have bass, two of them dissonant."""
    assert coverage(line(60, 61, 61, 61, "."), line(48, "-", "-", ".", 48)) == 0.75


@given(pairs)
def test_rates_sum_to_one_wherever_the_melody_sounds(pair):
    found = rates(*pair)
    total = found.consonant + found.unsupported + found.dissonant
    if (sounding(pair[0]) != SILENT).any():
        assert total == pytest.approx(1.0)
        assert coverage(*pair) == pytest.approx(found.consonant + found.dissonant)
    else:
        assert math.isnan(total)


@given(pairs, st.integers(-3, 3))
def test_rates_do_not_change_if_both_voices_are_transposed(pair, semitones):
    first, second = (np.where(each > 1, each % 60 + 5, each) for each in pair)
    moved = [np.where(each > 1, each + semitones, each) for each in (first, second)]
    before, after = rates(first, second), rates(*moved)
    assert before.consonant == pytest.approx(after.consonant, nan_ok=True)
    assert before.dissonant == pytest.approx(after.dissonant, nan_ok=True)


def test_a_bass_that_follows_is_coupled():
    """A fifth under G and C#; two bars on, the other root is a semitone off (mod 12)."""
    melody = held(67, 67, 73, 73)
    assert coupling(melody, held(48, 48, 54, 54), COMMON_TIME) == 1.0


def test_coupling_by_hand():
    """A fifth under G and A; after the shift D under G is dissonant, C under A a sixth: 1 - 1/2."""
    assert coupling(held(67, 67, 69, 69), held(48, 48, 50, 50), COMMON_TIME) == 0.5


def test_a_bass_that_fits_everywhere_is_not_coupled():
    melody = held(67, 64, 60, 69)
    assert coupling(melody, held(48, 48, 48, 48), COMMON_TIME) == 0.0


def test_a_bass_two_bars_late_is_coupled_the_wrong_way():
    melody = held(67, 67, 73, 73)
    assert coupling(melody, held(54, 54, 48, 48), COMMON_TIME) == -1.0


def test_coupling_shifts_by_bars_of_the_meter():
    """In 3/4, two bars are 24 steps: a period of two bars fits as well after the shift."""
    melody = held(67, 69, 67, 69, steps=12)
    assert coupling(melody, held(48, 50, 48, 50, steps=12), WALTZ) == 0.0


def test_the_shift_keeps_a_note_that_it_cuts():
    """A bass note held over bars 1-3 lies in bars 3, 0 and 1 after the shift, a tritone in 0."""
    bass = line(*["."] * 16, 60, *"-" * 47)
    assert coupling(held(66, 67, 67, 67), bass, COMMON_TIME) == pytest.approx(1 - 2 / 3)


def test_coupling_is_undefined_without_a_pair_to_compare():
    assert math.isnan(coupling(held(60, 60), held(48, 48), COMMON_TIME))
    assert math.isnan(coupling(held(60, 60, 60), silence(48), COMMON_TIME))
    assert math.isnan(coupling(silence(48), held(48, 48, 48), COMMON_TIME))
    # the pair sounds together in bar 0 only, and not at all after the shift
    assert math.isnan(coupling(held(60, None, None), held(48, None, None), COMMON_TIME))


def test_notes_per_bar_by_hand():
    assert notes_per_bar(held(60, 62, 64, 65, steps=4), COMMON_TIME) == 4.0
    assert notes_per_bar(held(60, 62, 64, steps=8), WALTZ) == 1.5
    assert notes_per_bar(silence(16), COMMON_TIME) == 0.0
    assert math.isnan(notes_per_bar(silence(0), COMMON_TIME))


def test_onset_intervals_by_hand():
    """Melody at 2 and 6; bass at 0 (none before), 2 (0), 5 (3), 7 (1), 22 (16), 23 and 30 (17)."""
    melody, bass = silence(31), silence(31)
    melody[[2, 6]] = onset(60)
    bass[[0, 2, 5, 7, 22, 23, 30]] = onset(36)
    expected = np.zeros(19, int)
    expected[[0, 1, 3, 16, 18]] = 1
    expected[17] = 2
    assert onset_interval_histogram(melody, bass).tolist() == expected.tolist()


def test_onset_intervals_of_silent_voices():
    bass = held(36, 36, steps=4)
    assert onset_interval_histogram(silence(8), bass).tolist() == [0] * 18 + [2]
    assert onset_interval_histogram(bass, silence(8)).tolist() == [0] * 19
    assert onset_interval_histogram(silence(8), silence(8)).tolist() == [0] * 19


@given(pairs)
def test_every_bass_onset_has_one_interval(pair):
    counts = onset_interval_histogram(*pair)
    assert counts.shape == (19,)
    assert counts.sum() == len(onset_steps(pair[1]))
    assert onset_interval_histogram(pair[1], pair[1])[0] == counts.sum()


def test_intervals_are_counted_and_clipped():
    """C4 D4 B3 B3, then up two octaves and down three: +2 -3 0 +12 -12."""
    counts = interval_histogram(line(60, 62, ".", 59, "-", 59, 83, 47))
    assert counts.shape == (25,)
    assert {int(i) - 12: int(counts[i]) for i in np.flatnonzero(counts)} == {
        2: 1, -3: 1, 0: 1, 12: 1, -12: 1,
    }  # fmt: skip


def test_inter_onset_intervals_run_over_rests():
    """Onsets at 0, 1, 4, 20 and 37: 1, 3, 16 and 17 steps."""
    events = silence(40)
    events[[0, 1, 4, 20, 37]] = onset(60)
    counts = ioi_histogram(events)
    assert counts.shape == (17,)
    assert np.flatnonzero(counts).tolist() == [0, 2, 15, 16]


@pytest.mark.parametrize("events", [silence(0), silence(8), line(".", 60, "-")])
def test_fewer_than_two_notes_have_no_intervals(events):
    assert interval_histogram(events).tolist() == [0] * 25
    assert ioi_histogram(events).tolist() == [0] * 17


def test_pitch_classes_count_by_duration_from_the_tonic():
    events = line(60, "-", "-", 74, ".", 59)
    assert pitch_class_histogram(events).tolist() == [3, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    assert pitch_class_histogram(events, tonic=2).tolist() == [1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 0]
    assert pitch_class_histogram(silence(5)).tolist() == [0] * 12


def test_length_entropy_by_hand():
    """Lengths 1, 1, 2, 4: -(1/2 ln 1/2 + 2 * 1/4 ln 1/4) = 1.5 ln 2."""
    events = line(60, 60, 60, "-", 60, "-", "-", "-")
    assert length_entropy(events) == pytest.approx(1.5 * math.log(2))
    assert length_entropy(held(60, 62, 64)) == 0.0
    assert math.isnan(length_entropy(silence(8)))


def test_long_notes_share_a_bin():
    """32 has its own bin; 33 and 50 share one: -(1/3 ln 1/3 + 2/3 ln 2/3)."""
    events = np.concatenate([held(60, steps=steps) for steps in (32, 33, 50)])
    assert length_entropy(events) == pytest.approx(math.log(3) - 2 / 3 * math.log(2))


def test_earth_movers_distance_by_hand():
    """All mass moved by two bins; half the mass moved by one; scale does not count."""
    assert emd(np.array([1, 0, 0]), np.array([0, 0, 5])) == pytest.approx(2000.0)
    assert emd(np.array([2, 0, 2]), np.array([1, 1, 2])) == pytest.approx(250.0)
    assert emd(np.array([1, 1, 0]), np.array([0, 1, 1])) == pytest.approx(1000.0)
    assert math.isnan(emd(np.zeros(3), np.array([1, 0, 0])))


@given(histograms)
def test_earth_movers_distance_is_a_distance(both):
    p, q = both
    assert emd(p, 3 * p) == pytest.approx(0.0, abs=1e-9)
    assert emd(p, q) == pytest.approx(emd(q, p))
    assert 0.0 <= emd(p, q) <= 4000.0 + 1e-9


def test_jensen_shannon_by_hand():
    """(1, 0) and (1/2, 1/2): H(3/4, 1/4) - 1/2 = 2 - 3/4 log2(3) - 1/2."""
    expected = 1.5 - 0.75 * math.log2(3)
    assert jsd(np.array([7, 0]), np.array([2, 2])) == pytest.approx(expected)
    assert jsd(np.array([1, 0]), np.array([0, 1])) == pytest.approx(1.0)
    assert math.isnan(jsd(np.zeros(2), np.array([1, 1])))
    assert math.isnan(jsd(np.array([1, 1]), np.zeros(2)))


@given(histograms)
def test_jensen_shannon_is_symmetric_and_bounded(both):
    p, q = both
    assert 0.0 <= jsd(p, q) <= 1.0
    assert jsd(p, q) == pytest.approx(jsd(q, p), abs=1e-12)
    assert jsd(p, 2 * p) == pytest.approx(0.0, abs=1e-12)


def test_registers_are_half_octaves_from_the_lowest_pitch():
    counts = register_histogram(line(24, "-", 29, ".", 30, 96))
    assert counts.tolist() == [2, 1, *[0] * 10, 1]
