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
_MEMORY = "/dev/shm"  # the guest's memory is a file: on a disk it would be slow


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
        number = theirs.fileno()
        line = [
            str(parts.kernel),
            f"mem={megabytes}M",
            f"uml_dir={self._folder}/",
            f"dtb={parts.board}",
            f"ubd0r={parts.root}",
            *(f"ubd{place}={disk}" for place, disk in enumerate(disks, 1)),
            "root=/dev/ubda ro con0=null,fd:1 con=null",
            f"ssl0=fd:{number} ssl=null quiet panic=1",
            *arguments,
        ]
        with console.open("ab") as file:
            self._process = subprocess.Popen(
                " ".join(line).split(),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                env={**os.environ, "TMPDIR": self._folder, "HOME": self._folder},
                pass_fds=[number],
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


def _prepare() -> None:
    """End with whoever has started it, and run before ordinary programs, if that is allowed.

    Hardware waits for nobody.
    """
    _LIBRARY.prctl(_DIES_WITH_PARENT, signal.SIGKILL)
    with suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
