"""What another pitch would have earned in a note's place.

The human's melody does not depend on the bass, and its rewards are known for every pitch. So a note
that was played tells about all the others too: with the same rhythm and the same notes after it,
its pitch alone changed. That is a thousand times as much to learn from as the one pitch taken; it
leaves out that later notes would have followed the other pitch.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from appliance.music.events import FIRST_ONSET, HOLD, LOWEST_PITCH
from tools.rl.lines import Ints

Floats = npt.NDArray[np.float32]


def by_class(reward: Callable[[Ints], Floats], steps: tuple[int, int]) -> Floats:
    """A reward of a bass, if it held each pitch class all the time, [jams, steps, 12].

    Args:
        reward: of basses [jams, steps].
        steps: jams and steps.
    """
    lines = [np.full(steps, FIRST_ONSET + pitch - LOWEST_PITCH) for pitch in range(36, 48)]
    return np.stack([reward(line) for line in lines], -1)


def note_returns(sounding: Floats, begun: Floats, events: Ints, discount: float) -> Floats:
    """What a note of each pitch class would have earned from a step on, [jams, steps, 12].

    Each is held as long as the note that was played there.

    Args:
        sounding: the reward of a step in which a class sounds, [jams, steps, 12].
        begun: what is added where it begins.
        events: that were played, [jams, steps].
        discount: of the next step.
    """
    held = np.zeros(sounding[:, 0].shape, np.float32)
    out = np.zeros_like(sounding)
    for step in range(events.shape[1] - 1, -1, -1):
        held = sounding[:, step] + discount * held
        out[:, step] = begun[:, step] + held
        held = np.where((events[:, step] == HOLD)[:, None], held, 0.0)
    return out


def pitch_differences(events: Ints, returns: Floats, habit: Floats) -> Floats:
    """By how much every pitch would have been better than the one played, [n, steps, pitches].

    What a step without an onset holds means nothing.

    Args:
        events: [n, steps].
        returns: of each pitch, [n, steps, pitches].
        habit: what each event is worth by habit, [n, steps, events].
    """
    worth = habit[..., FIRST_ONSET:] + returns
    taken = np.maximum(events - FIRST_ONSET, 0)[..., None]
    differences: Floats = worth - np.take_along_axis(worth, taken, -1)
    return differences
