"""The box: the only place where everything is wired together.

keyboards, page ──► Inbox ──► Loop ◄─► Ensemble Loop ──► Bands ─► Agenda ──► synths, page
                         ▼ controllers           ├──► Recorder ──► files
switch, knob, page ──► Desk ───▲                 │
                         └───────► Face ◄── view ┘ ──► Drawer ──► OLED, page, lamps
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from appliance.band import Band, send_to
from appliance.bulletin import Bulletin
from appliance.config import Config
from appliance.desk import Desk
from appliance.face import Face
from appliance.failures import Failures
from appliance.fittings import (
    channels_of,
    hand_of,
    keys_of,
    memory_of,
    models_of,
    oled_of,
    page_of,
    panel_of,
    present,
    seats_of,
    shelf_of,
    size_of,
    sticks_of,
    synths_of,
    tier_of,
)
from appliance.jam.controls import MOST_PLAYERS
from appliance.memories import Memories
from appliance.midi.inputs import MidiInputs
from appliance.midi.messages import channel_of
from appliance.midi.routing import PortRules
from appliance.midi.watcher import PortWatcher
from appliance.mind import mind_of
from appliance.music.grid import meter_named
from appliance.pace import Pace
from appliance.panel.drawing import Drawer
from appliance.panel.hand import Hand
from appliance.panel.items import Action
from appliance.panel.screens import off_screen, splash_screen
from appliance.realtime.devices import (
    Display,
    Driver,
    Lamp,
    Messenger,
    MidiOutput,
)
from appliance.realtime.inbox import Inbox
from appliance.realtime.thru import Thru
from appliance.recording.recorder import Recorder
from appliance.recording.sticks import Log, no_log
from appliance.resumption import Resumption
from appliance.service.herald import Herald
from appliance.service.notify import Manager
from appliance.service.standin import nothing_lasts
from appliance.stage import LiveStage
from appliance.updates import Updates, quiet_file

log = logging.getLogger(__name__)


class Box:
    """A whole box, from keyboard and switch to sound and picture."""

    def __init__(
        self,
        config: Config,
        manager: Manager | None = None,
        make_log: Log = no_log,
        resumption: Resumption | None = None,
    ) -> None:
        """
        Args:
            config: the settings.
            manager: of the service that the box is, if it is one.
            make_log: makes what is copied to a stick when somebody asks for the log.
            resumption: of a life that was cut short.
        """
        self.shut_down = False
        manager = manager or Manager()
        self._config, self._herald = config, Herald(manager)
        self._inbox, self._keys, self._seats = Inbox(), keys_of(config), seats_of(config)
        memory, self._bulletin = memory_of(config), Bulletin()
        self._memories = Memories(memory, tier_of(config))
        self._resumption = resumption or Resumption()
        hand = hand_of(config, memory.steering())
        hand = replace(hand, everybody=self._resumption.everybody(hand.everybody))
        self.desk = Desk(hand, self._actions(), remember=memory.keep)
        self._wire_drivers(make_log, by_hand=not manager.listens)
        self._updates = Updates(quiet_file())
        seed = config["jam.seed"] or int.from_bytes(os.urandom(4), "big")
        mind = mind_of(models_of(config), size_of(config), seed, MOST_PLAYERS)
        self._pace = Pace(mind, self._outputs, self._herald.agenda_lives)
        self.bands = [self._band(player) for player in range(MOST_PLAYERS)]
        self._stage = LiveStage(
            self._inbox,
            self.desk,
            self.bands,
            self._rest,
            self._recorder,
            self._keys,
            self._seats,
        )
        meter = meter_named(config["jam.meter"])
        self.loop = self._pace.loop(self._stage, seed, meter, self._herald.loop_lives)
        at_start = present(config.notice) + present(memory.problem)
        lasting = [*mind.problems, *present(nothing_lasts())]
        self.face = self._face(lasting, at_start)
        self._herald.describe_by(self._words)
        self._drawer: Drawer | None = None

    def run(self) -> None:
        """Play until `stop`; whatever happens, no note is left sounding."""
        try:
            for driver in self._drivers:
                driver.start()
            alive = self._herald.drawing_lives
            self._drawer = Drawer(self._displays, self.face.picture, alive=alive)
            self._watcher.add(self._herald)
            self._pace.start()
            if self._page and self._page.problem:
                log.warning("another port for the page: PORT=9000 make run, or --port 9000")
            self.loop.run()
            self._resumption.over()
        finally:
            self._close()

    def stop(self) -> None:
        """Let `run` end; may be called from any thread or a signal handler."""
        self.loop.stop()

    def panic(self) -> None:
        """End every sounding note now."""
        self._stage.hush()

    def _face(self, lasting: Sequence[str], at_start: Sequence[str]) -> Face:
        """What the displays show: of the jam, of what is wrong, and of what there is to be told."""
        pages = present(self._page)
        messengers: list[Messenger] = [
            *present(self._sticks),
            *pages,
            self._bulletin,
            self._updates,
        ]
        return Face(
            lambda: self.loop.views,
            self._look,
            [self._pace.thinking, *self._reporting],
            self._lamps,
            pages,
            lasting=lasting,
            at_start=at_start,
            untouched=lambda: self.desk.untouched,
            messengers=messengers,
            seats=self._seats.sources,
        )

    def _look(self) -> Hand:
        """What the hand has set, to be shown; and left to the next life, should this one end."""
        hand = self.desk.look()
        self._resumption.note(hand.everybody)
        return hand

    def _actions(self) -> dict[Action, Callable[[], None]]:
        return {
            Action.PANIC: self.panic,
            Action.LOG: self._copy_log,
            Action.CODE: self._show_code,
            Action.SHUTDOWN: self._shut_down,
            Action.FORGET: self._forget,
        }

    def _shut_down(self) -> None:
        self.shut_down = True
        self.stop()

    def _copy_log(self) -> None:
        if self._sticks is None:
            self._bulletin.say("No log: sticks are off in the settings")
        else:
            self._sticks.want_log()

    def _show_code(self) -> None:
        if self._page is None:
            self._bulletin.say("No page: it is off in the settings")
        elif not self._page.show_code():
            self._bulletin.say("No code: the page is for this computer")

    def _forget(self) -> None:
        self._bulletin.say(self._memories.forget())
        self.desk.unlearn(self._memories.settings)

    def _rest(self) -> None:
        """Nobody plays: time for what can wait."""
        self._pace.collect()
        self._updates.rest()

    def _words(self) -> str:
        """How the box is, for whoever asks the service manager."""
        return ". ".join(["Ready to play", *self.face.problems()])

    def _band(self, player: int) -> Band:
        config = self._config
        return Band(
            self._outputs,
            channels_of(config, player),
            self._pace.agenda,
            config["midi.programs"],
            timed=self._synths if config["midi.clock_out"] and not player else (),
            state_controller=config["midi.state_controller"],
        )

    def _wire_drivers(self, make_log: Log, by_hand: bool) -> None:
        config = self._config
        oled = oled_of(config)
        if oled is not None:
            oled.start()
            oled.show(splash_screen("Starting"))
        shelf = shelf_of(config)
        self._recorder = None if shelf is None else Recorder(shelf)
        put, has_display = self._inbox.put, oled is not None
        self._report = partial(self.desk.report_from, self._seats)
        self._page = page_of(config, put, self._report, has_display, shelf, by_hand)
        watcher = self._watcher = PortWatcher()
        rules = PortRules(deny=tuple(config["midi.ignore"]))
        synths = self._synths = synths_of(config, watcher)
        self._thru = Thru(partial(send_to, synths)) if config["midi.thru"] else None
        keyboards = MidiInputs(
            self._receive, watcher, rules, keyboard_expected=not self._page, passing=("timing",)
        )
        panel = panel_of(config, self.desk.report)
        self._sticks = sticks_of(config, shelf, make_log)
        extras: tuple[Driver | None, ...] = (oled, panel, self._page, self._recorder, self._sticks)
        failures = Failures()
        self._drivers: list[Driver] = [failures, keyboards, *synths, *present(*extras)]
        # with the page there is something to play on and to hear: MIDI is a bonus
        self._reporting = [failures, *present(*extras)] if self._page else self._drivers
        pages = present(self._page)
        self._displays: list[Display] = [*present(oled), *pages]
        self._lamps: list[Lamp] = [*present(panel), *pages]
        self._outputs: list[MidiOutput] = [*synths, *pages]

    def _receive(self, moment: float, message: bytes, source: str) -> None:
        self._inbox.put(moment, message, source)
        if self._thru and channel_of(message) is not None and not self._keys.is_switch(message):
            self._thru.put(message)

    def _close(self) -> None:
        """End the notes first, then say good-bye, then let go of the hardware."""
        self._herald.stop()
        self._pace.agenda.close()
        self._stage.close()
        self._pace.close()
        if self._thru:
            self._thru.close()
        if self._drawer:
            self._drawer.close()
        farewell = off_screen() if self.shut_down else splash_screen("Not running")
        for display in self._displays:
            _try(partial(display.show, farewell))
        self._watcher.remove(self._herald)
        for driver in reversed(self._drivers):
            _try(driver.close)


def _try(action: Callable[[], None]) -> None:
    """Do what may fail without keeping the rest from being done."""
    try:
        action()
    except Exception:
        log.exception("closing down")
