"""How much of a theme is left in its variations, as `morph` rises.

Themes are four bars of held-out pieces, played to the box in its mode MORPH; what it plays in the
place of each theme is compared with it, the first variation and the last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from appliance.jam.controls import Controls, Mode
from appliance.jam.engine import Jam
from appliance.jam.parts import Part
from appliance.jam.phases import Signal
from appliance.models.predictor import LstmPredictor
from appliance.music.events import notes_of
from appliance.music.genres import GENRES
from appliance.music.melody import MelodyTracker
from appliance.music.notes import NoteMessage
from appliance.music.score import messages_by_step
from tools.corpus.pieces import Events, Piece
from tools.eval.calls import Call, calls_of, spread
from tools.eval.harmony import Ints, onset_pitches, onset_steps, ratio
from tools.eval.tables import Tally

BARS = 4
MORPHS = (0.0, 0.25, 0.5, 0.75, 1.0)
VARIATIONS = 2  # that are compared


def morph(pieces: Sequence[Piece], predictor: LstmPredictor, themes_per_genre: int) -> Tally:
    """Likeness of variations and theme; a system is a setting of morph.

    Args:
        pieces: themes are cut from the held-out ones.
        predictor: of melodies.
        themes_per_genre: at most.
    """
    tally = Tally()
    for genre in sorted({piece.genre for piece in pieces}):
        own = [piece for piece in pieces if piece.genre == genre]
        for number, call in enumerate(spread(list(calls_of(own, genre, BARS)), themes_per_genre)):
            for setting in MORPHS:
                varied = list(_variations(call, predictor, setting, number))
                rows = [likeness(call.events, each) for each in varied]
                mean = {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}
                tally.add(genre, f"morph {setting:g}", mean)
    return tally


def likeness(theme: Events, variation: Events) -> dict[str, float]:
    """What two lines, [steps], have in common, each 0 … 1.

    * `rhythm`: onsets at the same steps, of all steps at which either has one (Jaccard).
    * `pitch`, `interval`, `contour`: of the theme's onsets that the variation has too, those with
      the same pitch, the same interval from the last of them, the same direction.
    """
    first, second = onset_steps(theme), onset_steps(variation)
    both, mine, its = np.intersect1d(first, second, return_indices=True)
    one, other = onset_pitches(theme)[mine], onset_pitches(variation)[its]
    return {
        "rhythm": ratio(len(both), len(np.union1d(first, second))),
        "pitch": ratio(int((one == other).sum()), len(both)),
        "interval": _same(np.diff(one), np.diff(other)),
        "contour": _same(np.sign(np.diff(one)), np.sign(np.diff(other))),
    }


def _same(one: Ints, other: Ints) -> float:
    return ratio(int((one == other).sum()), len(one))


def _variations(
    call: Call, predictor: LstmPredictor, setting: float, seed: int
) -> Iterator[Events]:
    """The first variations of a call, each as long as it, [steps]."""
    genre, length = GENRES[call.piece.genre], len(call.events)
    controls = Controls(mode=Mode.MORPH, genre=genre, morph=setting, silence=0.0, downbeat=False)
    jam, tracker = Jam(predictor, seed, call.piece.meter), MelodyTracker()
    played = messages_by_step(notes_of(call.events.tolist()))
    events = []
    for step in range((VARIATIONS + 1) * length - 1):
        due = _due(jam, played.get(step, ()), controls, hand_over=step == length - 1)
        if step >= length - 1:
            events.append(tracker.step(due))
    for number in range(VARIATIONS):
        yield np.array(events[number * length : (number + 1) * length], np.int8)


def _due(
    jam: Jam, heard: Sequence[NoteMessage], controls: Controls, hand_over: bool
) -> list[NoteMessage]:
    outcome = jam.step(heard, controls, Signal.HAND_OVER if hand_over else None)
    return [message for part, message in outcome.play if part is Part.ANSWER]
