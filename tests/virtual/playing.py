"""A call, and waiting for the answer to it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from difflib import SequenceMatcher

from tests.virtual.phrases import ANSWER, EIGHTH, TUNE, Phrase, notes, phrase, sounding
from tools.virtual.box import Heard, VirtualBox

QUIET = 2.0  # seconds without a note: the box has ended
SHORT = TUNE[:5]
LEFT_OUT = 2  # notes that may be too late to sound, where the machine is busy with something else


def repeated(tune: Sequence[int], played: Sequence[int]) -> int:
    """How many notes of a tune are played, in order."""
    blocks = SequenceMatcher(None, list(tune), list(played), autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks)


def call(box: VirtualBox, keyboard: int = 0, played: Phrase | None = None) -> float:
    """Play a phrase to its end; when it began, by the guest's clock."""
    played = phrase() if played is None else played
    begun = box.play(keyboard, played)
    time.sleep(max(0.0, begun + played[-1][0] + 0.05 - box.clock()))
    return begun


def until_quiet(
    box: VirtualBox, keyboard: int, since: float, patience: float = 60.0
) -> list[Heard]:
    """All that a keyboard is sent since a moment, once notes have come and come no more."""

    def all_heard() -> list[Heard]:
        heard = box.heard(keyboard, since)
        spoken = [each for each in heard if each.message[0] < 0xB0]
        return heard if spoken and box.clock() - spoken[-1].moment > QUIET else []

    return box.wait_for(all_heard, "the box plays, and comes to an end", patience, every=0.5)


def answered(tune: Sequence[int], heard: Sequence[Heard]) -> None:
    """Check that a tune of eighths is repeated, that more follows, and that nothing sounds on."""
    played = notes(heard, ANSWER)
    pitches = [pitch for _, pitch in played]
    assert repeated(tune, pitches) >= len(tune) - LEFT_OUT, f"it is not repeated: {pitches}"
    end = played[0][0] + (len(tune) - 0.5) * EIGHTH
    assert played[-1][0] > end, f"nothing follows: {played}"
    assert not sounding(heard), "notes go on sounding"


def is_answered(box: VirtualBox, keyboard: int = 0) -> list[Heard]:
    """Play a short tune, wait for silence to hand over, and be answered; all that was heard."""
    begun = call(box, keyboard, phrase(SHORT))
    heard = until_quiet(box, keyboard, begun)
    answered(SHORT, heard)
    return heard
