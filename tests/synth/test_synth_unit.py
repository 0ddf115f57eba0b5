"""The synth's service, as systemd reads it; only where systemd's own checker is installed."""

import shutil
import subprocess
from pathlib import Path

import pytest

UNIT = Path(__file__).parents[2] / "system/root/etc/systemd/system/antiphon-synth.service"

pytestmark = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="needs systemd-analyze"
)


@pytest.fixture
def unit(tmp_path):
    """The unit, with a command that is there."""
    command = tmp_path / "antiphon"
    command.touch(mode=0o755)
    text = UNIT.read_text()
    assert text.count("/usr/bin/antiphon") == 1
    path = tmp_path / UNIT.name
    path.write_text(text.replace("/usr/bin/antiphon", str(command)))
    return path


def analyze(*arguments):
    return subprocess.run(
        ["systemd-analyze", *arguments], capture_output=True, text=True, timeout=60
    )


def test_every_line_is_understood(unit):
    checked = analyze("verify", "--man=no", str(unit))
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")


def test_it_is_locked_in_well(unit):
    """Of 100, as systemd counts what a service may do; under 20 is its own word "OK"."""
    checked = analyze("security", "--offline=true", "--threshold=15", "--no-pager", str(unit))
    assert checked.returncode == 0, checked.stdout


def test_it_does_not_depend_on_the_box():
    assert "antiphon.service" not in UNIT.read_text()
