"""Stand-ins for what the box is wired with."""

from appliance.config import DEFAULTS, Config


class Recorder:
    """An output, lamp and driver that remembers."""

    def __init__(self, problem=None, lead=0.0):
        self.sent, self.lit, self.problem, self.lead = [], None, problem, lead

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
