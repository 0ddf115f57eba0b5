"""Keyboards and displays that come and go while the box is on."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tests.virtual.looking import CARD, NOTICE, WORDS, shows
from tests.virtual.phrases import ANSWER, NOTE_ON, notes, phrase, sounding
from tests.virtual.playing import call, is_answered, until_quiet
from tools.virtual.box import VirtualBox


@pytest.fixture
def two(box: VirtualBox) -> Iterator[VirtualBox]:
    """With a second keyboard that is just like the first."""
    box.plug(1)
    wait_for_keyboards(box, 2)
    yield box
    box.unplug(1)


def wait_for_keyboards(box: VirtualBox, number: int) -> None:
    """Wait until so many are tied to the box, which plays and is played by each."""

    def are_tied() -> bool:
        clients = box.read("/proc/asound/seq/clients")
        own = [part for part in clients.split("Client ") if '"Test Keyboard"' in part]
        return len(own) == number and all("Connect" in part for part in own)

    box.wait_for(are_tied, f"{number} keyboards are heard", every=0.3)
    time.sleep(1.0)  # outputs are tied in the same look, or in the next


def test_one_that_is_plugged_in_later_plays(box: VirtualBox) -> None:
    box.unplug(0)
    shows(box, "no-keyboard", NOTICE)
    box.plug(0)
    shows(box, "folk", WORDS)
    is_answered(box)


def test_one_pulled_in_mid_note_leaves_nothing_sounding(two: VirtualBox) -> None:
    held = [*phrase(), (2.0, bytes([NOTE_ON, 67, 90]))]  # the last key is never released
    begun = call(two, 0, held)
    two.unplug(0)
    heard = until_quiet(two, 1, begun)  # nobody hands over but silence, which the held note ends
    assert len(notes(heard, ANSWER)) > len(held) // 2
    assert not sounding(heard)
    two.plug(0)
    wait_for_keyboards(two, 2)
    is_answered(two, 0)


def test_one_pulled_while_the_box_plays_is_no_trouble(two: VirtualBox) -> None:
    begun = call(two, 0)
    two.flip()
    two.wait_for(lambda: notes(two.heard(0, begun), ANSWER), "the box plays")
    two.unplug(0)
    assert not sounding(until_quiet(two, 1, begun))
    two.plug(0)
    wait_for_keyboards(two, 2)
    is_answered(two, 0)


def test_two_of_one_make_play_and_are_played(two: VirtualBox) -> None:
    for keyboard, other in ((0, 1), (1, 0)):
        begun = two.clock()
        heard = is_answered(two, keyboard)
        there = [each.message for each in until_quiet(two, other, begun)]
        assert [each.message for each in heard] == there, "both are sent the same"


def test_the_display_is_lost_and_comes_back(box: VirtualBox) -> None:
    shows(box, "play-something", CARD)
    box.detach_display()
    is_answered(box)
    box.attach_display()
    shows(box, "play-something", CARD)
    shows(box, "folk", WORDS)
