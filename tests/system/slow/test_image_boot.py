"""The image as it is written to a card, on an emulated machine: `make test-image`."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

HERE = Path(__file__).parent / "emulated"
HOME = Path(__file__).parents[3]
DATA = "4"  # the partition of jams
APART = 0.01  # nats: outputs are logits of some nats each; a step of their quantization

pytestmark = pytest.mark.timeout(3700)


def boot(folder, *ruined, probe="probe.sh"):
    """Start the image, a partition of it ruined or none; a folder of what a probe found."""
    image = max(HOME.glob("build/image/antiphon-*.img"), default=None)
    assert image, "there is no image: `make image` first"
    folder.mkdir(exist_ok=True)
    there = {**os.environ, "PROBE": probe}
    subprocess.run([HERE / "boot.sh", image, folder, *ruined], check=True, env=there)
    return folder


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """What is found on a new card."""
    return boot(Path(os.environ.get("RESULTS") or tmp_path_factory.mktemp("found")))


def _lines(file):
    return file.read_text().splitlines()


def test_the_box_is_ready_and_no_unit_has_failed(found):
    ready = int((found / "ready").read_text()) / 1e6
    print(f"ready {ready:.1f} s after the kernel began, on the emulated machine")
    assert ready > 0
    assert _lines(found / "active") == ["active"]
    assert _lines(found / "failed") == []


def test_fluidsynth_runs_though_there_is_nothing_to_sound_through(found):
    assert "FluidSynth runtime version" in (found / "fluidsynth").read_text()


def test_memory_at_ready_fits_the_smallest_board(found):
    # MB; a Zero 2 W has 512, of which the firmware keeps 64
    total, left = (int(line.split()[1]) // 1024 for line in _lines(found / "memory"))
    print("memory in use at ready:", total - left, "MB")
    assert total - left < 256


def test_the_root_is_read_only_and_the_data_is_not(found):
    mounts = {line.split()[0]: line.split()[2:] for line in _lines(found / "mounts")}
    assert mounts["/"][0] == "squashfs" and mounts["/"][1].startswith("ro")
    assert mounts["/boot/firmware"][0] == "vfat" and mounts["/boot/firmware"][1].startswith("ro")
    assert mounts["/var/lib/antiphon"][0] == "ext4"
    assert mounts["/var/lib/antiphon"][1].startswith("rw")
    assert _lines(found / "partitions") == ["boot", "card", "data", "system-a", "system-b"]


def test_the_system_that_runs_is_trusted_and_can_be_updated(found):
    assert "BOOT_A_LEFT=9" in _lines(found / "state")
    told = (found / "updates").read_text()
    assert "RAUC_SYSTEM_BOOTED_BOOTNAME='A'" in told, (found / "updates-said").read_text()
    assert "RAUC_BOOT_PRIMARY='system.0'" in told


def test_the_data_partition_has_grown_to_the_end_of_the_card(found):
    sizes = dict(line.split() for line in _lines(found / "sizes")[1:])
    assert int(sizes["/var/lib/antiphon"]) > 900  # MB; the card has 2 GB, the image's partition 64


def test_a_phrase_on_a_usb_keyboard_is_answered_and_kept(found):
    answer = json.loads((found / "answer.json").read_text())
    print("the answer:", answer)
    assert answer
    assert "jam-0001-" in (found / "jams").read_text()


def test_networks_compute_what_they_compute_here(found, tmp_path):
    here = tmp_path / "here.npz"
    command = [sys.executable, HERE / "numerics.py", HOME / "models_tflite", here]
    subprocess.run(command, check=True, cwd=HOME, env={**os.environ, "PYTHONPATH": str(HOME)})
    ours, theirs = np.load(here), np.load(found / "arm64.npz")
    assert sorted(ours) == sorted(theirs)
    apart = {name: float(np.abs(ours[name] - theirs[name]).max()) for name in ours}
    for name in sorted(apart):
        print(f"{name:<24} {apart[name]:.6f} of {np.abs(ours[name]).max():.2f}")
    assert max(apart.values()) <= APART


def test_a_ruined_data_partition_is_begun_anew_and_the_box_plays(tmp_path):
    found = boot(tmp_path / "found", DATA)
    assert _lines(found / "active") == ["active"]
    assert "begun anew" in (found / "journal").read_text()
    assert " ext4 rw," in (found / "mounts").read_text()
    assert json.loads((found / "answer.json").read_text())


def test_nothing_that_was_kept_is_lost_when_the_current_is_cut(tmp_path):
    found = boot(tmp_path / "found", probe="cut.sh")
    print((found / "checks").read_text())
    assert _lines(found / "active") == ["active"] * 6  # at the first start and after each cut
    assert len(_lines(found / "kept")) == 5
    assert not (found / "lost").exists(), (found / "lost").read_text()
