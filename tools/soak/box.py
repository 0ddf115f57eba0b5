"""A whole box in virtual time: the parts of `appliance.app`, wired as there, without hardware.

people ──► Inbox ──► Loop ◄─► Ensemble, networks      Loop ──► Witness ──► LiveStage ──► Bands
               │                                                               │           │
hands ─────► Desk ──► Face ──► pictures                  files ◄── Recorder ◄──┘   ears ◄── Agenda
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

from appliance.band import Band
from appliance.config import Config
from appliance.desk import Desk
from appliance.face import Face
from appliance.fittings import (
    channels_of,
    controls_of,
    hand_of,
    keys_of,
    models_of,
    seats_of,
    steering_of,
)
from appliance.jam.controls import MOST_PLAYERS
from appliance.jam.ensemble import Ensemble
from appliance.mind import mind_of
from appliance.music.grid import meter_named
from appliance.panel.items import Action
from appliance.realtime.acting import ActingWatch
from appliance.realtime.inbox import Inbox
from appliance.realtime.loop import Loop
from appliance.realtime.notifier import Notifier
from appliance.realtime.staging import Stage
from appliance.realtime.thinker import Deadline
from appliance.realtime.tuning import IdleCollector
from appliance.realtime.watch import Watch
from appliance.recording.recorder import Recorder
from appliance.recording.shelf import Shelf
from appliance.stage import LiveStage
from appliance.thinking import Thinking
from tools.soak.synths import VirtualSynth
from tools.soak.virtual_mind import VirtualThinker
from tools.soak.world import Life, VirtualAgenda, World

WRITES_EVERY = 0.5  # seconds between two looks of the recorder's
TAKES = 20  # that are kept


class Mirror:
    """A page that is told how all stands."""

    problem = None

    def tell(self, what: str, told: list[dict[str, object]]) -> None:
        """Only taken."""


class VirtualBox:
    """Everything that plays; of what the panel asks for, only "All notes off" is done."""

    def __init__(
        self, config: Config, world: World, synths: Sequence[VirtualSynth], folder: Path
    ) -> None:
        """
        Args:
            config: the settings.
            world: in which it plays.
            synths: of which the first is given the time.
            folder: of the jams that are kept.
        """
        self.config, self.world, self.inbox = config, world, Inbox()
        self.seats, self._keys = seats_of(config), keys_of(config)
        self.desk = Desk(hand_of(config, steering_of(config)), self._actions(), world.now)
        self.shelf = Shelf(folder, TAKES, lambda: "")
        self.recorder = Recorder(self.shelf, world.now)
        self._seed = config["jam.seed"]
        mind = mind_of(models_of(config), config["models.size"], self._seed, MOST_PLAYERS)
        assert not mind.problems, mind.problems
        self._wire_time(max(synth.lead for synth in synths))
        self.thinking = Thinking(mind, self.thinker, self._watch)
        self.channels = [channels_of(config, player) for player in range(MOST_PLAYERS)]
        self.bands = [self._band(player, synths) for player in range(MOST_PLAYERS)]
        self.stage = LiveStage(
            self.inbox,
            self.desk,
            self.bands,
            IdleCollector(world.now),
            self.recorder,
            self._keys,
            self.seats,
        )
        self.bpm = controls_of(config).bpm

    def perform(self, stage: Stage) -> Loop:
        """The loop that plays on a stage: the box's own, or one that looks at it."""
        self._played_on = stage
        self.loop = self._loop(stage)
        self.face = self._face()
        self.thinking.start()
        return self.loop

    def lives(self) -> list[Life]:
        """What goes on by itself in a box."""
        return [self._recording(), self._drawing(random.Random(self._seed))]

    def close(self) -> None:
        """End every note and keep what was played, in the order of the box's own farewell."""
        self.agenda.close()
        self.stage.close()
        self.thinking.close()
        self.recorder.close()
        self.recorder.write()

    def _wire_time(self, lead: float) -> None:
        """Clock, agenda, mind and watch, as `appliance.pace` has them."""
        deadline = self._deadline = Deadline(lead)
        self.thinker = VirtualThinker(deadline, self.world)
        watch = Watch(self.world, ran=lambda: 0.0, notifier=Notifier(self.world.now))
        self._watch, self.agenda = watch, VirtualAgenda(self.world, ActingWatch(watch))

    def _loop(self, stage: Stage) -> Loop:
        jams = self.thinking.jams(self._seed, meter_named(self.config["jam.meter"]))
        ensemble = Ensemble(jams, self.thinking.look_ahead, self._watch.part)
        return Loop(ensemble, self.world, stage, self._watch, self._deadline)

    def _face(self) -> Face:
        return Face(
            lambda: self.loop.views,
            self.desk.look,
            [self.thinking, self.recorder],
            (),
            [Mirror()],
            untouched=lambda: self.desk.untouched,
            seats=self.seats.sources,
            clock=self.world.now,
        )

    def _actions(self) -> dict[Action, Callable[[], None]]:
        return {Action.PANIC: lambda: self._played_on.hush()}

    def _band(self, player: int, synths: Sequence[VirtualSynth]) -> Band:
        config = self.config
        return Band(
            synths,
            self.channels[player],
            self.agenda,
            config["midi.programs"],
            self.world.now,
            synths[:1] if config["midi.clock_out"] and not player else (),
            config["midi.state_controller"],
        )

    def _recording(self) -> Life:
        while True:
            yield WRITES_EVERY
            self.recorder.write()

    def _drawing(self, chance: random.Random) -> Life:
        while True:
            yield chance.uniform(0.1, 1.5)
            self.face.picture()
