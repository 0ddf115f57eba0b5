"""JACK's list of servers on this computer, cleared of test servers that ended without leaving it.

It holds eight, and is never cleared of one that was killed, or that stumbled over a client that
went in the same moment. Once it is full, no server starts any more.
"""

from __future__ import annotations

import re
from pathlib import Path

REGISTRY = Path("/dev/shm/jack-shm-registry")

# a process number of four bytes, then the name
_ENTRY = re.compile(rb"(.{4})jack-\d+:antiphon-(?:test|bench)-[^:\0]*:", re.DOTALL)


def forget_the_dead(registry: Path = REGISTRY) -> None:
    """Strike out the servers of tests (and measurements) whose process is no more."""
    if not registry.exists():
        return
    with registry.open("r+b", buffering=0) as file:
        for entry in _ENTRY.finditer(file.read()):
            if not Path(f"/proc/{int.from_bytes(entry[1], 'little')}").exists():
                file.seek(entry.start())
                file.write(bytes(len(entry[0])))
