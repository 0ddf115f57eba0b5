"""The bytes of a Standard MIDI File, message by message: a long jam is never in memory twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from struct import pack

END_OF_TRACK = b"\xff\x2f\x00"
_META = 0xFF


def file_of(tracks: Sequence[bytes], ticks_per_quarter: int) -> bytes:
    """A format 1 file of tracks, as `track_of` makes them."""
    header = pack(">4sLHHH", b"MThd", 6, 1, len(tracks), ticks_per_quarter)
    return b"".join([header, *tracks])


def track_of(messages: Iterable[tuple[int, bytes]]) -> bytes:
    """A track of whole messages and the ticks they come at, in order.

    A status byte that is the same as before is left out, as the format allows.
    """
    content, now, status = bytearray(), 0, _META
    for tick, message in messages:
        content += _number(tick - now)
        content += message[1:] if message[0] == status != _META else message
        now, status = tick, message[0]
    content += _number(0) + END_OF_TRACK
    return pack(">4sL", b"MTrk", len(content)) + content


def _number(value: int) -> bytes:
    """A number in as many bytes as it needs, of seven bits each."""
    told = [value & 0x7F]
    while value := value >> 7:
        told.append(value & 0x7F | 0x80)
    return bytes(reversed(told))
