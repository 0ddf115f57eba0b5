"""The least that can stand between two MIDI ports: `python -m tools.bench.echo`."""

from __future__ import annotations

import signal

import rtmidi


def main() -> None:
    """Send on what comes, until somebody ends this."""
    out = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name="Antiphon-out")
    ears = rtmidi.MidiIn(rtmidi.API_UNIX_JACK, name="Antiphon")
    ears.set_callback(lambda event, _: out.send_message(event[0]))
    out.open_virtual_port("out")
    ears.open_virtual_port("in")
    signal.pause()


if __name__ == "__main__":
    main()
