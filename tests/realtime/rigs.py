"""A loop in fake time: hours pass in a moment, and every moment is known."""

from dataclasses import replace

from appliance.jam.controls import Controls
from appliance.jam.engine import Jam
from appliance.jam.ensemble import Ensemble
from appliance.jam.phases import Signal
from appliance.models.predictor import EchoPredictor
from appliance.music.notes import NoteMessage
from appliance.realtime.loop import Loop
from appliance.realtime.staging import Lead
from appliance.realtime.watch import LATE


class FakeClock:
    """Time that passes only while somebody sleeps."""

    def __init__(self):
        self.time = 1000.0
        self.oversleep = {}

    def now(self):
        return self.time

    def sleep_until(self, moment):
        self.time = max(self.time, moment) + self.oversleep.pop(round(moment, 6), 0.0)

    def pass_by(self, seconds):
        """Let time pass that somebody takes."""
        self.time += seconds


class Rig:
    """A loop with a player who plays at set times, and a log of what the box sent."""

    def __init__(self, played=(), flips=(), controls=None, jam=None, clock=None):
        self.clock = clock or FakeClock()
        self.played = sorted(played, key=lambda item: item[0])
        self.flips = list(flips)
        self.controls = controls or Controls(replay=False, silence=0.0)
        self.sent, self.beats, self.seen = [], [], []
        self.idled = self.hushed = 0
        self.led = lambda moment: Lead()
        self.wire(Ensemble([jam or Jam(EchoPredictor(), 1)]))

    def wire(self, ensemble, watch=None, deadline=None):
        self.loop = Loop(ensemble, self.clock, self, watch, deadline)

    def hear(self, windows):
        (window,) = windows
        heard = [
            replace(message, late=window.slot.late(1000 + time))
            for time, message in self.played
            if 1000 + time < window.end
        ]
        self.played = self.played[len(heard) :]
        return [heard]

    def hands(self):
        flip = bool(self.flips) and 1000 + self.flips[0] <= self.clock.time
        if flip:
            self.flips.pop(0)
        return [(self.controls, Signal.HAND_OVER if flip else None)]

    def lead(self, moment):
        return self.led(moment)

    def see(self, views):
        self.seen += views

    def beat(self, place, meter, moment, period):
        self.beats.append((round(moment - 1000, 6), place))

    def idle(self):
        self.idled += 1

    def hush(self):
        self.hushed += 1

    def play(self, player, due, slot):
        for part, message in due:
            moment = slot.moment(message.late)
            sounds = max(moment, min(self.clock.time, slot.begin))
            assert sounds >= self.clock.time - LATE or not message.is_on
            self.sent.append((round(moment - 1000, 6), part, message))


def phrase(start=0.0, gap=0.25):
    for index, pitch in enumerate((60, 64, 67)):
        yield start + index * gap, NoteMessage(pitch, 80)
        yield start + index * gap + 0.2, NoteMessage(pitch, 0)


class Company(Rig):
    """Several players, each with controls and notes of their own."""

    def __init__(self, controls, played):
        self.everybody, self.notes, self.early = controls, [*played], []
        super().__init__(controls=controls[0])
        jams = [Jam(EchoPredictor(), player) for player in range(4)]
        self.wire(Ensemble(jams))

    def hear(self, windows):
        heard = []
        for player, window in enumerate(windows):
            own = [(t, n) for p, t, n in self.notes if p == player and 1000 + t < window.end]
            self.notes = [(p, t, n) for p, t, n in self.notes if p != player or (t, n) not in own]
            heard.append([replace(n, late=window.slot.late(1000 + t)) for t, n in own])
        return heard

    def hands(self):
        return [(controls, None) for controls in self.everybody]
