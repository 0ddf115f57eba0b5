"""A mind in fake time, and networks that take some, fail or say nothing sensible."""

from collections import deque
from concurrent.futures import Future

import numpy as np

from appliance.jam.engine import Jam
from appliance.jam.ensemble import Ensemble
from appliance.models.predictor import EchoPredictor
from appliance.realtime.thinker import Deadline, fulfil
from appliance.realtime.timely import TimelyPredictor
from appliance.realtime.watch import Watch
from tests.realtime.rigs import FakeClock, Rig


class FakeMind:
    """Does one job after the other beside the loop; jobs take what `spend` is told in them."""

    def __init__(self, clock):
        self.clock, self.deadline = clock, Deadline()
        self.free = 0.0  # when the newest job that was begun is done
        self.orders, self.doing = deque(), None
        self.inside = False

    def now(self):
        return self.free if self.inside else self.clock.now()

    @property
    def room(self):
        return self.deadline.room

    def spend(self, seconds):
        self.free += seconds

    def order(self, job):
        answer = Future()
        self.orders.append((self.free if self.inside else self.clock.now(), job, answer))
        return answer

    def wait(self, answer):
        self.go_on()  # it may not even have been begun
        while not answer.done():
            until = min(self.deadline.moment, self.free if self.doing else self.deadline.moment)
            self.clock.time = max(self.clock.time, until)
            self.go_on()
            if not answer.done() and self.clock.time >= self.deadline.moment:
                return False
        return True

    def go_on(self):
        """Do what is done by now."""
        while True:
            if self.doing is not None:
                if self.free > self.clock.time:
                    return
                answer, told = self.doing
                self.doing = None
                if told.exception() is None:
                    answer.set_result(told.result())
                else:
                    answer.set_exception(told.exception())
            if not self.orders:
                return
            ordered, job, answer = self.orders.popleft()
            if answer.set_running_or_notify_cancel():
                self._begin(ordered, job, answer)

    def _begin(self, ordered, job, answer):
        self.free, self.inside, told = max(self.free, ordered), True, Future()
        fulfil(told, job)
        self.inside, self.doing = False, (answer, told)


class ThinkingClock(FakeClock):
    """While the loop sleeps, the mind goes on."""

    mind = None

    def now(self):
        self.mind.go_on()
        return self.time


class Troubled:
    """A predictor that takes its time, or does not work, as `trouble` says: once per event read."""

    def __init__(self, spend, inner=None):
        self.inner, self.spend = inner or EchoPredictor(), spend
        self.seconds = 0.0
        self.trouble = None
        self.read = 0
        self.ahead = False

    def begin(self, meter):
        self.inner.begin(meter)
        self.ahead = False

    def answer(self, steps, lag):
        self.inner.answer(steps, lag)

    def predict(self, genre, discipline=0.0):
        self.look_ahead()
        logits = self.inner.predict(genre, discipline)
        return logits * np.nan if self.trouble == "nonsense" else logits

    def sureness(self, genre):
        self.look_ahead()
        return 0.5

    def accept(self, event, genre):
        self.look_ahead()
        self.ahead = False
        self.read += 1
        self.inner.accept(event, genre)

    def look_ahead(self):
        if not self.ahead:
            self.spend(self.seconds)
            self.ahead = True
        if self.trouble == "raises":
            raise RuntimeError("inference failed")


class ThinkingRig(Rig):
    """A loop whose answers come from a network in a mind of its own, that may be troubled."""

    def __init__(self, **arguments):
        clock = ThinkingClock()
        clock.mind = self.mind = FakeMind(clock)
        self.network = Troubled(self.mind.spend)
        super().__init__(clock=clock, **arguments)
        self.watch = Watch(clock, ran=lambda: 0.0)
        self.predictor = TimelyPredictor(self.network, self.mind, "the network", self.watch)
        ensemble = Ensemble([Jam(self.predictor, 1)], part=self.watch.part)
        self.wire(ensemble, self.watch, self.mind.deadline)

    @property
    def trouble(self):
        return self.predictor.follower.trouble

    @property
    def starts(self):
        return [time for time, _, message in self.sent if message.is_on]
