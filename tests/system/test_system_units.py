"""The services, as systemd reads them; only where systemd's own checker is installed."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = Path(__file__).parents[2] / "system/root/etc/systemd/system"
BOX, SYNTH, SPLASH = "antiphon.service", "antiphon-synth.service", "antiphon-splash.service"
EXPOSURE = 15  # at most, of 100, as systemd counts what a service may do; under 20 is "OK"

checked = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="needs systemd-analyze"
)


@pytest.fixture
def units(tmp_path):
    """All units, with commands that are there."""
    command = tmp_path / "antiphon"
    command.touch(mode=0o755)
    for unit in UNITS.glob("*.service"):
        text = unit.read_text().replace("/usr/bin/antiphon", str(command))
        (tmp_path / unit.name).write_text(text)
    return tmp_path


def analyze(*arguments):
    return subprocess.run(
        ["systemd-analyze", *arguments], capture_output=True, text=True, timeout=60
    )


@checked
@pytest.mark.parametrize("name", [BOX, SYNTH, SPLASH, "antiphon-stick@sda1.service"])
def test_every_line_is_understood(units, name):
    done = analyze("verify", "--man=no", str(units / name))
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@checked
@pytest.mark.parametrize("name", [BOX, SYNTH, SPLASH])
def test_it_is_locked_in_well(units, name):
    threshold = f"--threshold={EXPOSURE}"
    done = analyze("security", "--offline=true", threshold, "--no-pager", str(units / name))
    assert done.returncode == 0, done.stdout


def test_one_that_was_killed_is_hushed_and_back_in_a_moment():
    """A start takes longer than to be silenced; and one that ended by itself has done so."""
    text = (UNITS / BOX).read_text()
    assert "RestartSec=100ms" in text and "StartLimitIntervalSec=0" in text
    (after,) = (line for line in text.splitlines() if "antiphon hush" in line)
    shell = after.partition("-c ")[2].strip("'").replace("$$", "$")
    shell = shell.replace("exec timeout 3 /usr/bin/antiphon", "echo antiphon")
    for how, said in (("exited", ""), ("killed", "antiphon hush"), ("dumped", "antiphon hush")):
        told = subprocess.run(
            ["sh", "-c", shell], env={"EXIT_CODE": how}, capture_output=True, text=True
        )
        assert told.stdout.startswith(said) and bool(told.stdout) == bool(said)


def test_the_synth_does_not_depend_on_the_box():
    assert BOX not in (UNITS / SYNTH).read_text()


def test_nobody_waits_for_the_network_nor_for_the_splash():
    for unit in UNITS.glob("*"):
        waits = re.findall(r"^(?:After|Requires|Wants|BindsTo)=(.*)$", unit.read_text(), re.M)
        assert not any("network" in each or SPLASH in each for each in waits), unit.name
