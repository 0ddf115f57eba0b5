"""Morphing: variations of the player's theme over a bass, until they play again."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.jam.accompany import Accompanist
from appliance.jam.call import Call
from appliance.jam.controls import Controls, Mode
from appliance.jam.engine import Jam
from appliance.jam.morph import VARIATIONS
from appliance.jam.parts import Part
from appliance.jam.phases import Phase
from appliance.jam.variation import Place, Variation, variation_bonus
from appliance.models.bass_predictor import BassPredictor
from appliance.models.manifest import BASS, MELODY, load_model, load_network, manners
from appliance.models.predictor import LstmPredictor
from appliance.music.events import HOLD, REST, VOCABULARY_SIZE, onset
from appliance.music.grid import COMMON_TIME
from appliance.music.notes import Note, NoteMessage
from appliance.music.score import messages_by_step
from tests.jam.asking import asked

THEME = [Note(step, 2, pitch, 90) for step, pitch in ((0, 60), (4, 64), (6, 65), (8, 67), (12, 64))]
NEUTRAL = np.zeros(VOCABULARY_SIZE, np.float32)


def setting(morph=0.5, silence=0.5):
    return Controls(mode=Mode.MORPH, morph=morph, silence=silence)


@pytest.fixture(scope="module")
def networks(models):
    return load_network(models, MELODY), load_model(models, BASS)


@pytest.fixture
def jam(networks):
    melody, bass = networks
    predictor = BassPredictor(bass.network(rows=2))
    accompanist = Accompanist(predictor, manners(bass), np.random.default_rng(0))
    return Jam(LstmPredictor(melody), accompanist=accompanist)


def played(jam, notes, steps, controls, flips=()):
    """[(step, part, verb, pitch)] of what the box plays, and the phase after every step."""
    messages, events, phases = messages_by_step(notes), [], []
    for step in range(steps):
        outcome = jam.step(messages.get(step, ()), controls, asked(step in flips))
        events += [
            (step + 1, part, "on" if m.is_on else "off", m.pitch) for part, m in outcome.play
        ]
        phases.append(outcome.view.phase)
    return events, phases


def ons(events, part):
    return [(step, pitch) for step, by, verb, pitch in events if by is part and verb == "on"]


def test_with_no_morph_the_theme_comes_as_it_was(jam):
    """On the next bar line, again and again, with a bass under it."""
    events, phases = played(jam, THEME, 64, setting(0.0), flips=[15])
    assert phases[15] is Phase.VARY
    theme = [(note.onset, note.pitch) for note in THEME]
    tune = ons(events, Part.ANSWER)
    assert tune[:10] == [(16 * n + step, pitch) for n in (1, 2) for step, pitch in theme]
    assert ons(events, Part.BASS)


def test_it_begins_when_the_player_stops(jam):
    events, phases = played(jam, THEME, 64, setting())
    assert phases[14] is Phase.LISTEN
    assert Phase.VARY in phases[15:26]
    assert ons(events, Part.ANSWER)[0][0] % 16 == 0


class Counting:
    """Whoever reads along: counts the steps that are read."""

    def __init__(self, inner):
        self._inner, self.read = inner, 0

    def __getattr__(self, name):
        self.read += name in ("accept", "decide")
        return getattr(self._inner, name)


def test_no_step_is_kept_for_a_later_one_to_read(networks):
    """The theme ends in the midst of a bar: what is left of it is read as it passes."""
    melody, bass = networks
    predictor = BassPredictor(bass.network(rows=2))
    accompanist = Accompanist(predictor, manners(bass), np.random.default_rng(0))
    counted = Counting(LstmPredictor(melody)), Counting(accompanist)
    jam, messages = Jam(counted[0], accompanist=counted[1]), messages_by_step(THEME[:3])
    for step in range(40):
        before = [each.read for each in counted]
        outcome = jam.step(messages.get(step, ()), setting(), asked(step == 8))
        read = [each.read - once for each, once in zip(counted, before, strict=True)]
        assert max(read) <= 1 + (step == 8)  # the first step of waiting, beside the theme's last
    assert outcome.view.phase is Phase.VARY


def test_a_new_theme_ends_the_variations_and_is_varied_then(jam):
    other = [Note(40 + 4 * n, 2, 72 - n, 90) for n in range(4)]
    events, phases = played(jam, THEME + other, 96, setting(0.0), flips=[15, 56])
    assert (phases[39], phases[40], phases[56]) == (Phase.VARY, Phase.LISTEN, Phase.VARY)
    between = [step for step, _, verb, _ in events if verb == "on" and 41 < step < 57]
    assert between == []
    tune = [(step, pitch) for step, pitch in ons(events, Part.ANSWER) if step > 57]
    assert [pitch for _, pitch in tune[:4]] == [72, 71, 70, 69]


def test_the_switch_ends_it_and_nothing_sounds_on(jam):
    events, phases = played(jam, THEME, 80, setting(), flips=[15, 50])
    assert phases[50] is Phase.LISTEN
    assert max(step for step, *_ in events) <= 51


def test_after_a_number_of_variations_it_waits(jam):
    end = 16 * (VARIATIONS + 1)
    events, phases = played(jam, THEME, end + 8, setting(), flips=[15])
    assert (phases[end - 2], phases[end - 1]) == (Phase.VARY, Phase.LISTEN)
    assert max(step for step, *_ in events) <= end


def test_with_no_theme_there_is_nothing_to_vary(jam):
    events, phases = played(jam, [], 40, setting(), flips=[3])
    assert events == []
    assert set(phases) == {Phase.LISTEN}


def test_without_a_bass_network_the_variations_come_alone(networks):
    events, _ = played(Jam(LstmPredictor(networks[0])), THEME, 48, setting(), flips=[15])
    assert ons(events, Part.ANSWER)
    assert not ons(events, Part.BASS)


def test_the_farther_the_less_is_left_of_the_theme(networks):
    """Over many variations: notes at their place and pitch fall, the contour stays."""
    pitches, contours = [], []
    for morph in (0.0, 0.33, 0.67, 1.0):
        jam = Jam(LstmPredictor(networks[0]), seed=2)
        events, _ = played(jam, THEME, 16 * (VARIATIONS + 1), setting(morph), flips=[15])
        theme = {note.onset: note.pitch for note in THEME}
        tune = ons(events, Part.ANSWER)
        pitches.append(np.mean([theme.get(step % 16) == pitch for step, pitch in tune]))
        moves = [
            (np.sign(theme[b % 16] - theme[a % 16]), np.sign(q - p))
            for (a, p), (b, q) in pairwise(tune)
            if a % 16 in theme and b % 16 in theme and b % 16 > a % 16
        ]
        contours.append(np.mean([wanted == found for wanted, found in moves]))
    assert pitches[0] == 1.0
    assert pitches == sorted(pitches, reverse=True)
    assert pitches[-1] < 0.5
    assert min(contours) > 0.8


def test_the_bonus_turns_from_pitch_to_contour():
    place = Place(onset(64), before=60, own=62)
    near, far = variation_bonus(place, 0.01), variation_bonus(place, 1.0)
    assert near.argmax() == onset(64)
    assert far[onset(63)] == far[onset(80)] > far[onset(62)] == far[onset(50)]
    assert near[onset(63)] - near[onset(50)] < 0.1
    assert near[onset(50)] > near[HOLD]
    assert variation_bonus(Place(None, None, None), 0.5).argmax() == REST


@given(st.lists(st.integers(0, VOCABULARY_SIZE - 1), min_size=1, max_size=64))
def test_without_morph_any_theme_is_copied(events):
    theme = Call()
    for step, event in enumerate(events):
        messages = [NoteMessage(60, 80)] if step == 0 else []
        theme.hear(step, messages, event)
    variation, random = Variation(theme, COMMON_TIME), np.random.default_rng(0)
    drawn = [variation.draw(i, NEUTRAL, setting(0.0), random) for i in range(len(events))]
    heard = [theme.melody_at(i) for i in range(len(events))]
    assert drawn == heard


messages = st.lists(
    st.lists(st.builds(NoteMessage, st.integers(0, 127), st.sampled_from([0, 80])), max_size=3),
    max_size=60,
)


@given(messages, st.sets(st.integers(0, 60)))
@settings(max_examples=20, deadline=None)
def test_whatever_is_played_every_note_of_the_box_ends(networks, heard, flips):
    melody, bass = networks
    predictor = BassPredictor(bass.network(rows=2))
    accompanist = Accompanist(predictor, manners(bass), np.random.default_rng(0))
    jam, sounding = Jam(LstmPredictor(melody), accompanist=accompanist), set()
    for step in range(len(heard) + 40):
        some = heard[step] if step < len(heard) else []
        for part, message in jam.step(some, setting(), asked(step in flips)).play:
            if message.is_on:
                assert (part, message.pitch) not in sounding
                sounding.add((part, message.pitch))
            else:
                sounding.discard((part, message.pitch))
    for part, message in jam.step((), Controls(mode=Mode.RESPOND)).play:
        sounding.discard((part, message.pitch))
    assert not sounding
