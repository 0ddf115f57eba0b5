"""A call, and waiting for the answer to it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from difflib import SequenceMatcher

from tests.virtual.phrases import ANSWER, TUNE, Phrase, notes, phrase, sounding
from tools.virtual.box import Heard, VirtualBox

QUIET = 2.5  # seconds without a note: the box has ended
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
    box: VirtualBox, keyboard: int, since: float, patience: float = 40.0
) -> list[Heard]:
    """All that a keyboard is sent since a moment, once notes have come and come no more."""

    def all_heard() -> list[Heard]:
        heard = box.heard(keyboard, since)
        spoken = [each for each in heard if each.message[0] < 0xB0]
        return heard if spoken and box.clock() - spoken[-1].moment > QUIET else []

    return box.wait_for(all_heard, "the box plays, and comes to an end", patience, every=0.5)


def is_answered(
    box: VirtualBox, keyboard: int = 0, listener: int | None = None, tune: Sequence[int] = TUNE
) -> list[Heard]:
    """Play a phrase, and be answered: it is repeated, more follows, and nothing goes on sounding.

    Args:
        box: as a whole.
        keyboard: that is played.
        listener: the keyboard at which is heard; None: the same.
        tune: pitches.
    """
    begun = call(box, keyboard, phrase(tune))
    heard = until_quiet(box, keyboard if listener is None else listener, begun)
    played = [pitch for _, pitch in notes(heard, ANSWER)]
    assert repeated(tune, played) >= len(tune) - LEFT_OUT, f"the call is not repeated: {played}"
    assert len(played) > len(tune), f"nothing follows the call: {played}"
    assert not sounding(heard), "notes go on sounding"
    return heard
