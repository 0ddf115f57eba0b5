"""Stand-ins for what the box is wired with."""

from appliance.config import DEFAULTS, Config


class Queue:
    """A queue that remembers what it is handed, and what is recalled."""

    ahead = 0.1

    def __init__(self):
        self.handed, self.recalled = [], []

    def send_at(self, message, due, lasting=False):
        self.handed.append((message, due, lasting))

    def recall(self, lasting=False):
        self.recalled.append(lasting)


class Recorder:
    """An output, lamp and driver that remembers."""

    def __init__(self, problem=None, lead=0.0, queue=None):
        self.sent, self.lit, self.problem, self.lead = [], None, problem, lead
        self.queue = queue

    def send(self, message):
        self.sent.append(message)

    def light(self, on):
        self.lit = on


class Clock:
    time = 0.0

    def __call__(self):
        return self.time


def config_with(**values):
    return Config({**DEFAULTS, **{name.replace("__", "."): v for name, v in values.items()}})
