"""The tempo of the player's own notes.

A search over all tempi (`note_model`) finds it; from then on a Kalman filter follows beat and
tempo, onset by onset: Cemgil, Kappen, Desain & Honing, "On tempo tracking: Tempogram
representation and Kalman filtering" (Journal of New Music Research 29, 2000), section 3. Each
onset is taken for the sixteenth it is likeliest to be. Where the search, repeated every beat, finds
the newest onsets much likelier at another tempo, the filter begins anew from there.
"""

from __future__ import annotations

from collections import deque

import numpy as np

from appliance.music.grid import STEPS_PER_QUARTER
from appliance.tempo.note_model import JITTER, RATES, search
from appliance.tempo.pulse import FASTEST, SLOWEST, Pulse

CHORD = 0.05  # seconds: onsets closer than this are one
WINDOW = 6.0  # seconds that the search looks back
ENOUGH = 6  # onsets that a tempo can be told from
SILENCE = 3.0  # seconds without an onset, after which nobody gives the tempo
DRIFT = 0.025  # standard deviation of a beat's change from one beat to the next, of its length
WANDER = 0.006  # and of the beat's place
APART = 0.06  # of log2: tempi closer than this are the same
DOUBTS = 3  # searches in a row that find another tempo


class NoteFollower:
    """Follows onsets, from the tempo that was set."""

    def __init__(self) -> None:
        self._onsets: deque[float] = deque(maxlen=32)
        self._beat = np.zeros(2)  # moment of the newest sixteenth, a beat's length, in seconds
        self._place = 0  # of that sixteenth in its beat
        self._spread = np.zeros((2, 2))
        self._following = False
        self._doubts = 0
        self._searched = 0.0

    def hear(self, moment: float, bpm: float) -> None:
        """A note begins.

        Args:
            moment: in seconds.
            bpm: the tempo as it is set at present.
        """
        if self._onsets and moment - self._onsets[-1] > SILENCE:
            self._onsets.clear()
            self._following = False
        if self._onsets and moment - self._onsets[-1] < CHORD:
            return
        self._onsets.append(moment)
        if self._following:
            self._track(moment)
            bpm = 60.0 / self._beat[1]
        if moment - self._searched >= 60.0 / bpm or not self._following:
            self._search(moment, bpm)

    def pulse(self, now: float) -> Pulse | None:
        """The newest sixteenth struck; None while no tempo can be told, or nobody plays."""
        if not self._following or now - self._onsets[-1] > SILENCE:
            return None
        bpm = 60.0 / float(self._beat[1])
        return Pulse(float(self._beat[0]), bpm) if SLOWEST <= bpm <= FASTEST else None

    def _search(self, moment: float, expected: float) -> None:
        onsets = np.array([each for each in self._onsets if moment - each <= WINDOW])
        if len(onsets) < ENOUGH:
            return
        self._searched = moment
        weights = 0.5 ** ((moment - onsets) / (WINDOW / 2))
        bpm, beat = search(onsets, weights, expected)
        same = abs(np.log2(bpm / expected)) < APART
        self._doubts = 0 if same else self._doubts + 1
        if not self._following or self._doubts >= DOUBTS:
            self._begin(bpm, beat)

    def _begin(self, bpm: float, beat: float) -> None:
        period = 60.0 / bpm
        self._beat, self._place = np.array([beat, period]), 0
        self._spread = np.diag([JITTER**2, (0.02 * period) ** 2])
        self._following, self._doubts = True, 0

    def _track(self, moment: float) -> None:
        """One step of the filter: foretell the onset's sixteenth, then correct beat and tempo."""
        sixteenths = self._likeliest(moment)
        self._place = (self._place + sixteenths) % STEPS_PER_QUARTER
        passed = sixteenths / STEPS_PER_QUARTER
        transition = np.array([[1.0, passed], [0.0, 1.0]])
        period = self._beat[1]
        noise = np.diag([(WANDER * period) ** 2, (DRIFT * period) ** 2]) * max(passed, 0.25)
        beat, spread = transition @ self._beat, transition @ self._spread @ transition.T + noise
        gain = spread[:, 0] / (spread[0, 0] + JITTER**2)
        self._beat = beat + gain * (moment - beat[0])
        self._spread = spread - np.outer(gain, spread[0])

    def _likeliest(self, moment: float) -> int:
        """Sixteenths from the newest one to the one that an onset is likeliest to be."""
        sixteenth = self._beat[1] / STEPS_PER_QUARTER
        nearest = round((moment - self._beat[0]) / sixteenth)
        near = np.arange(max(0, nearest - 1), nearest + 2)
        off = moment - self._beat[0] - near * sixteenth
        rate = RATES[(self._place + near) % STEPS_PER_QUARTER]
        variance = self._spread[0, 0] + JITTER**2
        return int(near[np.argmax(np.log(rate) - 0.5 * off**2 / variance)])
