import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.jam.answer import Answer, Span, call_length
from appliance.jam.call import Call
from appliance.jam.controls import Controls
from appliance.jam.theme import theme_bonus
from appliance.jam.voice import Voice
from appliance.music.events import FIRST_ONSET, HOLD, REST, VOCABULARY_SIZE, is_onset, onset
from appliance.music.grid import COMMON_TIME
from appliance.music.notes import NoteMessage

PLAIN = Controls()
NEUTRAL = np.zeros(VOCABULARY_SIZE, np.float32)


def certain(event):
    logits = NEUTRAL.copy()
    logits[event] = 60
    return logits


def drawn(logits, length, controls=PLAIN, theme=None):
    answer = Answer(Span(10, length), theme or Call(), COMMON_TIME)
    random = np.random.default_rng(0)
    return [answer.draw(step, logits, controls, random) for step in range(10, 10 + length)]


def test_endless_rest_is_broken_after_a_bar():
    events = drawn(certain(REST), 64)
    assert events.index(next(filter(is_onset, events))) == 16


def test_endless_hold_is_broken_after_two_bars():
    logits = certain(HOLD)
    logits[onset(60)] = 30
    events = drawn(logits, 64)
    assert events[0] == onset(60)
    assert events[1:32] == [HOLD] * 31
    assert events[32] != HOLD


@given(st.integers(1, 40), st.integers(0, 5))
@settings(max_examples=30)
def test_no_note_begins_at_the_very_end_and_holds_follow_notes(length, seed):
    logits = np.random.default_rng(seed).normal(0, 2, VOCABULARY_SIZE).astype(np.float32)
    events = drawn(logits, length)
    assert not any(map(is_onset, events[-2:]))
    assert not any(a == REST and b == HOLD for a, b in zip([REST, *events], events, strict=False))


def played(*events):
    call = Call()
    for step, event in enumerate(events):
        messages = [NoteMessage(60 + event - onset(60), 80)] if is_onset(event) else []
        call.hear(step, messages, event)
    return call


def test_a_close_answer_is_nearly_the_theme_and_a_free_one_is_not():
    tune = [onset(60), HOLD, onset(64), HOLD, onset(67), HOLD, onset(65), HOLD] * 4
    logits = np.random.default_rng(1).normal(0, 1, VOCABULARY_SIZE).astype(np.float32)
    same = {
        closeness: sum(
            a == b
            for a, b in zip(
                drawn(logits, 32, Controls(theme=closeness), played(*tune)), tune, strict=True
            )
        )
        for closeness in (0.0, 1.0)
    }
    assert same[1.0] > 16
    assert same[0.0] < 10


def test_an_answer_begins_with_a_note_where_the_call_did_whatever_the_network_wants():
    call = played(onset(60), HOLD, onset(64), HOLD)
    free = Controls(theme=0.0)
    assert is_onset(drawn(certain(REST), 8, free, call)[0])
    call = played(REST, onset(60), onset(64))
    call.begin_at(0)
    assert drawn(certain(REST), 8, free, call)[0] == REST
    assert drawn(certain(REST), 8, free, played(onset(60), HOLD))[0] == REST  # would be a copy


def test_the_bonus_fades_for_pitches_but_not_for_the_rhythm():
    first, last = theme_bonus(onset(60), 0.0, 1.0), theme_bonus(onset(60), 1.0, 1.0)
    assert first[onset(60)] > last[onset(60)] > last[onset(61)] == first[onset(61)] > 0
    assert first[HOLD] == first[REST] == 0
    held = theme_bonus(HOLD, 0.5, 1.0)
    assert held[HOLD] > 0
    assert not held[FIRST_ONSET:].any()
    assert not theme_bonus(None, 0.0, 1.0).any()


def test_the_length_follows_the_call_in_whole_beats():
    assert call_length(played(onset(60), HOLD, HOLD, HOLD, HOLD), COMMON_TIME) == 8
    assert call_length(Call(), COMMON_TIME) == 32


def test_a_span_says_what_is_left():
    span = Span(4, 8)
    assert (span.end, span.left(3), span.left(7), span.left(11)) == (12, 1.0, 0.5, 0.0)


@given(st.lists(st.tuples(st.integers(0, 127), st.sampled_from([0, 64]))))
def test_a_voice_gives_every_note_on_its_note_off(messages):
    voice, sounding = Voice(), set()
    out = voice.relay(NoteMessage(*message) for message in messages) + voice.silence()
    for message in out:
        if message.is_on:
            assert message.pitch not in sounding
            sounding.add(message.pitch)
        else:
            sounding.remove(message.pitch)
    assert not sounding


@pytest.mark.parametrize("event", [REST, onset(62)])
def test_a_voice_ends_its_note_before_the_next(event):
    voice = Voice()
    voice.play(onset(60), 70)
    assert voice.play(HOLD, 70) == []
    assert voice.play(event, 70)[0] == NoteMessage(60, 0)
