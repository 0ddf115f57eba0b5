"""A whole box in fast time: from bytes at its ears, through loop, jams and agenda, to its synths.

    Port: bytes ─► Ear ──┬─► Inbox ─► Loop ◄─► LiveStage ◄─► Ensemble
    pages, panel ─► Desk │              └─► Bands ─► Agenda ─► QueuedSynth, PlainSynth, pages
                         └─► thru, where that is on ──────────┘

All of it is the product's own; what is not are clock, synths and, mostly, the networks.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial

from appliance.band import Band, send_to
from appliance.config import DEFAULTS, Config
from appliance.desk import Desk
from appliance.face import Face
from appliance.fittings import channels_of
from appliance.jam.controls import MOST_PLAYERS, Controls
from appliance.jam.ensemble import Ensemble
from appliance.jam.parts import Part
from appliance.jam.phases import Phase
from appliance.jam.steering import Steering
from appliance.midi.ear import Ear
from appliance.midi.keys import Keys
from appliance.midi.leader import Leader
from appliance.midi.messages import channel_of
from appliance.music.grid import Meter, meter_named
from appliance.panel.hand import Hand
from appliance.panel.items import Action
from appliance.realtime.agenda import Agenda
from appliance.realtime.inbox import Inbox
from appliance.realtime.loop import Loop
from appliance.realtime.watch import Watch
from appliance.recording.recorder import Recorder
from appliance.seats import Seats
from appliance.stage import LiveStage
from tools.fuzz.clock import FastClock
from tools.fuzz.complaints import Errors, kept
from tools.fuzz.minds import MakeMinds, makeshifts
from tools.fuzz.pages import Pages
from tools.fuzz.synths import PlainSynth, QueuedSynth, Sounding

AT_REST = 4  # steps after which nothing of a turn that is over may sound
PICTURE_STEPS = 64  # from one picture to the next
WRITE_STEPS = 8  # from one look of the recorder to the next
LONGEST_NOTE = 200.0  # seconds: a call of 512 steps at the slowest tempo, replayed

Meanwhile = Callable[[float, float], None]


class BrokenError(Exception):
    """Something that must always hold does not; the message says what."""


@dataclass(frozen=True)
class Setup:
    """What a box is like.

    Attributes:
        seed: of its jams.
        controls: at power-on.
        meter: of the bars, by name.
        thru: whether the players' own notes are passed on.
        by_channel: whether players are told apart by channel.
        keys: which keys are more than notes.
        recorder: keeps jams, if it is given.
        minds: make the jams.
        steering: which MIDI controllers move what.
    """

    seed: int = 0
    controls: Controls = field(default_factory=Controls)
    meter: str = "4/4"
    thru: bool = False
    by_channel: bool = False
    keys: Keys = field(default_factory=Keys)
    recorder: Callable[[Callable[[], float]], Recorder] | None = None
    minds: MakeMinds = makeshifts
    steering: Steering = field(default_factory=Steering)


class FastBox:
    """Plays until it is stopped; `meanwhile` is what the players do, slice by slice of time."""

    def __init__(self, setup: Setup, meanwhile: Meanwhile) -> None:
        self.clock = FastClock(self._pass)
        self.queued, self.plain = QueuedSynth(self.clock.now), PlainSynth(self.clock.now)
        self.steps = self.rested = self.hushed = 0
        self.modes: Counter[str] = Counter()  # steps of the first player in each mode and phase
        self.slowest = 0.0  # seconds of real time that a step took
        self._meanwhile, self._setup = meanwhile, setup
        self._awake, self._errors = 0.0, Errors()
        self._inbox, self._leader = Inbox(), Leader()
        self._ears: dict[str, Ear] = {}
        hand = Hand((setup.controls,) * MOST_PLAYERS, steering=setup.steering)
        actions = {Action.PANIC: self._hush, Action.FORGET: self._nothing}
        self.desk = Desk(hand, actions, self.clock.now)
        self._seats = Seats(setup.by_channel)
        report = partial(self.desk.report_from, self._seats)
        self.pages = Pages(self._receive_page, report, self.clock.now)
        self.agenda = Agenda(self.clock)
        self._recorder = setup.recorder(self.clock.now) if setup.recorder else None
        self._config = Config(DEFAULTS)
        bands = [self._band(player) for player in range(MOST_PLAYERS)]
        self.stage = LiveStage(
            self._inbox, self.desk, bands, self._rest, self._recorder, setup.keys, self._seats
        )
        self.loop = self._loop(setup, meter_named(setup.meter))
        self._face = Face(
            lambda: self.loop.views,
            self.desk.look,
            [],
            [self.pages],
            [self.pages],
            untouched=lambda: self.desk.untouched,
            seats=self._seats.sources,
            clock=self.clock.now,
        )

    def _loop(self, setup: Setup, meter: Meter) -> Loop:
        minds = setup.minds(setup.seed, meter)
        watch = Watch(self.clock, ran=lambda: 0.0)
        ensemble = Ensemble(minds.jams, minds.look_ahead, watch.part)
        return Loop(ensemble, self.clock, self.stage, watch, alive=self._after_step)

    def _band(self, player: int) -> Band:
        return Band(
            [self.queued, self.plain, self.pages],
            channels_of(self._config, player),
            self.agenda,
            clock=self.clock.now,
            timed=() if player else [self.queued],
            state_controller=80,
        )

    def run(self, steps: int | None = None) -> None:
        """Play until `stop`, or for so many steps; then end every note."""
        self._awake = time.perf_counter()
        with kept(self._errors), ExitStack() as end:
            for each in (self.pages, self.queued, self.stage, self.agenda):
                end.callback(each.close)  # in the other order
            self.loop.run(steps)
        self._check()

    def stop(self) -> None:
        """Let `run` end."""
        self.loop.stop()

    def ear(self, name: str) -> Ear:
        """The ear at a port, which is plugged in if it is not yet."""
        if name not in self._ears:
            self._ears[name] = Ear(self._receive, name, self._leader)
        return self._ears[name]

    def unplug(self, name: str) -> None:
        """A port goes, if there is such a one."""
        ear = self._ears.pop(name, None)
        if ear is not None:
            ear.end(self.clock.now())

    def unplug_all(self) -> None:
        """Everybody goes."""
        for name in list(self._ears):
            self.unplug(name)
        self.pages.leave()

    @property
    def at_rest(self) -> bool:
        """Whether it has been nobody's but the players' turn for a while."""
        return self.rested > AT_REST

    @property
    def own_notes(self) -> set[tuple[int, int]]:
        """Channel and pitch of what sounds of the box, but the metronome; of players with thru."""
        click = channels_of(self._config)[Part.CLICK]
        return {key for synth in self.synths for key in synth.since if key[0] != click}

    @property
    def synths(self) -> list[Sounding]:
        """All that sounds, synth by synth."""
        return [self.queued.sounding, self.plain.sounding, *self.pages.sounding]

    def _receive(self, moment: float, message: bytes, source: str) -> None:
        """As `Box` does, but that what is passed on needs no thread."""
        self._inbox.put(moment, message, source)
        thru = self._setup.thru and channel_of(message) is not None
        if thru and not self._setup.keys.is_switch(message):
            send_to([self.queued, self.plain], message)

    def _receive_page(self, moment: float, message: bytes, source: str) -> None:
        self._inbox.put(moment, message, source)

    def _pass(self, begin: float, end: float) -> None:
        """A slice of time: the players play, the agenda acts, who has gone silent is noticed."""
        self._meanwhile(begin, end)
        for ear in self._ears.values():
            ear.look(end)
        self.agenda.do_until(end)
        self.queued.pass_to(end)
        self._awake = time.perf_counter()

    def _after_step(self) -> None:
        """Look whether all is as it must be."""
        self.slowest = max(self.slowest, time.perf_counter() - self._awake)
        self.steps += 1
        view = self.loop.view
        self.modes[f"{view.controls.mode.name.lower()}: {view.phase.value}"] += 1
        listening = all(each.phase is Phase.LISTEN for each in self.loop.views)
        self.rested = self.rested + 1 if listening else 0
        self._check()
        if self.steps % PICTURE_STEPS == 0:
            self._face.picture()
            self._check_lengths()
        if self._recorder is not None and self.steps % WRITE_STEPS == 0:
            self._recorder.write()

    def _check(self) -> None:
        if self._errors.told:
            raise BrokenError(f"an error was logged: {self._errors.told[0]}")
        if self.loop.failed_steps:
            raise BrokenError("a part of a step failed")
        if self.loop.punctuality.late_steps:
            raise BrokenError("a step was missed")
        if next(self.loop.punctuality.slacks()) < 0.0:
            raise BrokenError("there was no time to decide a step")
        if self.rested > AT_REST and not self._setup.thru and self.own_notes:
            raise BrokenError(f"sounds though nobody but the players has a turn: {self.own_notes}")
        for synth in self.synths:
            if synth.broken:
                raise BrokenError(f"sent what is no message: {synth.broken[0].hex(' ')}")

    def _check_lengths(self) -> None:
        begun = [since for synth in self.synths for since in synth.since.values()]
        if begun and not self._setup.thru and self.clock.now() - min(begun) > LONGEST_NOTE:
            raise BrokenError(f"a note sounds for more than {LONGEST_NOTE:.0f} seconds")

    def _hush(self) -> None:
        self.hushed += 1
        self.stage.hush()

    def _rest(self) -> None:
        """Nobody plays."""

    def _nothing(self) -> None:
        """Nothing is remembered that could be forgotten."""
