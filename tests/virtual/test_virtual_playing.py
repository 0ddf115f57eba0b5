"""A box that is played: by a USB keyboard, its switch and its knob."""

from __future__ import annotations

import time

from tests.virtual.looking import CARD, WORDS, shows
from tests.virtual.phrases import ANSWER, BASS, EIGHTH, TUNE, notes, phrase, sounding
from tests.virtual.playing import answered, call, is_answered, until_quiet
from tools.virtual.box import VirtualBox

BAR = 2.0  # seconds
TURNS_OF_ONE_BAR = bytes([0xB0, 24, 0])  # as a knob of the keyboard sends it


def test_it_has_booted_into_music(box: VirtualBox) -> None:
    shows(box, "play-something", CARD)
    shows(box, "folk", WORDS)
    assert box.lamp()
    assert "Antiphon" in box.read("/proc/asound/seq/clients")
    assert box.run("systemctl --failed --plain --no-legend") == ""


def test_a_call_is_answered_when_the_switch_is_flipped(box: VirtualBox) -> None:
    begun = box.play(0, phrase())
    shows(box, "your-turn", CARD)
    time.sleep(max(0.0, begun + len(TUNE) * EIGHTH - box.clock()))
    box.flip()
    flipped = box.clock()
    shows(box, "your-tune", CARD)
    assert not box.lamp()
    shows(box, "my-turn", CARD)
    heard = until_quiet(box, 0, begun)
    shows(box, "play-something", CARD)
    assert box.lamp()
    answered(TUNE, heard)
    first, _ = notes(heard, ANSWER)[0]
    assert first - flipped < 0.8, "at the switch, not when silence tells"


def test_silence_hands_over_too(box: VirtualBox) -> None:
    is_answered(box)


def test_the_knob_turns_through_the_genres(box: VirtualBox) -> None:
    shows(box, "folk", WORDS)
    box.turn(1)
    shows(box, "chorale", WORDS)
    box.turn(-2)
    shows(box, "jazz", WORDS)
    box.turn(1)
    shows(box, "folk", WORDS)


def test_a_long_push_opens_the_menu(box: VirtualBox) -> None:
    box.push(1.2)
    shows(box, "menu")
    box.push(1.2)
    shows(box, "folk", WORDS)


def test_bars_are_traded_without_a_hand_at_the_switch(box: VirtualBox) -> None:
    box.push()
    shows(box, "trade-bars", WORDS)
    box.play(0, [(0.0, TURNS_OF_ONE_BAR)])
    begun = call(box, 0, phrase(TUNE * 3))  # six seconds
    heard = until_quiet(box, 0, begun)
    first, _ = notes(heard, ANSWER)[0]
    print(f"a turn of {BAR} s is over after {first - begun:.2f} s")
    assert BAR - 0.2 < first - begun < 3 * BAR, "in the midst of the tune, on a bar line"
    assert not sounding(heard)


def test_a_bass_is_played_along(box: VirtualBox) -> None:
    for _ in range(3):
        box.push()
    shows(box, "play-along", WORDS)
    begun = box.clock()
    box.flip()
    shows(box, "i-play-bass", CARD)
    box.play(0, phrase(TUNE * 4))

    def bass() -> list[tuple[float, int]]:
        played = notes(box.heard(0, begun), BASS)
        return played if len(played) >= 3 else []

    assert max(pitch for _, pitch in box.wait_for(bass, "a bass is played")) < min(TUNE)
    box.flip()
    shows(box, "your-bass", CARD)
    assert not sounding(until_quiet(box, 0, begun))
