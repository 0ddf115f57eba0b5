"""Accompaniment: the player gives a bass, or none, and the box plays on under their melody.

While the box listens, the player's bass hand is the bass. When it stops, the box goes on from the
next step in that manner; a tune that begins with no bass under it is joined after two bars. The box
plays until the player takes the bass back by playing one, flips the switch, or has been gone for a
while.
"""

from __future__ import annotations

from collections.abc import Sequence

from appliance.jam.accompany import Bassist
from appliance.jam.bars import Bars
from appliance.jam.bass_reader import BassReader
from appliance.jam.call import Call
from appliance.jam.controls import Controls
from appliance.jam.hands import Hands
from appliance.jam.loudness import Loudness
from appliance.jam.parts import Part
from appliance.jam.phases import Phase, Signal, after_alternating
from appliance.jam.voice import Voice
from appliance.jam.way import Due
from appliance.music.events import HOLD, is_onset
from appliance.music.grid import Meter
from appliance.music.melody import MelodyTracker
from appliance.music.notes import NoteMessage

ALONE_BARS = 2  # of a tune with no bass, before the box joins
GONE_BARS = 8  # of silence, after which nobody is there


class Accompaniment:
    """One player's jam over the box's bass. `bars` is where the bar lines are at present."""

    phase: Phase
    bars: Bars
    _begun: int | None  # the bar line that somebody began on
    _player: Call  # all that the player does
    _bass: Call  # what their bass hand does
    _may_join: bool  # nothing has been handed over yet
    _takes_back: bool  # it began a note over the box's bass in the newest step
    _missed: int | None  # that onset, which the reader has not been told of

    def __init__(self, accompanist: Bassist, meter: Meter) -> None:
        self._reader = BassReader(accompanist)
        self._voice = Voice()
        self.enter(-1, Bars(meter))

    def enter(self, step: int, bars: Bars) -> None:
        """Begin at the end of a step, in the bars that have been kept so far."""
        self.bars = bars
        self._hands = Hands()
        self._low, self._high = MelodyTracker(lowest=True), MelodyTracker()
        self._loudness = Loudness()
        self._end()

    def leave(self) -> Due:
        """Stop at once; what ends the notes that sound."""
        self._end()
        return self._of_bass(self._voice.silence())

    @property
    def waiting(self) -> bool:
        """True while nobody has begun."""
        return self._begun is None

    def left(self, step: int, controls: Controls) -> float | None:
        """Its end is always open."""
        return None

    def sureness(self, controls: Controls) -> float | None:
        """How sure the box is of what the player does where its bass is to fit, 0 … 1."""
        return self._reader.sureness() if self.phase is Phase.ACCOMPANY else None

    def hear(
        self, step: int, messages: Sequence[NoteMessage], event: int, controls: Controls
    ) -> None:
        """Take in what the player did in a step, hand by hand."""
        low_hand, high_hand = self._hands.part(messages)
        low, high = self._low.step(low_hand), self._high.step(high_hand)
        self._loudness.hear(messages)
        if self._begun is None and any(message.is_on for message in messages):
            self._begin(step, controls)
        self._player.hear(step, messages, event)
        self._bass.hear(step, low_hand, low)
        if self._begun is not None:
            self._reader.take(step, self._given(low), high, controls)
        self._takes_back = self.phase is Phase.ACCOMPANY and is_onset(low)
        self._missed = low if self._takes_back else None

    def signal(self, step: int, controls: Controls) -> Signal | None:
        """What the end of a step brings by itself."""
        if self._begun is None:
            return None
        lasted, bar = step + 1 - self._begun, self.bars.meter.steps_per_bar
        quiet = lasted if self._player.empty else self._player.silent_for(step)
        if quiet >= GONE_BARS * bar:
            return Signal.OVER
        if self.phase is Phase.ACCOMPANY:
            return Signal.TAKE_BACK if self._takes_back else None
        if self._bass.empty:
            joins = lasted >= ALONE_BARS * bar and self.bars.place(step + 1) == 0
            return Signal.BARS if self._may_join and joins else None
        return Signal.SILENCE if self._bass.over(step, controls.silence_steps) else None

    def change(self, step: int, signal: Signal, controls: Controls) -> None:
        """Follow a signal at the end of a step; another answer means nothing here."""
        if signal in (Signal.AGAIN, Signal.STOP):
            return
        self.phase = after_alternating(self.phase, signal, Phase.ACCOMPANY)
        self._may_join = False
        if signal is Signal.OVER:
            self._end()
        elif self.phase is Phase.ACCOMPANY:
            if self._begun is None:
                self._begin(step + 1, controls)
            self._bass = Call()

    def play(self, step: int, controls: Controls) -> Due:
        """What the box plays when a step begins."""
        if self.phase is not Phase.ACCOMPANY:
            return self._of_bass(self._voice.silence())
        event = self._reader.decide(step, controls)
        return self._of_bass(self._voice.play(event, self._loudness.velocity))

    def _begin(self, step: int, controls: Controls) -> None:
        """Somebody begins: the first note is a downbeat, unless a click says where those are."""
        if controls.downbeat and not controls.click:
            self.bars = Bars(self.bars.meter, step)
        self._begun = self.bars.before(step)
        self._reader.begin(self.bars.meter, self._begun)

    def _end(self) -> None:
        """Nobody plays any more."""
        self.phase = Phase.LISTEN
        self._begun = None
        self._player, self._bass = Call(), Call()
        self._may_join = True
        self._takes_back = False
        self._missed = None

    def _given(self, low: int) -> int:
        """The bass hand's event; a note that was missed counts from its second step on."""
        return self._missed if low == HOLD and self._missed is not None else low

    @staticmethod
    def _of_bass(messages: Sequence[NoteMessage]) -> Due:
        return [(Part.BASS, message) for message in messages]
