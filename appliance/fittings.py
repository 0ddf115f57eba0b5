"""From the settings to the parts they ask for: controls, panel, display, page, models."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from appliance.board import on_a_pi
from appliance.config import Config
from appliance.jam.controls import MOST_PLAYERS, Controls, Mode, TempoFrom
from appliance.jam.parts import Part
from appliance.jam.steering import Steering, usual_controllers
from appliance.midi.alsa_queue import AlsaQueue
from appliance.midi.keys import Keys
from appliance.midi.outputs import MidiOutputs
from appliance.midi.routing import PortRules
from appliance.midi.watcher import PortWatcher
from appliance.models.manifest import SHIPPED
from appliance.music.genres import genre_keyed
from appliance.panel.bus import comes
from appliance.panel.controls import GpioPanel, Pins
from appliance.panel.hand import Hand
from appliance.panel.oled import Oled
from appliance.realtime.devices import Receive, Report, ReportFrom
from appliance.recording.shelf import Shelf
from appliance.recording.sticks import Log, Sticks, no_log
from appliance.remembered import Remembered
from appliance.seats import Seats
from appliance.tier import Tier

if TYPE_CHECKING:
    from appliance.web.server import WebPanel

STARTING_SECONDS = 20.0  # since the machine was switched on
BUS_SECONDS = 3.0  # in which a display's bus may still come then

T = TypeVar("T")


def present(*parts: T | None) -> list[T]:
    """Those parts that there are."""
    return [part for part in parts if part is not None]


def controls_of(config: Config) -> Controls:
    """The controls at power-on."""
    return Controls(
        mode=Mode[config["jam.mode"].upper()],
        genre=genre_keyed(config["jam.genre"]),
        bpm=config["jam.tempo"],
        replay=config["jam.replay"],
        bars=config["jam.turn_bars"],
        answer_bars=config["jam.answer_bars"],
        call_least=config["jam.call_least"],
        call_most=config["jam.call_most"],
        loop=config["jam.loop"],
        silence=config["jam.silence"],
        theme=config["jam.theme"],
        morph=config["jam.morph"],
        temperature=config["jam.temperature"],
        discipline=config["jam.discipline"],
        click=config["jam.click"],
        quantize=config["jam.quantize"],
        swing=config["jam.swing"],
        tempo_from=TempoFrom[config["jam.tempo_from"].upper()],
        players=config["jam.players"],
    )


def hand_of(config: Config, steering: Steering) -> Hand:
    """Everybody's controls at power-on, and what MIDI controllers move."""
    controls = controls_of(config)
    keys = [controls.genre.key, *config["jam.other_genres"]][:MOST_PLAYERS]
    keys += keys[-1:] * (MOST_PLAYERS - len(keys))
    everybody = tuple(replace(controls, genre=genre_keyed(key)) for key in keys)
    return Hand(everybody, steering=steering)


def seats_of(config: Config) -> Seats:
    """Who is who, where several play."""
    return Seats(by_channel=config["midi.players_by"] == "channel")


def channels_of(config: Config, player: int = 0) -> dict[Part, int]:
    """The MIDI channel that each part plays on for a player (from 0), 1 … 16.

    Those of the second player and on are the lowest that are free.
    """
    first = [config["midi.channel"], config["midi.bass_channel"]]
    click = config["midi.click_channel"]
    free = [channel for channel in range(1, 17) if channel not in (*first, click)]
    answer, bass = [*first, *free][2 * player : 2 * player + 2]
    return {Part.ANSWER: answer, Part.BASS: bass, Part.CLICK: click}


def steering_of(config: Config) -> Steering:
    """Which MIDI controllers move what."""
    return Steering({name: config[f"midi.{name}_controller"] for name in usual_controllers()})


def synths_of(config: Config, watcher: PortWatcher) -> list[MidiOutputs]:
    """The synths: usual ones together, and slow ones by how slow they are."""
    slow = [text.rsplit(": ", 1) for text in config["midi.slow"]]
    ignored, names = tuple(config["midi.ignore"]), tuple(name for name, _ in slow)
    queue = AlsaQueue if config["midi.queue"] == "auto" else None
    usual = MidiOutputs(watcher, PortRules(deny=(*ignored, *names)), open_queue=queue)
    return [usual] + [
        MidiOutputs(
            watcher, PortRules((name,), (*ignored, *names[:place])), int(late) / 1000, False, queue
        )
        for place, (name, late) in enumerate(slow)
    ]


def keys_of(config: Config) -> Keys:
    """Which keys are more than notes."""
    return Keys(
        config["midi.switch_key"], config["midi.bass_keys_channel"], config["midi.bass_keyboard"]
    )


def models_of(config: Config) -> Path:
    """The folder of the networks."""
    return Path(config["models.folder"]) if config["models.folder"] else SHIPPED


def tier_of(config: Config) -> Tier:
    """What is remembered of this machine's speed."""
    return Tier(data_folder() / "tier.json", models_of(config))


def size_of(config: Config) -> str:
    """The size of the networks to play with; with "auto" as this machine is fast."""
    wanted = config["models.size"]
    return tier_of(config).size() if wanted == "auto" else str(wanted)


def panel_of(config: Config, report: Report) -> GpioPanel | None:
    """Switch, knob and lamp, where they are wanted and there may be any."""
    wanted = config["panel.buttons"]
    if wanted == "off" or (wanted == "auto" and not on_a_pi()):
        return None
    pins = Pins(
        switch=config["panel.switch_pin"],
        encoder_a=config["panel.knob_a_pin"],
        encoder_b=config["panel.knob_b_pin"],
        encoder_push=config["panel.push_pin"],
        lamp=config["panel.lamp_pin"],
    )
    return GpioPanel(
        pins,
        report,
        transitions_per_detent=config["panel.knob_steps"],
        required=wanted == "on",
    )


def oled_of(config: Config) -> Oled | None:
    """The display; with "auto" only if it answers now."""
    driver = config["panel.display"]
    bus = config["panel.display_bus"]
    if driver == "none" or (driver == "auto" and not _bus_is_there(bus)):
        return None
    oled = Oled(
        "ssd1306" if driver == "auto" else driver,
        bus,
        config["panel.display_address"],
        2 if config["panel.display_upside_down"] else 0,
    )
    if driver != "auto":
        return oled
    oled.start()
    if oled.problem is None:
        return oled
    oled.close()
    return None


def _bus_is_there(port: int) -> bool:
    """Whether there is a bus; while a Pi is starting, it may come a moment later."""
    starting = on_a_pi() and time.monotonic() < STARTING_SECONDS
    return comes(port, BUS_SECONDS if starting else 0.0)


def memory_of(config: Config) -> Remembered:
    """What is remembered of controllers."""
    return Remembered(data_folder() / "controllers.json", steering_of(config))


def data_folder() -> Path:
    """Where what the box keeps lies, unless the settings say another place."""
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return data / "antiphon"


def shelf_of(config: Config) -> Shelf | None:
    """Where jams are kept, if they are."""
    most = config["recordings.most"]
    return Shelf(Path(config["recordings.folder"] or data_folder()), most) if most else None


def sticks_of(config: Config, shelf: Shelf | None, log: Log = no_log) -> Sticks | None:
    """What copies the jams to a stick, and the log, if there are jams and it is wanted."""
    wanted = config["recordings.stick"]
    on = wanted == "on" or (wanted == "auto" and on_a_pi())
    return Sticks(shelf, log=log) if shelf is not None and on else None


def page_of(
    config: Config,
    receive: Receive,
    report: ReportFrom,
    has_display: bool,
    shelf: Shelf | None = None,
    by_hand: bool = True,
) -> WebPanel | None:
    """The page; without it nothing listens.

    With "auto" there is one only where somebody has started the box `by_hand` and there is no
    real display.
    """
    wanted = config["web.page"]
    if wanted == "off" or (wanted == "auto" and (has_display or not by_hand)):
        return None
    from appliance.web.server import WebPanel  # a box with a display starts sooner without it

    host, port = config["web.host"], config["web.port"]
    return WebPanel(receive, report, host, port, shelf, has_display)
