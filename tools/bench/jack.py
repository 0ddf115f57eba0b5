"""A JACK server of one's own, without sound hardware but as prompt as one with it.

Server and clients have real-time priority where the system lets them. JACK hands notes on once in
a period, 1.3 ms: so much of a latency is its own, once for each port on the way.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tests.box.running import until
from tests.midi.jack_server import environment

RATE, PERIOD = 48000, 64


@contextmanager
def prompt_jack(patient: bool = False) -> Iterator[None]:
    """Run the server, and point this process and its children to it.

    A patient one waits for clients that are late; else what they send or would hear then is lost.
    """
    name = f"antiphon-bench-{os.getpid()}"
    waits = ["--sync", "--timeout", "2000"] if patient else []
    command = ["jackd", "-n", name, "-P", "70", *waits, "-d", "dummy", "-r", f"{RATE}"]
    command += ["-p", f"{PERIOD}"]
    with environment(JACK_DEFAULT_SERVER=name, JACK_NO_START_SERVER="1"), program(command):
        until(_answers, "the JACK server")
        yield


@contextmanager
def program(command: Sequence[str]) -> Iterator[None]:
    """A program in the background, whose words nobody hears; it is ended in the end."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers() -> bool:
    try:
        return subprocess.run(["jack_lsp"], capture_output=True, timeout=5).returncode == 0
    except subprocess.TimeoutExpired:  # on a busy machine it now and then waits for ever
        return False
