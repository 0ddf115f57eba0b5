"""Which notes are held, and that none is left behind."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from appliance.midi.held import HeldNotes
from appliance.midi.messages import channel_of, control, note_of, note_off, note_on

MESSAGES = st.one_of(
    st.builds(note_on, st.integers(1, 3), st.integers(60, 63), st.integers(0, 127)),
    st.builds(note_off, st.integers(1, 3), st.integers(60, 63)),
    st.builds(control, st.integers(1, 3), st.sampled_from([1, 64, 120, 123]), st.integers(0, 127)),
    st.sampled_from([b"\xf8", b"\xf0\x01\xf7", b"\x90", b""]),
)


def sounding(messages: list[bytes]) -> Counter[tuple[int | None, int]]:
    """Note-ons less note-offs for each channel and pitch."""
    balance: Counter[tuple[int | None, int]] = Counter()
    for message in messages:
        note = note_of(message)
        if note is not None:
            balance[channel_of(message), note.pitch] += 1 if note.is_on else -1
            assert balance[channel_of(message), note.pitch] in (0, 1), "no on twice, no stray off"
    return balance


@given(st.lists(MESSAGES))
def test_every_note_on_that_goes_out_gets_exactly_one_note_off(messages: list[bytes]) -> None:
    held = HeldNotes()
    sent = [out for message in messages for out in held.follow(message)]
    assert len(held) == sum(sounding(sent).values())
    balance = sounding([*sent, *held.ends()])
    assert not any(balance.values())
    assert len(held) == 0
    assert held.ends() == ()


@given(st.lists(MESSAGES))
def test_whatever_is_no_note_goes_through_as_it_is(messages: list[bytes]) -> None:
    held = HeldNotes()
    for message in messages:
        if note_of(message) is None:
            assert held.follow(message)[-1] == message


def test_a_pitch_held_by_two_voices_is_struck_again_and_ends_with_the_last() -> None:
    held = HeldNotes()
    first, second, end = note_on(1, 60, 90), note_on(1, 60, 50), note_off(1, 60)
    sent = [held.follow(each) for each in (first, second, end, end, end)]
    assert sent == [(first,), (end, second), (), (end,), ()]


def test_channels_are_held_apart() -> None:
    held = HeldNotes()
    held.follow(note_on(1, 60, 90))
    assert held.follow(note_off(2, 60)) == ()
    assert held.ends() == (note_off(1, 60),)
    assert held.channels == (1, 2)


def test_a_note_on_with_velocity_nought_ends_a_note() -> None:
    held = HeldNotes()
    held.follow(note_on(1, 60, 90))
    assert held.follow(note_on(1, 60, 0)) == (note_on(1, 60, 0),)
    assert len(held) == 0


def test_all_notes_off_spells_out_the_note_offs_for_its_channel_alone() -> None:
    held = HeldNotes()
    for message in (note_on(1, 60, 90), note_on(1, 64, 90), note_on(2, 67, 90)):
        held.follow(message)
    everything = control(1, 123, 0)
    assert held.follow(everything) == (note_off(1, 60), note_off(1, 64), everything)
    assert held.ends() == (note_off(2, 67),)


def test_a_vanished_keyboard_releases_each_key_press() -> None:
    held = HeldNotes()
    for _ in range(2):
        held.follow(note_on(1, 60, 90))
    assert held.releases() == (note_off(1, 60), note_off(1, 60))
    assert held.releases() == ()
