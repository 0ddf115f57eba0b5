"""Boxes to be measured: the real command, with a bench's settings, on a JACK server of its own."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.box.running import RunningBox, running_box
from tools.bench.jack import prompt_jack

FITTED = (sys.executable, "-m", "tools.bench.fitted")
SWITCH = 21  # the key that is the switch
STATE = 90  # the controller that tells whose turn it is

Settings = dict[str, dict[str, object]]

USUAL: Settings = {
    "midi": {"switch_key": SWITCH, "state_controller": STATE},
    "web": {"page": "off"},
    "panel": {"buttons": "off", "display": "none"},
    "models": {"size": "standard"},
}


def without_real_time() -> list[str]:
    """What to put before a command so that it gets no real-time priority."""
    if os.geteuid() == 0:
        return ["setpriv", "--bounding-set=-sys_nice", "--inh-caps=-sys_nice"]
    return ["prlimit", "--rtprio=0"]


@contextmanager
def bench_box(
    settings: Settings,
    fittings: Sequence[str] = (),
    plain: bool = False,
    patient: bool = False,
) -> Iterator[RunningBox]:
    """A box that plays.

    Args:
        settings: by section and key, beside the usual ones: no page, no panel.
        fittings: arguments of `tools.bench.fitted`.
        plain: whether it is denied real-time priority.
        patient: whether the JACK server loses nothing, see `prompt_jack`.
    """
    before = without_real_time() if plain else []
    with tempfile.TemporaryDirectory() as name, prompt_jack(patient):
        text, folder = written(beside(USUAL, settings)), Path(name)
        program = [*before, *FITTED, *fittings]
        with running_box(settings=text, folder=folder, program=program) as box:
            box.wait_for("playing")
            yield box
            box.stop()


def beside(usual: Settings, others: Settings) -> Settings:
    """Settings with others, which go first."""
    sections = usual.keys() | others.keys()
    return {each: usual.get(each, {}) | others.get(each, {}) for each in sections}


def written(settings: Settings) -> str:
    """Settings as TOML."""
    lines = []
    for section, values in settings.items():
        lines.append(f"[{section}]")
        lines += [f"{key} = {_value(value)}" for key, value in values.items()]
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value)


def allowed(box: RunningBox) -> str:
    """Empty, or that the box got no real-time priority, in parentheses."""
    return " (none allowed)" if "no real-time priority" in box.wait_for("playing").string else ""


def stalls(box: RunningBox) -> int:
    """How often its loop has stalled, by its log: at least, as that keeps lines back."""
    return sum("the steps go on from there" in line for line in box.lines)
