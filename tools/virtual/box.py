"""A whole box in a virtual machine, and everything a person can do to it from outside.

with VirtualBox(parts(), folder, plugged=[0]) as box:
    box.wait_until_ready()
    box.play(0, phrase)
    box.flip()
    box.picture().save("what-it-shows.png")
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self, TypeVar

from PIL import Image

from tools.virtual.build import TREE, Parts
from tools.virtual.disks import boot_disk, data_disk
from tools.virtual.line import Line
from tools.virtual.machine import Machine
from tools.virtual.picture import picture_of

T = TypeVar("T")

SHIPPED_SETTINGS = TREE / "system" / "antiphon.toml"
UNIT = "antiphon.service"
_BOOT, _READY = 180.0, 120.0  # seconds of patience
ONE_SYSTEM = "systemd.mask=antiphon-update-trial.service"  # no card, and nothing on trial on it
_FIXED = (
    "systemd.getty_auto=0",
    "systemd.journald.forward_to_console=1",
    "systemd.journald.max_level_console=info",
    "dummy_hcd.num=2",
    "snd_virmidi.enable=0",
    "snd_dummy.enable=0",
)


class Heard(NamedTuple):
    """A MIDI message that a keyboard was sent, at a moment of the guest's clock in seconds."""

    moment: float
    message: bytes


class VirtualBox:
    """From power-on (`start`, or a `with`) until its power is cut, or it has switched itself off.

    Its disks stay: started again, it finds what it has kept.
    """

    def __init__(
        self,
        of: Parts,
        folder: Path,
        *,
        settings: bytes | None = None,
        plugged: Sequence[int] = (),
        display: bool = True,
        closed: Sequence[str] = (),
        arguments: Sequence[str] = (),
        data_megabytes: int = 32,
        data: Path | None = None,
    ) -> None:
        """
        Args:
            of: what it is made of.
            folder: for its disks, and the log of its console (`console.log`).
            settings: the file on the boot partition; None: as shipped.
            plugged: keyboards that are plugged in at power-on, 0 or 1.
            display: whether there is a display at power-on.
            closed: contacts that are closed at power-on: "switch", "knob" (its push).
            arguments: more of the kernel's command line.
            data_megabytes: size of the data partition.
            data: disk of the data partition, made by somebody else.
        """
        self._of, self._folder = of, folder
        self._disks = [folder / "boot.img", data or folder / "data.img"]
        boot_disk(self._disks[0], SHIPPED_SETTINGS.read_bytes() if settings is None else settings)
        if data is None:
            data_disk(self._disks[1], data_megabytes)
        there = {"plugged": list(plugged), "display": display, "closed": list(closed)}
        told = json.dumps(there, separators=(",", ":"))
        self._arguments = [*_FIXED, ONE_SYSTEM, f"hands={told}", *arguments]
        self._machine: Machine | None = None

    @property
    def console(self) -> str:
        """What kernel, systemd and the box have said since the first power-on."""
        return (self._folder / "console.log").read_text(errors="replace")

    # power

    def start(self) -> None:
        """Switch it on, and wait until the hands can reach it; raises a TimeoutError."""
        log = self._folder / "console.log"
        self._machine = Machine(self._of, self._disks, self._arguments, log)
        self._line = Line(self._machine.line)
        try:
            self._line.greeting(_BOOT)
        except (TimeoutError, EOFError) as error:
            self.cut()
            raise TimeoutError(f"it does not boot:\n{self.console[-4000:]}") from error

    def cut(self) -> None:
        """Cut the power; does nothing if it is off."""
        machine, self._machine = self._machine, None
        if machine is not None:
            machine.end()

    def wait_until_off(self, patience: float = 60.0) -> None:
        """Wait until it has switched itself off; raises a TimeoutError."""
        if self._machine is not None:
            self._machine.wait(patience)
            self._machine = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.cut()

    # readiness

    def ready_at(self) -> float | None:
        """When the box had got ready, in seconds since the kernel began; None: it is not."""
        told = self.unit("ActiveState", "ActiveEnterTimestampMonotonic")
        if told["ActiveState"] != "active":
            return None
        return int(told["ActiveEnterTimestampMonotonic"]) / 1e6

    def wait_until_ready(self, patience: float = _READY) -> float:
        """Wait until the box is ready; when it was, in seconds since the kernel began."""
        return self.wait_for(self.ready_at, "the box is ready", patience, every=0.3)

    def unit(self, *names: str, unit: str = UNIT) -> dict[str, str]:
        """Properties of the box's unit, as systemd tells them."""
        lines = self.run(f"systemctl show {unit} --property={','.join(names)}").splitlines()
        return dict(line.split("=", 1) for line in lines)

    def wait_for(
        self, what: Callable[[], T | None], words: str, patience: float = 30.0, every: float = 0.1
    ) -> T:
        """Wait until something is there, and return it; raises an AssertionError in vain."""
        deadline = time.monotonic() + patience
        while not (found := what()):
            if time.monotonic() > deadline:
                raise AssertionError(f"in vain: {words}")
            time.sleep(every)
        return found

    # hands, eyes and ears

    def clock(self) -> float:
        """The guest's clock: seconds since the kernel began."""
        return float(self._line.ask("clock"))

    def plug(self, keyboard: int) -> None:
        """Plug a keyboard in, 0 or 1; both are of one make."""
        self._line.ask("plug", keyboard=keyboard)

    def unplug(self, keyboard: int) -> None:
        """Pull a keyboard out."""
        self._line.ask("unplug", keyboard=keyboard)

    def play(self, keyboard: int, phrase: Sequence[tuple[float, bytes]]) -> float:
        """Play MIDI messages at moments in seconds; returns at once, with when it began."""
        told = [(seconds, message.hex()) for seconds, message in phrase]
        return float(self._line.ask("play", keyboard=keyboard, phrase=told))

    def heard(self, keyboard: int, since: float = 0.0) -> list[Heard]:
        """The MIDI messages that a keyboard was sent since a moment of the guest's clock."""
        told = self._line.ask("heard", keyboard=keyboard, since=since)
        return [Heard(moment, bytes.fromhex(message)) for moment, message in told]

    def flip(self) -> None:
        """Flip the switch."""
        self._line.ask("flip")

    def turn(self, clicks: int) -> None:
        """Turn the knob to the right, or to the left by less than 0 clicks."""
        self._line.ask("turn", clicks=clicks)

    def push(self, seconds: float = 0.1) -> None:
        """Push the knob down for so many seconds."""
        self._line.ask("push", seconds=seconds)

    def press(self, contact: str, closed: bool = True) -> None:
        """Close a contact ("switch" or "knob"), or let it open."""
        self._line.ask("press", contact=contact, closed=closed)

    def lamp(self) -> bool:
        """Whether the lamp is lit."""
        return bool(self._line.ask("lamp"))

    def attach_display(self) -> None:
        """Wire the display to its bus; its memory is empty."""
        self._line.ask("attach_display")

    def detach_display(self) -> None:
        """Pull the display out, with its bus."""
        self._line.ask("detach_display")

    def picture(self) -> Image.Image:
        """What the display shows; black while it is off."""
        return picture_of(bytes.fromhex(self._line.ask("picture")["pages"]))

    def read(self, path: str) -> str:
        """The content of a file, read as root, at less cost than by a command."""
        return str(self._line.ask("read", path=path))

    def run(self, command: str, patience: float = 30.0) -> str:
        """What a command says, as root; raises a RuntimeError if it fails."""
        code, said = self._line.ask("run", patience + 5.0, command=command, patience=patience)
        if code:
            raise RuntimeError(f"{command}: {code}\n{said}")
        return str(said)
