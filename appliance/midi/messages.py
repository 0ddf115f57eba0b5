"""Raw MIDI bytes and what they mean; channels are numbered 1 … 16, as people do."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from appliance.music.notes import NoteMessage

_NOTE_OFF, _NOTE_ON, _CONTROL, _PROGRAM = 0x80, 0x90, 0xB0, 0xC0
_SYSEX, _SYSEX_END = 0xF0, 0xF7
_CHANNEL_LENGTHS = {0x80: 3, 0x90: 3, 0xA0: 3, 0xB0: 3, 0xC0: 2, 0xD0: 2, 0xE0: 3}
_SYSTEM_LENGTHS = {0xF1: 2, 0xF2: 3, 0xF3: 2, 0xF6: 1}
_REALTIME = (0xF8, 0xFA, 0xFB, 0xFC, 0xFE, 0xFF)
_RELEASE_VELOCITY = 64  # what the standard asks of keys that measure none

LONGEST = 3  # bytes of a message that is not system exclusive
SUSTAIN = 64
ALL_SOUND_OFF = 120
ALL_NOTES_OFF = 123


class _Meaning(NamedTuple):
    """What a message says; all but `whole` is None for what does not say it."""

    whole: bool
    channel: int | None = None
    note: NoteMessage | None = None
    controller: tuple[int, int] | None = None


def is_whole(message: bytes) -> bool:
    """True if the bytes are exactly one well-formed MIDI message."""
    return _meaning(message).whole


def length_of(status: int) -> int | None:
    """Length in bytes of a message with this status byte; None where MIDI fixes none."""
    if status in _REALTIME:
        return 1
    return _CHANNEL_LENGTHS.get(status & 0xF0) or _SYSTEM_LENGTHS.get(status)


def channel_of(message: bytes) -> int | None:
    """Channel 1 … 16 of a whole channel message; None for anything else."""
    return _meaning(message).channel


def note_of(message: bytes) -> NoteMessage | None:
    """The note that a message of any channel starts or ends; None for anything else."""
    return _meaning(message).note


def controller_of(message: bytes) -> tuple[int, int] | None:
    """Number and position of a controller moved on any channel; None for anything else."""
    return _meaning(message).controller


def ends_all(message: bytes) -> bool:
    """True if a message asks its channel to end every note."""
    moved = controller_of(message)
    return moved is not None and moved[0] in (ALL_SOUND_OFF, ALL_NOTES_OFF)


def _meaning(message: bytes) -> _Meaning:
    """What a message says: of one message it is asked a dozen times on its way through the box."""
    return _read_before(message) if len(message) <= LONGEST else _read(message)


def _read(message: bytes) -> _Meaning:
    if not _is_well_formed(message):
        return _Meaning(False)
    kind = message[0] & 0xF0
    if kind == _SYSEX:
        return _Meaning(True)
    note = controller = None
    if kind in (_NOTE_OFF, _NOTE_ON):
        note = NoteMessage(message[1], message[2] if kind == _NOTE_ON else 0)
    elif kind == _CONTROL:
        controller = message[1], message[2]
    return _Meaning(True, (message[0] & 0x0F) + 1, note, controller)


_read_before = lru_cache(maxsize=2048)(_read)


def _is_well_formed(message: bytes) -> bool:
    if not message or message[0] < 0x80:
        return False
    if message[0] == _SYSEX:
        return len(message) > 1 and message[-1] == _SYSEX_END and message[1:-1].isascii()
    return len(message) == length_of(message[0]) and message[1:].isascii()


def note_on(channel: int, pitch: int, velocity: int) -> bytes:
    """Start a note; velocity 0 would end it, as MIDI has it.

    Raises:
        ValueError: for a channel outside 1 … 16, a pitch or velocity outside 0 … 127.
    """
    return _channel_message(_NOTE_ON, channel, pitch, velocity)


def note_off(channel: int, pitch: int) -> bytes:
    """End a note.

    Raises:
        ValueError: for a channel outside 1 … 16, a pitch outside 0 … 127.
    """
    return _channel_message(_NOTE_OFF, channel, pitch, _RELEASE_VELOCITY)


def control(channel: int, number: int, value: int) -> bytes:
    """Set a controller.

    Raises:
        ValueError: for a channel outside 1 … 16, a number or value outside 0 … 127.
    """
    return _channel_message(_CONTROL, channel, number, value)


def program(channel: int, number: int) -> bytes:
    """Choose a channel's sound; General MIDI's programs are numbered from 0 here.

    Raises:
        ValueError: for a channel outside 1 … 16, a number outside 0 … 127.
    """
    return _channel_message(_PROGRAM, channel, number)


def silence(channel: int) -> tuple[bytes, ...]:
    """Everything that ends all sound on a channel; some synths obey only the last of them.

    Raises:
        ValueError: for a channel outside 1 … 16.
    """
    return tuple(control(channel, number, 0) for number in (SUSTAIN, ALL_NOTES_OFF, ALL_SOUND_OFF))


def silence_all() -> tuple[bytes, ...]:
    """Everything that ends all sound on all channels."""
    return tuple(message for channel in range(1, 17) for message in silence(channel))


def _channel_message(kind: int, channel: int, *data: int) -> bytes:
    if not 1 <= channel <= 16:
        raise ValueError(f"MIDI channel {channel} is not 1 … 16")
    if not all(0 <= each < 0x80 for each in data):
        raise ValueError(f"MIDI data {data} is not 0 … 127")
    return bytes((kind + channel - 1, *data))
