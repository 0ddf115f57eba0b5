"""The data partition is full or read-only, by the kernel's own word: the box plays and says so."""

import subprocess
import sys

import pytest

from tests.box.running import running_box, until
from tests.box.test_box_jack import BY_SILENCE, jack, player  # noqa: F401
from tests.service.listening import manager_at

# A file system of its own over the box's folder, which nobody else sees.
MOUNTED = """
set -e
mkdir -p "$XDG_DATA_HOME/antiphon"
mount -t tmpfs -o size=64k,mode=755 none "$XDG_DATA_HOME/antiphon"
{harm}
exec "$0" -m appliance "$@"
"""
FULL = 'cat /dev/zero > "$XDG_DATA_HOME/antiphon/full" 2>/dev/null || true'
READ_ONLY = 'mount -o remount,ro "$XDG_DATA_HOME/antiphon"'
NAMESPACE = ("unshare", "--map-root-user", "--mount")


def may_mount():
    try:
        return subprocess.run([*NAMESPACE, "mount", "-t", "tmpfs", "none", "/mnt"]).returncode == 0
    except OSError:
        return False


@pytest.mark.skipif(not may_mount(), reason="needs a mount namespace of its own")
@pytest.mark.parametrize(
    ("harm", "words"),
    [(FULL, "Jams not kept: card full"), (READ_ONLY, "Jams not kept: card read-only")],
)
def test_it_plays_and_says_so(jack, tmp_path, monkeypatch, harm, words):  # noqa: F811
    address = str(tmp_path / "notify")
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    program = (*NAMESPACE, "sh", "-c", MOUNTED.format(harm=harm), sys.executable)
    with (
        manager_at(address) as manager,
        running_box("--no-web", settings=BY_SILENCE, folder=tmp_path, program=program) as box,
        player() as me,
    ):
        box.wait_for("playing")
        me.connect()
        me.play(60, 62, 64, 67)
        until(lambda: len(me.notes) >= 4, "an answer")
        until(lambda: manager.next(1.0) and words in str(manager.heard), "the words")
        before = len(me.notes)
        me.play(60, 62, 64, 67)
        until(lambda: len(me.notes) >= before + 4, "another answer")
        assert box.stop() == 0
        assert not any("Traceback" in line for line in box.lines)
