"""The data partition is full or read-only, by the kernel's own word: the box plays and says so."""

import os
import subprocess
import sys
from contextlib import suppress

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
KEEPING = """
import os
from pathlib import Path
from appliance.jam.steering import Steering
from appliance.jam.view import View
from appliance.music.notes import NoteMessage
from appliance.recording.recorder import Recorder
from appliance.recording.shelf import Shelf
from appliance.remembered import Remembered
folder = Path(os.environ["XDG_DATA_HOME"]) / "antiphon"
Remembered(folder / "controllers.json", Steering()).keep(Steering().learning("bpm", 74))
recorder = Recorder(Shelf(folder, 9))
recorder.start()
recorder.hear(0, [NoteMessage(60, 80)], View())
recorder.close()
print(recorder.problem, [path.name for path in folder.iterdir()])
"""
FULL = 'cat /dev/zero > "$XDG_DATA_HOME/antiphon/full" 2>/dev/null || true'
READ_ONLY = 'mount -o remount,ro "$XDG_DATA_HOME/antiphon"'
WORDS = {FULL: "Jams not kept: card full", READ_ONLY: "Jams not kept: card read-only"}
NAMESPACE = ("unshare", "--mount") if os.geteuid() == 0 else ("unshare", "-r", "--mount")


def may_mount():
    try:
        return subprocess.run([*NAMESPACE, "mount", "-t", "tmpfs", "none", "/mnt"]).returncode == 0
    except OSError:
        return False


NEEDS_A_NAMESPACE = pytest.mark.skipif(not may_mount(), reason="needs a mount namespace")


@NEEDS_A_NAMESPACE
@pytest.mark.parametrize("harm", WORDS)
def test_what_cannot_be_kept_is_said_and_leaves_nothing_half_written(tmp_path, harm):
    line = [
        *NAMESPACE,
        "sh",
        "-c",
        MOUNTED.format(harm=harm).replace("-m appliance", "-c"),
        sys.executable,
    ]
    data = {**os.environ, "XDG_DATA_HOME": str(tmp_path)}
    said = subprocess.run([*line, KEEPING], env=data, capture_output=True, text=True, check=True)
    left = ["full"] if harm is FULL else []
    assert said.stdout == f"{WORDS[harm]} {left}\n"
    assert "Traceback" not in said.stderr


def answered(me):
    """Play a phrase, and another where that was lost on a busy machine, until one is answered."""
    for _ in range(4):
        before = len(me.notes)
        me.play(60, 62, 64, 67)
        with suppress(AssertionError):
            until(lambda before=before: len(me.notes) >= before + 4, "an answer", 8.0)
            return
    raise AssertionError("no answer")


@NEEDS_A_NAMESPACE
def test_a_box_that_can_keep_nothing_plays_and_says_so(jack, tmp_path, monkeypatch):  # noqa: F811
    address = str(tmp_path / "notify")
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    program = (*NAMESPACE, "sh", "-c", MOUNTED.format(harm=READ_ONLY), sys.executable)
    with (
        manager_at(address) as manager,
        running_box("--no-web", settings=BY_SILENCE, folder=tmp_path, program=program) as box,
        player() as me,
    ):
        box.wait_for("playing")
        me.connect()
        answered(me)
        until(lambda: manager.next(1.0) and WORDS[READ_ONLY] in str(manager.heard), "the words")
        answered(me)
        assert box.stop() == 0
        assert not any("Traceback" in line for line in box.lines)
