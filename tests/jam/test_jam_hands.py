"""One keyboard, two hands."""

from hypothesis import given
from hypothesis import strategies as st

from appliance.jam.hands import HIGHEST_SPLIT, LOWEST_SPLIT, Hands
from appliance.music.notes import NoteMessage


def struck(*pitches):
    return [NoteMessage(pitch, 80) for pitch in pitches]


def basses(hands, *pitches):
    """Which of the pitches, played one after the other, go to the bass."""
    out = []
    for pitch in pitches:
        bass, _ = hands.part([NoteMessage(pitch, 80)])
        out += [message.pitch for message in bass]
        hands.part([NoteMessage(pitch, 0)])
    return out


def test_a_bass_and_a_tune_at_once():
    bass, melody = Hands().part(struck(36, 72, 43, 76))
    assert [message.pitch for message in bass] == [36, 43]
    assert [message.pitch for message in melody] == [72, 76]


def test_a_tune_may_go_down_in_steps():
    assert basses(Hands(), 60, 59, 57, 55, 53, 52, 50) == []


def test_a_bass_may_go_up_in_steps():
    walk = (43, 45, 47, 48, 50, 52, 53, 55)
    assert basses(Hands(), *walk) == list(walk)


def test_a_leap_down_is_the_other_hand():
    assert basses(Hands(), 60, 62, 64, 40, 65) == [40]


def test_two_high_hands_are_told_apart_after_a_while():
    hands = Hands()
    high = (55, 72, 55, 74, 57, 76, 55, 74)
    assert basses(hands, *high, 57, 72)[-1] == 57
    assert 55 < hands.split < 72


def test_a_note_ends_in_the_hand_that_it_began_in():
    hands = Hands()
    hands.part(struck(52))
    for pitch in (40, 38, 36, 38, 36, 40, 36):
        hands.part(struck(pitch))
        hands.part([NoteMessage(pitch, 0)])
    before = Hands().part(struck(52))
    bass, melody = hands.part([NoteMessage(52, 0)])
    assert (len(bass), len(melody)) == (len(before[0]), len(before[1]))


messages = st.lists(st.builds(NoteMessage, st.integers(0, 127), st.sampled_from([0, 80])))


@given(messages)
def test_nothing_is_lost_and_every_end_follows_its_begin(played):
    hands, begun = Hands(), {}
    for message in played:
        bass, melody = hands.part([message])
        assert bass + melody == [message]
        assert LOWEST_SPLIT <= hands.split <= HIGHEST_SPLIT
        low = bool(bass)
        if message.is_on:
            assert begun.setdefault(message.pitch, low) == low
        else:
            assert begun.pop(message.pitch, low) == low
