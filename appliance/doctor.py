"""The command `antiphon doctor`: what the box needs, whether it is there, how to mend it."""

from __future__ import annotations

import platform
import resource
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from appliance.board import on_a_pi
from appliance.config import Config, find_config
from appliance.fittings import models_of, oled_of, tier_of
from appliance.midi.alsa_queue import AlsaQueue, NoQueue
from appliance.midi.api import Api, choose_api
from appliance.midi.ports import list_ports
from appliance.models.manifest import BASS, MELODY, SIZES, load_network
from appliance.models.network import ModelError
from appliance.models.runtime import runtime_name
from appliance.offline.sound import HOW_TO_MEND, can_render_sound
from appliance.panel.bus import device, in_use
from appliance.realtime.memory import memory_limit
from appliance.realtime.tuning import PRIORITY
from appliance.web.gate import Gate

REALTIME_MEND = (
    "add `@audio - rtprio 80` to /etc/security/limits.d/audio.conf and yourself to group audio"
)
MEMORY_MEND = "add `@audio - memlock unlimited` to /etc/security/limits.d/audio.conf"
SOUNDING = "`antiphon synth` and `antiphon render --wav`"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found; `mend` says what to do about it, empty if it is well."""

    about: str
    found: str
    mend: str = ""
    needed: bool = False


def examine(path: Path | None) -> int:
    """Print all findings; returns 1 if something that the box needs is missing, else 0."""
    config = find_config(path, {})
    findings = list(_findings(config))
    for finding in findings:
        mark = "ok  " if not finding.mend else "MEND" if finding.needed else "note"
        print(f"{mark}  {finding.about:<10} {finding.found}")
        if finding.mend:
            print(f"      {'':<10} → {finding.mend}")
    return int(any(finding.mend and finding.needed for finding in findings))


def _findings(config: Config) -> Iterator[Finding]:
    yield Finding("python", f"{platform.python_version()} on {platform.machine()}")
    yield from _runtime()
    yield from _models(config)
    yield from _settings(config)
    yield from _midi(config)
    yield _buttons(config)
    yield _display(config)
    yield _page(config)
    yield _realtime()
    yield _memory()
    yield _sound()


def _runtime() -> Iterator[Finding]:
    try:
        yield Finding("runtime", runtime_name())
    except ImportError as error:
        yield Finding("runtime", str(error), "run `make setup`", needed=True)


def _models(config: Config) -> Iterator[Finding]:
    folder = models_of(config)
    size = _size(config)
    for task, what in ((MELODY, "answers"), (BASS, "accompaniment")):
        try:
            load_network(folder, task, size)
            yield Finding("models", f"{size} network for {what} of {folder}")
        except (ModelError, ImportError) as error:
            mend = "take the models of a fresh checkout, or correct models.folder in the settings"
            yield Finding("models", str(error), mend, needed=True)


def _size(config: Config) -> str:
    """Of the networks that the box would play with; nothing is measured for that."""
    wanted = config["models.size"]
    return (tier_of(config).known() or SIZES[0]) if wanted == "auto" else str(wanted)


def _settings(config: Config) -> Iterator[Finding]:
    for problem in config.problems:
        yield Finding(
            "settings", problem, "correct the settings file; until then the default is taken"
        )
    if not config.problems:
        yield Finding("settings", "all understood")


def _midi(config: Config) -> Iterator[Finding]:
    api = choose_api()
    if api is None:
        mend = "load the ALSA sequencer (`sudo modprobe snd-seq`) or start JACK; the page works"
        yield Finding("midi", "neither ALSA sequencer nor JACK answers", mend)
        return
    yield Finding("midi", f"{api.name} answers")
    if api is Api.ALSA:
        yield _queue(config)
    for port in list_ports():
        yield Finding("midi", f"{port.direction:<3} {port.name}: {port.use}")


def _queue(config: Config) -> Finding:
    if config["midi.queue"] == "off":
        return Finding("midi", "the box itself keeps the time of its notes, as the settings say")
    try:
        AlsaQueue().close()
    except NoQueue as error:
        mend = "`sudo modprobe snd-hrtimer`; until then the box itself keeps the time of its notes"
        return Finding("midi", f"no queue of ALSA's: {error}", mend)
    return Finding("midi", "the kernel keeps the time of the box's notes")


def _buttons(config: Config) -> Finding:
    if config["panel.buttons"] == "off":
        return Finding("buttons", "switched off in the settings")
    if on_a_pi() and any(Path("/dev").glob("gpiochip*")):
        return Finding("buttons", "GPIO pins present; docs/wiring.md says what goes where")
    return Finding("buttons", "no GPIO pins of a Raspberry Pi: the page stands in for the panel")


def _display(config: Config) -> Finding:
    if config["panel.display"] == "none":
        return Finding("display", "switched off in the settings")
    bus = Path(device(config["panel.display_bus"]))
    if not bus.exists():
        mend = "on a Pi: `sudo raspi-config nonint do_i2c 0`" if on_a_pi() else ""
        return Finding("display", f"no I2C bus {bus}: the page stands in for it", mend)
    if in_use(config["panel.display_bus"]):
        return Finding("display", "in use: the box runs")
    oled = oled_of(config)
    if oled is None:
        return Finding("display", "does not answer", "check its four wires and its address")
    with_problem = oled.problem or "answers"
    oled.close()
    return Finding("display", with_problem)


def _page(config: Config) -> Finding:
    gate, wanted = Gate(config["web.host"], config["web.port"]), config["web.page"]
    if wanted == "off":
        return Finding("page", "switched off in the settings: nothing listens")
    when = "" if wanted == "on" else "where there is no display, and not as a service: "
    if gate.is_for_others:
        return Finding("page", f"{when}open to others at {gate.host}, port {gate.port}, by a code")
    return Finding("page", f"{when}for this computer alone, at {gate.url}")


def _realtime() -> Finding:
    limit = resource.getrlimit(resource.RLIMIT_RTPRIO)[0]
    if limit == resource.RLIM_INFINITY or limit >= PRIORITY or _is_root():
        return Finding("realtime", "real-time priority allowed")
    return Finding("realtime", f"real-time priority limited to {limit}", REALTIME_MEND)


def _memory() -> Finding:
    if (limit := memory_limit()) is None:
        return Finding("memory", "may be locked, so that none is swapped out")
    return Finding("memory", f"locked memory limited to {limit // 1024} kB", MEMORY_MEND)


def _is_root() -> bool:
    return Path("/proc/self").stat().st_uid == 0


def _sound() -> Finding:
    if can_render_sound():
        return Finding("sound", f"FluidSynth with a soundfont (for {SOUNDING})")
    return Finding("sound", "no FluidSynth or soundfont", f"for {SOUNDING}, {HOW_TO_MEND}")
