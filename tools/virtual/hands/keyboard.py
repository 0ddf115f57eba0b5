"""A USB-MIDI keyboard that can be plugged in: the kernel's own USB device (gadget) with MIDI."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

from tools.virtual.hands.stream import Stream
from tools.virtual.hands.waiting import until

NAME = "Test Keyboard"
_GADGETS = Path("/sys/kernel/config/usb_gadget")
_CARDS = Path("/sys/class/sound")
_ENGLISH = "0x409"


class Keyboard:
    """One keyboard; its keys are pressed by `send` and `play`, and `heard` is what it was told.

    All keyboards are of one make, and have no serial number.

    Args:
        number: of its socket, from 0.
    """

    def __init__(self, number: int) -> None:
        self.heard: list[tuple[float, bytes]] = []
        self._name = f"far{number}"
        self._socket = f"dummy_udc.{number}"
        self._gadget = _GADGETS / self._name
        self._device: int | None = None
        self._pulled = Event()
        self._ear: Thread | None = None

    def plug(self) -> None:
        """Plug it in; raises an OSError if its socket is taken."""
        if not self._gadget.exists():
            self._make()
        (self._gadget / "UDC").write_text(self._socket)
        until(lambda: self._node() is not None, "the keyboard's far end")
        node = self._node()
        assert node is not None
        self._device = os.open(node, os.O_RDWR)
        self._pulled.clear()
        self._ear = Thread(target=self._listen, args=(self._device,), name="ear", daemon=True)
        self._ear.start()

    def unplug(self) -> None:
        """Pull it out, whatever is held."""
        self._pulled.set()
        (self._gadget / "UDC").write_text("\n")
        if self._ear is not None:
            self._ear.join()
        device, self._device = self._device, None
        if device is not None:
            os.close(device)

    def send(self, message: bytes) -> None:
        """Press or release a key; raises an OSError if it is not plugged in."""
        if self._device is None:
            raise OSError("the keyboard is not plugged in")
        os.write(self._device, message)

    def play(self, phrase: Sequence[tuple[float, bytes]]) -> float:
        """Send messages at moments in seconds, from now; returns when it began.

        It goes on by itself; what is left when the keyboard is unplugged is lost.
        """
        begun = time.monotonic() + 0.05
        Thread(target=self._play, args=(begun, phrase), name="fingers", daemon=True).start()
        return begun

    def _play(self, begun: float, phrase: Sequence[tuple[float, bytes]]) -> None:
        for seconds, message in phrase:
            time.sleep(max(0.0, begun + seconds - time.monotonic()))
            with suppress(OSError):
                self.send(message)

    def _listen(self, device: int) -> None:
        stream = Stream()
        while not self._pulled.is_set():
            if not select.select([device], [], [], 0.2)[0]:
                continue
            try:
                data = os.read(device, 4096)
            except OSError:
                return
            now = time.monotonic()
            self.heard += [(now, message) for message in stream.take(data)]

    def _make(self) -> None:
        for folder in ("strings", "configs/c.1/strings"):
            (self._gadget / folder / _ENGLISH).mkdir(parents=True)
        midi = self._gadget / "functions" / f"midi.{self._name}"
        midi.mkdir()
        for name, content in {
            "idVendor": "0x1209",
            "idProduct": "0x0001",
            f"strings/{_ENGLISH}/manufacturer": "Test",
            f"strings/{_ENGLISH}/product": NAME,
            f"functions/{midi.name}/id": self._name,
        }.items():
            (self._gadget / name).write_text(content)
        (self._gadget / "configs/c.1" / midi.name).symlink_to(midi)

    def _node(self) -> Path | None:
        """The device by which the keyboard is played, once it is there."""
        for card in _CARDS.glob("card*"):
            with suppress(OSError):
                if (card / "id").read_text().strip() == self._name:
                    node = Path("/dev/snd") / f"midiC{card.name.removeprefix('card')}D0"
                    return node if node.exists() else None
        return None
