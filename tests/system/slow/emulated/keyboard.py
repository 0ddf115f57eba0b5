"""A USB-MIDI keyboard made by the kernel itself: plugged in, played, and listened to.

    python3 keyboard.py OUT.json

Runs as root in the machine under test. Plays a phrase of eight notes, and writes when each note of
the answer came, in seconds after the phrase's last.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path

GADGET = Path("/sys/kernel/config/usb_gadget/keyboard")
PHRASE = (60, 62, 64, 65, 67, 65, 64, 60)
BEAT = 0.5  # seconds
PATIENCE = 60.0  # seconds


def plug() -> Path:
    """Plug the keyboard in; the device that is its inside."""
    subprocess.run(["modprobe", "-a", "dummy_hcd", "libcomposite", "usb_f_midi"], check=True)
    text = GADGET / "strings/0x409"
    midi = GADGET / "functions/midi.0"
    for folder in (text, GADGET / "configs/c.1/strings/0x409", midi):
        folder.mkdir(parents=True)
    for file, value in (
        (GADGET / "idVendor", "0x1209"),
        (GADGET / "idProduct", "0x0001"),
        (text / "manufacturer", "Antiphon"),
        (text / "product", "Test Keyboard"),
        (midi / "id", "inside"),
    ):
        file.write_text(value)
    (GADGET / "configs/c.1/midi.0").symlink_to(midi)
    (GADGET / "UDC").write_text("dummy_udc.0")
    card = next(each for each in Path("/proc/asound").glob("card*/id") if _is_inside(each))
    number = card.parent.name.removeprefix("card")
    return Path(f"/dev/snd/midiC{number}D0")


def _is_inside(identity: Path) -> bool:
    return identity.read_text().startswith("inside")


def play(device: int) -> float:
    """Play the phrase; the moment of its last note's end."""
    for pitch in PHRASE:
        os.write(device, bytes([0x90, pitch, 90]))
        time.sleep(0.8 * BEAT)
        os.write(device, bytes([0x80, pitch, 0]))
        time.sleep(0.2 * BEAT)
    return time.monotonic()


def hear(device: int, begin: float) -> list[tuple[float, int]]:
    """What comes until nothing more does: seconds since `begin` and pitches."""
    heard: list[tuple[float, int]] = []
    data = b""
    while select.select([device], [], [], 10.0 if heard else PATIENCE)[0]:
        data += os.read(device, 4096)
        now, (notes, data) = time.monotonic() - begin, onsets(data)
        heard += [(round(now, 3), pitch) for pitch in notes]
        if now > 2 * PATIENCE:
            break
    return heard


def onsets(data: bytes) -> tuple[list[int], bytes]:
    """Pitches of the notes that begin in a stream of messages, and what is not whole yet."""
    pitches, at = [], 0
    while at < len(data):
        length = 2 if data[at] & 0xE0 == 0xC0 else 3 if 0x80 <= data[at] < 0xF0 else 1
        if at + length > len(data):
            break
        if data[at] & 0xF0 == 0x90 and data[at + 2]:
            pitches.append(data[at + 1])
        at += length
    return pitches, data[at:]


def main() -> None:
    """Plug, play, listen, write."""
    device = os.open(plug(), os.O_RDWR)
    time.sleep(10)  # until the box has seen the keyboard
    while select.select([device], [], [], 0)[0]:
        os.read(device, 4096)  # what it said to greet the keyboard
    Path(sys.argv[1]).write_text(json.dumps(hear(device, play(device))))


if __name__ == "__main__":
    main()
