"""A kernel that runs as a program: starts it, and always ends it."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from tools.virtual.build import Parts

_LIBRARY = ctypes.CDLL(None)
_DIES_WITH_PARENT = 1  # of prctl(2)
# The guest's memory is a file: on a disk it would be slow. Each run has a folder of its own there.
_MEMORY = "/dev/shm"  # nosec B108


class Machine:
    """One run of the kernel, from power-on."""

    def __init__(
        self,
        parts: Parts,
        disks: Sequence[Path],
        arguments: Sequence[str],
        console: Path,
        megabytes: int = 384,
    ) -> None:
        """
        Args:
            parts: of which it is made; the root file system is never written to.
            disks: its other disks, in order.
            arguments: on the kernel's command line.
            console: file for what the kernel and systemd say.
            megabytes: of memory.
        """
        self._folder = tempfile.mkdtemp(prefix="virtual-", dir=_MEMORY)
        self.line, theirs = socket.socketpair()
        line = [
            str(parts.kernel),
            f"uml_dir={self._folder}/",
            f"mem={megabytes}M",
            *_hardware(parts, disks, theirs.fileno()),
            *arguments,
        ]
        with console.open("ab") as file:
            self._process = subprocess.Popen(
                line,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                env={**os.environ, "TMPDIR": self._folder, "HOME": self._folder},
                pass_fds=[theirs.fileno()],
                start_new_session=True,
                preexec_fn=_prepare,
            )
        theirs.close()

    @property
    def runs(self) -> bool:
        """Whether it has not been switched off."""
        return self._process.poll() is None

    def wait(self, patience: float) -> None:
        """Wait until it has switched itself off; raises a TimeoutError if it does not."""
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired as error:
            raise TimeoutError("the virtual machine does not switch itself off") from error
        self.end()

    def end(self) -> None:
        """Cut its power; what it has not written by then is lost."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self.line.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def _hardware(parts: Parts, disks: Sequence[Path], line: int) -> list[str]:
    """The kernel's command line for the board, its disks, and the line to the outside.

    Args:
        parts: of which the board is made.
        disks: besides that of the root file system, which is read only.
        line: descriptor of the serial line's other end.
    """
    return [
        f"dtb={parts.board}",
        f"ubd0r={parts.root}",
        *(f"ubd{place}={disk}" for place, disk in enumerate(disks, 1)),
        *["root=/dev/ubda", "ro", "quiet", "panic=1"],
        *["con0=null,fd:1", "con=null", "ssl=null"],
        f"ssl0=fd:{line}",
    ]


def _prepare() -> None:
    """End with whoever has started it, and run before ordinary programs, if that is allowed.

    Hardware waits for nobody.
    """
    _LIBRARY.prctl(_DIES_WITH_PARENT, signal.SIGKILL)
    with suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
