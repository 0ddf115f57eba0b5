"""What a keyboard may send: from a person who plays to a device that has lost its mind.

A trick is a stream of `(seconds from its beginning, bytes)`, in order; `TRICKS` are all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from random import Random
from typing import Final

Bytes = tuple[float, bytes]
Trick = Callable[[Random, float], Iterable[Bytes]]
"""Makes a stream that lasts so many seconds at most."""

FLOOD: Final = 10_000  # messages a second
REALTIME: Final = tuple(bytes([status]) for status in range(0xF8, 0x100))
SENSING: Final = b"\xfe"
STEERING: Final = (*range(20, 32), *range(102, 114))
GIANT: Final = 65_536  # bytes


def tune(random: Random, seconds: float) -> Iterator[Bytes]:
    """Somebody plays, a little loosely, in running status; the last notes are held on."""
    now, channel = 0.0, random.choice([0, 0, 0, 9, 15])
    status = b""
    while now < seconds:
        for pitch in random.sample(range(36, 90), random.choice([1, 1, 1, 2, 4])):
            message = bytes([0x90 | channel, pitch, random.randint(1, 127)])
            yield now, message[1:] if status == message[:1] else message
            status = message[:1]
            now += 0.01
            if random.random() < 0.97:
                yield now, bytes([pitch, 0])
        now += random.choice([0.125, 0.25, 0.5, 1.0]) * random.uniform(0.9, 1.1)


def phrase(random: Random, seconds: float) -> Iterator[Bytes]:
    """A few notes that are ended by note-offs, and silence in which the box may answer."""
    now = 0.0
    for _ in range(random.randint(3, 12)):
        pitch = random.randint(48, 84)
        yield now, bytes([0x90, pitch, random.randint(20, 127)])
        now += random.uniform(0.1, 0.4)
        yield now, bytes([0x80, pitch, 64])
        now += random.choice([0.0, 0.02, 0.1])


def flood(random: Random, seconds: float) -> Iterator[Bytes]:
    """Ten thousand messages of all kinds a second."""
    pool = [_channel_message(random) for _ in range(512)]
    return _poured(random, pool, min(seconds, 2.0))


def ticks(random: Random, seconds: float) -> Iterator[Bytes]:
    """Ten thousand ticks of a clock a second, which starts and stops."""
    pool = [b"\xf8"] * 60 + [b"\xfa", b"\xfb", b"\xfc", b"\xf2\x10\x00", b"\xfa" + 30 * b"\xf8"]
    return _poured(random, pool, min(seconds, 0.5))


def held_flood(random: Random, seconds: float) -> Iterator[Bytes]:
    """Notes begin, ten thousand times a second, and none is ended."""
    pool = [bytes([0x90 | random.choice([0, 15]), random.randrange(128), 1]) for _ in range(256)]
    return _poured(random, pool, min(seconds, 1.0))


def everything(random: Random, seconds: float) -> Iterator[Bytes]:
    """All 128 notes at once on a channel; perhaps all are let go at once."""
    channel, velocity = random.choice([0, 15]), random.randint(1, 127)
    yield 0.0, b"".join(bytes([0x90 | channel, pitch, velocity]) for pitch in range(128))
    if random.random() < 0.5:
        let_go = random.choice([bytes([0x90 | channel]), bytes([0x80 | channel])])
        yield random.uniform(0.0, seconds), let_go + b"".join(bytes([p, 0]) for p in range(128))


def no_ends(random: Random, seconds: float) -> Iterator[Bytes]:
    """Notes begin, at a person's pace, and none is ended."""
    now = 0.0
    while now < seconds:
        yield now, bytes([0x90 | random.randrange(16), random.randrange(128), 100])
        now += random.expovariate(6.0)


def controllers(random: Random, seconds: float) -> Iterator[Bytes]:
    """Knobs and pedals, those that steer above all, at a person's pace or at a machine's."""
    now, pause = 0.0, random.choice([0.3, 0.05, 0.002])
    while now < seconds:
        number = random.choice(STEERING) if random.random() < 0.8 else random.randrange(128)
        yield now, bytes([0xB0 | random.randrange(16), number, random.choice([0, 64, 127])])
        now += random.expovariate(1.0 / pause)


def all_off(random: Random, seconds: float) -> Iterator[Bytes]:
    """Notes that are ended by "all notes off" or "all sound off" alone."""
    for number in range(random.randint(1, 20)):
        yield 0.01 * number, bytes([0x90, random.randrange(128), 90])
    yield random.uniform(0.3, max(0.4, seconds)), bytes([0xB0, random.choice([120, 123]), 0])


def sysex(random: Random, seconds: float) -> Iterator[Bytes]:
    """System exclusive: whole, in pieces, cut short, giant, with ticks and notes within."""
    now = 0.0
    for _ in range(random.randint(1, 12)):
        length = random.choice([0, 1, 16, 300, 4096, GIANT])
        body = bytes(random.choices(range(128), k=min(length, 256))) * (length // 256 + 1)
        end = random.choice([b"\xf7", b"\xf7", b"", b"\x90\x3c\x40", b"\x80\x3c\x00"])
        whole = b"\xf0" + body[:length] + end
        for piece in _pieces(random, whole) if random.random() < 0.5 else [whole]:
            yield now, piece
            now += 0.001
        now += random.expovariate(5.0)


def mixed_up(random: Random, seconds: float) -> Iterator[Bytes]:
    """Messages in pieces, with real-time bytes within, statuses left out, and ends lost."""
    stream = b"".join(_channel_message(random) for _ in range(random.randint(4, 200)))
    mixed = bytearray()
    for byte in stream:
        mixed += random.choice(REALTIME) if random.random() < 0.1 else b""
        mixed += bytes([byte]) if random.random() < 0.95 else b""
    now = 0.0
    for piece in _pieces(random, bytes(mixed)):
        yield now, piece
        now += 0.003


def noise(random: Random, seconds: float) -> Iterator[Bytes]:
    """Bytes that mean nothing, or by chance something."""
    now = 0.0
    for _ in range(random.randint(1, 60)):
        yield now, random.randbytes(random.choice([1, 2, 3, 3, 3, 7, 64, 1000]))
        now += random.expovariate(20.0)


def sensing(random: Random, seconds: float) -> Iterator[Bytes]:
    """A keyboard that senses and holds notes, until its plug is pulled."""
    now = 0.0
    while now < seconds:
        yield now, SENSING
        if random.random() < 0.5:
            yield now, bytes([0x90, random.randrange(128), 90])
        now += random.choice([0.1, 0.28, 0.3, 0.32])


def clock(random: Random, seconds: float) -> Iterator[Bytes]:
    """A sequencer: start, ticks with some jitter, stop; its tempo wanders, or leaps."""
    now, tick = 0.0, 60.0 / 24 / random.uniform(30.0, 300.0)
    yield now, random.choice([b"\xfa", b"\xfb", b"\xf2\x05\x01", b"\xfa"])
    while now < seconds:
        yield now, b"\xf8"
        tick *= random.choice([1.0] * 30 + [0.99, 1.01, 0.5, 2.0])
        tick = min(max(tick, 0.002), 0.2)
        now += tick * random.uniform(0.9, 1.1)
        if random.random() < 0.01:
            yield now, random.choice([b"\xfc", b"\xfb", b"\xfa", b"\xf2\x7f\x7f", b"\xff"])


def silence(random: Random, seconds: float) -> Iterable[Bytes]:
    """Nothing."""
    return ()


PLAYED: Final[tuple[Trick, ...]] = (tune, phrase)
WILD: Final[tuple[Trick, ...]] = (
    flood, ticks, held_flood, everything, no_ends, controllers, all_off, sysex, mixed_up, noise,
    sensing, clock, silence,
)  # fmt: skip
TRICKS: Final = PLAYED + WILD


def _poured(random: Random, pool: list[bytes], seconds: float) -> Iterator[Bytes]:
    now, pause = 0.0, 1.0 / FLOOD
    for message in random.choices(pool, k=int(seconds * FLOOD)):
        yield now, message
        now += pause


def _channel_message(random: Random) -> bytes:
    kind = random.choice([0x80, 0x80, 0x90, 0x90, 0x90, 0xA0, 0xB0, 0xC0, 0xD0, 0xE0])
    data = bytes([random.randrange(128), random.choice([0, 1, 64, 127, random.randrange(128)])])
    return (
        bytes([kind | random.choice([0, 0, 1, 9, 15])]) + data[: 1 if kind in (0xC0, 0xD0) else 2]
    )


def _pieces(random: Random, whole: bytes) -> Iterator[bytes]:
    while whole:
        length = random.choice([1, 1, 2, 3, 16, 256, 4096])
        yield whole[:length]
        whole = whole[length:]
