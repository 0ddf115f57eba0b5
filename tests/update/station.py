"""A machine that can be updated, made of files: two systems, the boot loader's state, a real RAUC.

What is installed is as laid into an image, but for paths; systemctl alone is a stand-in.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

TREE = Path(__file__).parents[2]
UPDATE = TREE / "system" / "update"
BOOT = UPDATE / "boot"
STATE_OFFSET, STATE_LENGTH = 0x100000, 0x200
NAMES = ("BOOT_ORDER", "BOOT_A_LEFT", "BOOT_B_LEFT", "UPDATE_TRIED")
MEBIBYTE = 1 << 20

BUS = """<busconfig><type>system</type><listen>unix:path={folder}/bus</listen>
<policy context="default"><allow send_destination="*"/><allow own="*"/><allow user="*"/>
<allow receive_sender="*"/></policy></busconfig>
"""

PROGRAMS = {
    "rauc": 'exec /usr/bin/rauc -c {root}/etc/rauc/system.conf "$@"',
    "fw_printenv": "exec /usr/bin/fw_printenv -c {root}/etc/fw_env.config"
    ' -f {root}/etc/u-boot-initial-env "$@"',
    "fw_setenv": 'echo "fw_setenv $*" >> {folder}/asked; n=$(wc -l < {folder}/asked)\n'
    '[ "$n" -le "$(cat {folder}/writes)" ] || exit 1\n'
    "exec /usr/bin/fw_setenv -c {root}/etc/fw_env.config"
    ' -f {root}/etc/u-boot-initial-env "$@"',
    "systemctl": 'echo "$*" >> {folder}/systemctl\n'
    'case "$*" in *is-active*restart*) exit 1 ;; *is-active*) exec {folder}/box ;;\n'
    "*NRestarts*) cat {folder}/restarts ;; esac",
}


def make_key(folder: Path) -> Path:
    """A key of its own, as `make update-key` makes it."""
    _run(UPDATE / "key.sh", folder)
    return folder


def make_bundle(
    folder: Path, key: Path, version: str, system: bytes, architecture: str = "arm64"
) -> Path:
    """An update, as `make update-bundle` makes it of a system."""
    folder.mkdir(exist_ok=True)
    image, bundle = folder / "system.img", folder / f"antiphon-{version}.raucb"
    image.write_bytes(system)
    _run(UPDATE / "bundle.sh", image, architecture, version, key, bundle)
    image.unlink()
    return bundle


class Station:
    """One that runs system A, of version 0.1.0."""

    def __init__(self, folder: Path, key: Path) -> None:
        self.folder, self.root = folder, folder / "root"
        self.systems = {"A": folder / "system-a", "B": folder / "system-b"}
        self.run_folder = folder / "run"
        self.run_folder.mkdir()
        self._lay(key)
        (folder / "card").write_bytes(bytes(4 * MEBIBYTE))
        for name, path in self.systems.items():
            path.write_bytes(name.encode() * (64 * MEBIBYTE))
        self.box_is_ready(True)
        (folder / "writes").write_text("9999")
        (folder / "restarts").write_text("0\n")
        (folder / "asked").touch()
        self.set_state("A B", 9, 0)
        self._service: subprocess.Popen[bytes] | None = None
        self._bus = subprocess.Popen(["dbus-daemon", f"--config-file={folder}/bus.conf"])
        _until((folder / "bus").exists)
        self.boot("A")

    def _lay(self, key: Path) -> None:
        self.root.mkdir()
        laid = {**os.environ, "CERTIFICATE": str(key / "updates.crt")}
        _run(UPDATE / "lay.sh", self.root, "arm64", "0.1.0", environment=laid)
        places = {
            "/etc/rauc": f"{self.root}/etc/rauc",
            "/usr/lib/antiphon": f"{self.root}/usr/lib/antiphon",
            "/dev/antiphon": str(self.folder),
            "/run/antiphon-update": str(self.run_folder),
            "/run/rauc": f"{self.folder}/mounts",
        }
        for name in ("rauc/system.conf", "fw_env.config"):
            file = self.root / "etc" / name
            text = file.read_text()
            for before, after in places.items():
                text = text.replace(before, after)
            file.write_text(text)
        (self.folder / "bus.conf").write_text(BUS.format(folder=self.folder))
        (self.folder / "bin").mkdir()
        for name, text in PROGRAMS.items():
            self._program(self.folder / "bin" / name, text.format(**vars(self)))

    def _program(self, path: Path, text: str) -> None:
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)

    @property
    def environment(self) -> dict[str, str]:
        """In which its programs run."""
        return {
            **os.environ,
            "PATH": f"{self.folder}/bin:{os.environ['PATH']}",
            "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={self.folder}/bus",
            "UPDATE_RUN": str(self.run_folder),
            "CMDLINE": str(self.folder / "cmdline"),
            "PATIENCE": "4",
            "STEADY": "2",
        }

    def boot(self, slot: str) -> None:
        """Power off and on: the system of a slot runs now."""
        self.cut()
        (self.folder / "cmdline").write_text(f"quiet rauc.slot={slot}\n")
        command = [self.folder / "bin/rauc", "service", f"--override-boot-slot={slot}"]
        with (self.folder / "service.log").open("ab") as log:
            self._service = subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        _until(lambda: self.run("rauc", "status").returncode == 0)

    def cut(self) -> None:
        """The power is cut: whatever was under way is so no more."""
        service, self._service = self._service, None
        if service is not None:
            os.killpg(service.pid, signal.SIGKILL)
            service.wait()
        subprocess.run(["umount", f"{self.folder}/mounts/bundle"], check=False, capture_output=True)

    def close(self) -> None:
        """Leave nothing behind."""
        self.cut()
        self._bus.kill()
        self._bus.wait()

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """A command on it, as root."""
        return subprocess.run(
            [*map(str, command)],
            env=self.environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            timeout=60,
        )

    def do(self, name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """One of the programs of updates."""
        return self.run(self.root / "usr/lib/antiphon/update" / name, *arguments)

    def begin(self, *command: str | Path) -> subprocess.Popen[bytes]:
        """A command that is not waited for."""
        return subprocess.Popen(
            [*map(str, command)],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def log(self) -> str:
        """What RAUC has said."""
        return (self.folder / "service.log").read_text(errors="replace")

    def news(self) -> str | None:
        """What the box shows of it."""
        file = self.run_folder / "news"
        return file.read_text().splitlines()[0] if file.exists() else None

    def asked_of_systemd(self) -> str:
        """What systemctl was asked for."""
        file = self.folder / "systemctl"
        return file.read_text() if file.exists() else ""

    def box_is_ready(self, ready: bool) -> None:
        """Whether the box is, from now on."""
        self._program(self.folder / "box", f"exit {0 if ready else 3}")

    def let_write(self, times: int) -> None:
        """Cut the power, as it were, before the next but so many writes of the state."""
        (self.folder / "asked").write_text("")
        (self.folder / "writes").write_text(str(times))

    def state(self) -> dict[str, str]:
        """The boot loader's state, as the sector has it."""
        sector = self.sector()
        text = sector[4:].split(b"\0\0")[0].decode()
        return dict(line.split("=", 1) for line in text.split("\0"))

    def sector(self) -> bytes:
        """The sector that the boot loader's state lies in."""
        card = (self.folder / "card").read_bytes()
        return card[STATE_OFFSET : STATE_OFFSET + STATE_LENGTH]

    def set_state(self, order: str, a: int, b: int, tried: str = "") -> None:
        """Write the state anew."""
        values = dict(zip(NAMES, (order, str(a), str(b), tried), strict=True))
        sector = state_sector({name: value for name, value in values.items() if value})
        with (self.folder / "card").open("r+b") as card:
            card.seek(STATE_OFFSET)
            card.write(sector)


def state_sector(state: dict[str, str]) -> bytes:
    """The sector of a state, made by U-Boot's own tool."""
    text = "".join(f"{name}={value}\n" for name, value in state.items())
    command = ["mkenvimage", "-s", hex(STATE_LENGTH), "-p", "0", "-o", "-", "-"]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=True)
    return done.stdout


def _run(*command: str | Path, environment: dict[str, str] | None = None) -> None:
    done = subprocess.run(
        [*map(str, command)], env=environment, text=True, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


def _until(there: object, patience: float = 10.0) -> None:
    deadline = time.monotonic() + patience
    while not there():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.05)
