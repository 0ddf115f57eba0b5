"""What is heard of one port, whatever it sends."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.midi.ear import Ear
from appliance.midi.held import MOST_VOICES
from appliance.midi.leader import Leader
from appliance.midi.messages import SUSTAIN, channel_of, control, note_of, note_off, note_on
from appliance.midi.ration import MOST_AT_ONCE

ON, OFF = note_on(1, 60, 90), note_off(1, 60)


class Ears:
    """An ear, what it has heard, and which of the notes have not been ended."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.ear = Ear(lambda _, message, source: self.heard.append(message), "keys", Leader())

    @property
    def held(self) -> Counter[tuple[int | None, int]]:
        held: Counter[tuple[int | None, int]] = Counter()
        for message in self.heard:
            note = note_of(message)
            if note is not None:
                key = channel_of(message), note.pitch
                held[key] = max(0, held[key] + (1 if note.is_on else -1))
        return +held


def test_a_key_that_begins_for_ever_and_never_ends_is_let_go_a_few_times_at_most() -> None:
    """Else a pulled plug would bring as many note-offs as there ever were beginnings."""
    ears = Ears()
    for number in range(1000):
        ears.ear.hear(number, ON)
    assert ears.heard.count(ON) == 1000, "each is heard"
    assert ears.held[1, 60] == MOST_VOICES
    ears.heard.clear()
    ears.ear.end(1000.0)
    assert ears.heard == [OFF] * MOST_VOICES + [b""]


def test_of_a_flood_the_ends_of_what_was_taken_are_all_heard() -> None:
    ears = Ears()
    ears.ear.hear(0.0, b"".join(note_on(16, pitch, 1) for pitch in range(128)))
    ears.ear.hear(0.0, control(1, 7, 9) * 5000)
    assert len(ears.heard) == MOST_AT_ONCE
    ears.ear.hear(0.0, note_on(16, 5, 1) + note_on(2, 5, 1) + note_off(2, 5))
    assert len(ears.heard) == MOST_AT_ONCE, "nothing more begins, and what did not begin has no end"
    ears.ear.hear(0.0, b"".join(note_on(16, pitch, 0) for pitch in range(128)))
    assert ears.held == Counter()


def test_all_notes_off_comes_through_a_flood_where_it_ends_something() -> None:
    ears = Ears()
    everything = control(1, 123, 0)
    ears.ear.hear(0.0, ON + control(1, 7, 9) * 1000)
    ears.ear.hear(0.0, everything + everything)
    assert ears.heard[-1] == everything
    assert ears.heard.count(everything) == 1


def test_a_pedal_that_is_down_goes_up_when_its_keyboard_goes() -> None:
    """Else a synth that the keys are passed on to would sound on for ever."""
    down, up = control(3, SUSTAIN, 100), control(3, SUSTAIN, 0)
    ears = Ears()
    ears.ear.hear(0.0, down + ON + control(2, SUSTAIN, 127) + control(2, SUSTAIN, 5))
    ears.heard.clear()
    ears.ear.end(1.0)
    assert ears.heard == [OFF, up, b""]
    ears.ear.end(2.0)
    assert ears.heard[3:] == [b""], "once"


def test_a_pedal_goes_up_in_the_midst_of_a_flood() -> None:
    down, up = control(3, SUSTAIN, 100), control(3, SUSTAIN, 0)
    ears = Ears()
    ears.ear.hear(0.0, down + control(1, 7, 9) * 1000 + up + up)
    assert ears.heard.count(up) == 1
    assert ears.heard[-1] == up


def test_a_flood_is_complained_of_once_even_if_an_end_was_the_first_that_was_too_much(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ears = Ears()
    ears.ear.hear(0.0, ON + control(1, 7, 9) * (int(MOST_AT_ONCE) - 1) + OFF)
    assert not caplog.records, "that one was heard"
    ears.ear.hear(0.0, control(1, 7, 9) * 3)
    assert [each.getMessage().split(" ")[0] for each in caplog.records] == ["keys"]


@given(st.lists(st.binary(max_size=400), max_size=30), st.floats(0.0, 0.05))
def test_whatever_comes_nothing_is_held_of_who_has_gone(parts: list[bytes], pause: float) -> None:
    ears = Ears()
    for number, part in enumerate(parts):
        ears.ear.hear(number * pause, part)
    ears.ear.end(9.0)
    assert not {key for key in ears.held if not _ended_otherwise(ears.heard, key[0])}


def _ended_otherwise(heard: list[bytes], channel: int | None) -> bool:
    """Whether "all notes off" came for a channel: it ends notes as well."""
    return any(
        control(channel or 1, number, 0)[:2] == each[:2] for each in heard for number in (120, 123)
    )
