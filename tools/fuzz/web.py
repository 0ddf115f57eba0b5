"""Requests and messages of every kind, right and wrong, against a real server of the page.

    python -m tools.fuzz.web [--minutes N] [--seed N]

What must hold, whatever comes: nobody gets what is not theirs; what was said rightly arrives, in
its order, and nothing else that makes no sense; whoever has gone holds no note down; nothing is
logged as an error, nothing hangs, nothing is left open. The last line counts; the exit code is 1
if anything broke.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from socket import SHUT_WR, socket
from traceback import format_exception
from typing import Final

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from appliance.web.files import DOOR, safety
from appliance.web.reception import SOCKET_PATH
from tools.fuzz.web_frames import Said, is_sound, said
from tools.fuzz.web_requests import FILES, Asked, requests
from tools.fuzz.web_target import JAM, SECRET, Heard, Target, read
from tools.train.progress import Progress

EXAMPLES: Final = 200  # of each kind, in a round
MOST_SAID: Final = 12
HANDSHAKE: Final = (
    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)
NAMED: Final = b'{"page":"'
SWITCHING: Final = 101


def try_request(target: Target, asked: Asked) -> None:
    """Ask something.

    Raises:
        AssertionError: if the answer is not what it may be.
    """
    with target.call() as one:
        with suppress(ConnectionError):
            one.sendall(asked.written(target))
        whole = asked.is_whole(target)
        came = _answer(one) if whole else _ended(one)
    if not came:
        assert not whole or asked.tail, "no answer"
        return
    _judge(target, asked, came)


def try_talk(target: Target, things: list[Said], politely: bool) -> None:
    """Open a page, say things, and go.

    Raises:
        AssertionError: if what the box hears is not what it may hear.
    """
    with target.call() as one:
        one.sendall(
            HANDSHAKE.format(path=SOCKET_PATH, port=target.port, cookie=target.cookie).encode()
        )
        name = _name(one)
        with suppress(OSError):  # the page may be closed in the midst
            for thing in things:
                one.sendall(thing.written)
            if politely:
                one.shutdown(SHUT_WR)
                read(one)
    heard = target.heard(name)
    _judge_heard(things, heard, politely)


def _answer(one: socket) -> bytes:
    """All of an answer; of one that opens a WebSocket its head."""
    came = read(one, lambda came: b"\r\n\r\n" in came)
    return came if came.startswith(b"HTTP/1.1 101") else came + read(one)


def _ended(one: socket) -> bytes:
    """All that comes to somebody who says no more."""
    with suppress(OSError):
        one.shutdown(SHUT_WR)
    return read(one)


def _judge(target: Target, asked: Asked, came: bytes) -> None:
    head, _, body = came.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    status = int(first.split(" ")[1])
    assert status in asked.may_get(target), f"{status} is none of {asked.may_get(target)}"
    assert SECRET not in came
    assert not target.guarded or target.code.encode() not in came
    if status == SWITCHING:
        return
    headers = [tuple(line.split(": ", 1)) for line in lines]
    for name, value in safety().items():
        assert headers.count((name, value)) == 1, f"{name} is missing"
    length = dict(headers).get("Content-Length", "0")
    assert int(length) == len(body), "cut off"
    if status == 200:
        _judge_body(target, asked.path.partition("?")[0], body)


def _judge_body(target: Target, path: str, body: bytes) -> None:
    if path == "/jams":
        assert [each["name"] for each in json.loads(body)] == [JAM[0]]
    elif path == f"/jams/{JAM[0]}":
        assert body == JAM[1]
    else:
        assert body in {FILES[path].body, FILES[DOOR].body if path == "/" else b""}


def _name(one: socket) -> str:
    """That the box gives to a page which has just opened."""
    came = read(one, lambda came: b'"}' in came.partition(NAMED)[2])
    assert NAMED in came, f"no page: {came[:80]!r}"
    return came.partition(NAMED)[2].partition(b'"}')[0].decode()


def _judge_heard(things: list[Said], heard: list[Heard], politely: bool) -> None:
    assert all(is_sound(each) for each in heard), f"the box was told {heard}"
    wanted = []
    for thing in things:
        if thing.ends:
            break
        if thing.means is not None:
            wanted.append(thing.means)
    rest = iter(heard)
    if politely:
        assert all(each in rest for each in wanted), f"{wanted} were said, {heard} was heard"
    assert not _held(heard), f"{_held(heard)} sound on for ever"


def _held(heard: list[Heard]) -> set[tuple[int, int]]:
    """Channel and pitch of the notes that were begun and not ended."""
    held: set[tuple[int, int]] = set()
    for each in heard:
        if isinstance(each, bytes) and each[0] & 0xE0 == 0x80:
            key = (each[0] & 0x0F, each[1])
            begins = each[0] & 0xF0 == 0x90 and each[2] > 0
            (held.add if begins else held.discard)(key)
        elif isinstance(each, bytes) and each[0] & 0xF0 == 0xB0 and each[1] in (120, 123):
            held = {key for key in held if key[0] != each[0] & 0x0F}
    return held


@dataclass
class Outcome:
    """What was tried, and what broke, in words."""

    tried: int = 0
    broke: list[str] = field(default_factory=list)


def one_round(number: int, examples: int, outcome: Outcome, shrink: bool = True) -> None:
    """Try so many requests, strangers' and guests', and so many talks.

    Args:
        number: seed of the round.
        examples: of each kind.
        outcome: counts.
        shrink: look for the least that breaks the same, which takes a while.
    """
    how = settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate, *([Phase.shrink] if shrink else [])],
        suppress_health_check=[*HealthCheck],
    )
    for guarded in (False, True):
        with tempfile.TemporaryDirectory() as folder:
            target = Target(Path(folder), guarded)
            for attempt in (_requests(target, outcome), _talks(target, outcome)):
                _attempt(seed(number)(how(attempt)), outcome)
            _attempt(target.close, outcome)


def _requests(target: Target, outcome: Outcome) -> Callable[[], None]:
    @given(requests())
    def attempt(asked: Asked) -> None:
        outcome.tried += 1
        try_request(target, asked)

    return attempt


def _talks(target: Target, outcome: Outcome) -> Callable[[], None]:
    @given(st.lists(said(), max_size=MOST_SAID), st.booleans())
    def attempt(things: list[Said], politely: bool) -> None:
        outcome.tried += 1
        try_talk(target, things, politely)

    return attempt


def _attempt(attempt: Callable[[], None], outcome: Outcome) -> None:
    try:
        attempt()
    except Exception as error:
        outcome.broke.append("".join(format_exception(error)))


def main() -> int:
    """Fuzz for some minutes; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    outcome, number, begun = Outcome(), options.seed, time.monotonic()
    seconds = round(60 * options.minutes)
    progress = Progress(seconds)
    while (passed := time.monotonic() - begun) < seconds and not outcome.broke:
        progress.show(round(passed), f"s, {outcome.tried} tried, {len(outcome.broke)} broke")
        one_round(number, EXAMPLES, outcome)
        number += 1
    print("", *outcome.broke, sep="\n", file=sys.stderr)
    print(f"page: {outcome.tried} requests and talks tried, {len(outcome.broke)} broke")
    return 1 if outcome.broke else 0


if __name__ == "__main__":
    sys.exit(main())
