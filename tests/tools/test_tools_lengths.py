"""Histograms of lengths, wide leaps, and how far a genre's density lies from people's."""

import numpy as np
import pytest

from appliance.music.events import HOLD, REST, onset
from appliance.music.grid import COMMON_TIME
from tools.corpus.pieces import NO_ROOT, Duet
from tools.eval.harmony import length_histogram, wide_leaps
from tools.eval.suite_accompaniment import people_of

CHORALE = 1


def test_lengths_are_counted_and_long_ones_share_a_bin():
    line = np.array([onset(40), HOLD, onset(41), REST, onset(42), *[HOLD] * 30])
    counts = length_histogram(line)
    assert (len(counts), counts[0], counts[1], counts[16]) == (17, 1, 1, 1)


def test_leaps_wider_than_an_octave_are_counted():
    line = np.array([onset(p) for p in (40, 52, 65, 40)])
    assert wide_leaps(line) == pytest.approx(2 / 3)
    assert np.isnan(wide_leaps(line[:1]))


def test_people_are_known_by_excerpts_from_their_first_bar_with_a_tune():
    """What comes before the tune does not count, as it does not where the box is judged."""
    bars = 12 * 16
    melody = np.full(bars, REST, np.int8)
    melody[32:] = HOLD
    melody[32::4] = onset(72)
    bass = np.full(bars, REST, np.int8)
    bass[:32] = onset(36)
    bass[32::8] = onset(48)
    roots = np.full(bars, NO_ROOT, np.int8)
    duet = Duet("a", CHORALE, COMMON_TIME, melody, bass, "voice", roots, False)
    people = people_of([duet])[CHORALE]
    assert people.notes_per_bar == 2.0
    assert people.histograms["bass_lengths_jsd"].sum() == 20
