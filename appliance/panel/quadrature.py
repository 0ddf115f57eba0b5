"""The two lines of a rotary encoder, decoded into detents.

Turned right, contact A closes first and the lines go through the places of a ring; left, the other
way round. One line changes at a time (Gray code):

                     right ──►
    place     0       1       2       3      (0)
    A       open   closed  closed   open    open
    B       open    open   closed  closed   open

The knob clicks into place where the place is a multiple of the transitions per detent: at 0 alone
(4 transitions), at 0 and 2 (2 transitions) or everywhere (1 transition). Coming to such a rest:

    since the last rest                     reported
    all transitions, contiguous, to right   +1
    all transitions, contiguous, to left    -1
    there and back again (bounce)            0
    two lines changed at once (a miss)       0

With 4 or 2 transitions no contact needs debouncing: bounce goes back and forth over one transition,
which adds up to nothing. With 1, every edge is a detent and the lines are to be debounced first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

PLACES = {(False, False): 0, (True, False): 1, (True, True): 2, (False, True): 3}
_STEPS = (0, 1, None, -1)  # by the difference of places; None: an edge was missed


@dataclass(frozen=True, slots=True)
class Encoder:
    """Where the knob is.

    Attributes:
        transitions_per_detent: 4 (full-step), 2 (half-step) or 1 (quarter-step).
        place: in the ring, 0 … 3.
        travel: contiguous transitions to the right since the last rest or miss.
    """

    transitions_per_detent: int = 4
    place: int = 0
    travel: int = 0

    @property
    def at_rest(self) -> bool:
        """True where the knob clicks into place."""
        return self.place % self.transitions_per_detent == 0


def encoder_at(a: bool, b: bool, transitions_per_detent: int = 4) -> Encoder:
    """An encoder found with its contacts A and B closed (True) or open.

    Raises:
        ValueError: when `transitions_per_detent` is not 4, 2 or 1.
    """
    if transitions_per_detent not in (4, 2, 1):
        raise ValueError(f"{transitions_per_detent} transitions per detent: must be 4, 2 or 1")
    return Encoder(transitions_per_detent, PLACES[a, b])


def turned(encoder: Encoder, a: bool, b: bool) -> tuple[Encoder, int]:
    """The encoder after its lines were seen at (a, b), and detents: 1 right, -1 left, 0 none."""
    place = PLACES[a, b]
    step = _STEPS[(place - encoder.place) % 4]
    moved = replace(encoder, place=place, travel=0 if step is None else encoder.travel + step)
    return _rested(moved) if moved.at_rest else (moved, 0)


def _rested(encoder: Encoder) -> tuple[Encoder, int]:
    travel = encoder.travel
    whole = abs(travel) == encoder.transitions_per_detent
    return replace(encoder, travel=0), (travel > 0) - (travel < 0) if whole else 0
