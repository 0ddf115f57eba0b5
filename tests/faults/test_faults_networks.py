"""The shipped networks become ten times as slow, fail or say what is no number, in mid-jam."""

import logging
from collections import Counter

import numpy as np
import pytest

from appliance.jam.controls import Controls, Mode
from appliance.jam.ensemble import Ensemble
from appliance.mind import mind_of
from appliance.models.manifest import SHIPPED
from appliance.models.network import StepNetwork
from appliance.music.grid import COMMON_TIME
from appliance.panel.screens import play_screen
from appliance.realtime.follower import FAILING, SLOW
from appliance.realtime.watch import Watch
from appliance.thinking import Thinking
from tests.realtime.minds import FakeMind, ThinkingClock
from tests.realtime.rigs import Rig, phrase

SECONDS = {"ten times as slow": 0.02, "too slow": 0.08}  # that a network takes to read a step
USUAL = 0.002
BEGINS, ENDS, STEPS = 40, 72, 160  # steps: when the trouble begins and ends, and all
WORDS = {"ten times as slow": None, "too slow": SLOW, "raises": FAILING, "no number": FAILING}


class Fault:
    """What is the matter with every network at present."""

    def __init__(self, patch, mind):
        self.kind, self._mind, self._step = None, mind, StepNetwork.step
        patch.setattr(StepNetwork, "step", lambda *arguments: self._read(*arguments))

    def _read(self, network, x, state):
        self._mind.spend(SECONDS.get(self.kind, USUAL))
        if self.kind == "raises":
            raise RuntimeError("inference failed")
        outputs, following = self._step(network, x, state)
        if self.kind == "no number":
            return outputs * np.nan, tuple(each * np.nan for each in following)
        return outputs, following


class Jamming(Rig):
    """A player who jams with the shipped networks, in a mind of their own and in fake time."""

    def __init__(self, patch, mode, kind):
        clock = ThinkingClock()
        clock.mind = mind = FakeMind(clock)
        self.fault, self.step, self.kind = Fault(patch, mind), 0, kind
        watch = Watch(clock, ran=lambda: 0.0)
        self.thinking = Thinking(mind_of(SHIPPED, "small", 3), mind, watch)
        controls = Controls(mode=mode, replay=False, silence=0.0, answer_bars=8, click=True)
        super().__init__(phrase(), flips=[1.0], controls=controls, clock=clock)
        jams = self.thinking.jams(3, COMMON_TIME)
        self.wire(Ensemble(jams, self.thinking.look_ahead, watch.part), watch, mind.deadline)
        self.said, self.pictures = [], set()

    def see(self, views):
        self.step += 1
        self.fault.kind = self.kind if BEGINS <= self.step < ENDS else None
        self.said.append(self.thinking.problem)
        for view in views:
            self.pictures.add(play_screen(view, self.thinking.problem).tobytes())


@pytest.mark.parametrize("mode", [Mode.RESPOND, Mode.ACCOMPANY, Mode.MORPH])
@pytest.mark.parametrize("kind", WORDS)
def test_the_music_goes_on_in_step_the_words_are_said_and_the_networks_come_back(
    monkeypatch, mode, kind
):
    rig = Jamming(monkeypatch, mode, kind)
    logging.disable(logging.ERROR)
    try:
        rig.loop.run(steps=STEPS)
    finally:
        logging.disable(logging.NOTSET)
    assert {*rig.said[:BEGINS]} == {None}
    assert WORDS[kind] in rig.said[BEGINS:ENDS]
    assert rig.said[-1] is None, "the networks are followed again"
    assert [place for _, place in rig.beats] == [step % 16 for step in range(1, STEPS + 1)]
    punctuality = rig.loop.punctuality
    assert punctuality.late_steps == punctuality.dropped_onsets == rig.loop.failed_steps == 0
    begun = {part for time, part, message in rig.sent if message.is_on and 5 < time < 9}
    assert len(begun) >= 2, "beside the click, the box plays on meanwhile"
    sounding = Counter()
    for _, part, message in rig.sent:
        sounding[part, message.pitch] += 1 if message.is_on else -1
    assert set(sounding.values()) <= {0, 1} and sum(sounding.values()) <= 3
    assert len(rig.pictures) > STEPS / 4, "a picture could be drawn of every step"


@pytest.mark.parametrize("mode", [Mode.RESPOND, Mode.ACCOMPANY])
def test_while_the_player_plays_a_network_that_says_what_is_no_number_is_noticed(monkeypatch, mode):
    """Nobody asks it what to play then, but how sure it is: that is on the display."""
    rig = Jamming(monkeypatch, mode, "no number")
    notes = [(bar + time, message) for bar in range(20) for time, message in phrase()]
    rig.played = sorted(notes, key=lambda note: note[0])
    rig.flips = []
    logging.disable(logging.ERROR)
    try:
        rig.loop.run(steps=STEPS)
    finally:
        logging.disable(logging.NOTSET)
    assert rig.loop.failed_steps == 0
    assert mode is Mode.ACCOMPANY or FAILING in rig.said[BEGINS:ENDS]
    assert all(view.sureness is None or np.isfinite(view.sureness) for view in rig.seen)
    assert rig.said[-1] is None
