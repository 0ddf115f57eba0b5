"""A private JACK server without sound hardware, for tests that send real MIDI.

Needs Debian's package jackd2.
"""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.midi.jack_registry import forget_the_dead

_PATIENCE = 15.0  # seconds
_ASKED_TIMES = 3
_numbers = itertools.count()

# On a busy machine a server that waits for nobody loses notes: this one waits for its clients, up
# to ten times as long as told. Not longer than 2 s, for now and then it waits in vain: for a client
# that was activated in the midst of a cycle, which holds everybody up meanwhile, the box too.
_PATIENT = ("-S", "--no-realtime", "-t", "200")
_HASTY = ("--no-realtime", "-t", "100")  # ms that it waits for a client that does not answer
_WITHOUT_HARDWARE = ("-d", "dummy", "-r", "48000", "-p", "512")


@contextmanager
def jack_server(name: str | None = None, patient: bool = True) -> Iterator[str]:
    """Run a server, and point this process and its children to it; yields the server's name.

    The JACK library bears one server in a process at a time: a client left on another would crash
    it. So one that is left is reported, here and in the end.

    Args:
        name: the server's, if it is one that comes back.
        patient: whether it waits for its clients; one that does takes seconds to let go of each
            that was killed.

    Raises:
        RuntimeError: if jackd is not installed or does not answer, or a client is left.
    """
    if is_a_client():
        raise RuntimeError("this process is a client of another JACK server still")
    name = name or f"antiphon-test-{os.getpid()}-{next(_numbers)}"
    server = _launch(name, _PATIENT if patient else _HASTY)
    try:
        with environment(JACK_DEFAULT_SERVER=name, JACK_NO_START_SERVER="1"):
            _await_answer(server)
            yield name
            if is_a_client():
                raise RuntimeError("a client of the JACK server is left in this process")
    finally:
        _stop(server)


@contextmanager
def environment(**values: str) -> Iterator[None]:
    """Set environment variables for a while."""
    before = {key: os.environ.get(key) for key in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for key, value in before.items():
            if value is None:
                os.environ.pop(key, None)
            else:
                os.environ[key] = value


def is_a_client() -> bool:
    """True while this process has a client on any JACK server, living or dead.

    All clients share the memory of their server. The list of servers stays when they are gone.
    """
    lines = Path("/proc/self/maps").read_text().splitlines()
    return any("/dev/shm/jack" in line and "shm-registry" not in line for line in lines)


def jack_clients() -> set[str]:
    """Names of the clients of the present server, without the server's own."""
    listed = _ports()
    if listed is None:
        raise RuntimeError("jackd does not answer")
    return {line.split(":")[0] for line in listed} - {"system"}


def _ports() -> list[str] | None:
    """Ports of the present server; None if there is none.

    On a busy machine `jack_lsp` itself now and then waits for ever for a server that is well, so
    it is asked again.
    """
    for _ in range(_ASKED_TIMES):
        try:
            listed = subprocess.run(["jack_lsp"], capture_output=True, text=True, timeout=5)
        except subprocess.TimeoutExpired:
            continue
        return listed.stdout.splitlines() if listed.returncode == 0 else None
    return None


def _launch(name: str, manner: Sequence[str]) -> subprocess.Popen[bytes]:
    if shutil.which("jackd") is None:
        raise RuntimeError("jackd is missing: apt-get install --no-install-recommends jackd2")
    forget_the_dead()
    dies_with_us = ["setpriv", "--pdeathsig", "TERM"]
    command = [*dies_with_us, "jackd", "-n", name, *manner, *_WITHOUT_HARDWARE]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _await_answer(server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while _ports() is None:
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("jackd does not answer")
        time.sleep(0.05)


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(timeout=5)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
