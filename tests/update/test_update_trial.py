"""A new system is kept if the box gets ready in it, and given up if it does not."""

import time

import pytest

from tests.update.loader import choose, read_state


def _start(station):
    """Switch the station on: the boot loader chooses, the system runs its trial."""
    slot, state = choose(read_state(station.sector()))
    station.set_state(" ".join(state.order), *state.left, state.tried)
    (station.root / "usr/lib/antiphon/update/version").write_text(
        f"{'0.2.0' if slot == 'B' else '0.1.0'}\n"
    )
    station.boot(slot)
    return slot, station.do("try")


@pytest.fixture
def updated(station, bundle):
    """A station with an update that waits for a start."""
    assert station.do("apply", bundle.parent).returncode == 0
    return station


def test_one_that_gets_ready_is_kept(updated):
    slot, ended = _start(updated)
    assert slot == "B" and ended.returncode == 0, ended.stdout
    assert updated.state()["BOOT_B_LEFT"] == "9"
    assert updated.news() == "Updated to 0.2.0"
    for _ in range(5):
        assert _start(updated)[0] == "B"


def test_one_that_does_not_get_ready_is_given_up_and_the_old_one_says_so_once(updated):
    updated.box_is_ready(False)
    slot, _ = _start(updated)
    assert slot == "B"
    assert "reboot" in updated.asked_of_systemd()
    assert updated.news() == "Update failed: going back"
    updated.box_is_ready(True)
    slot, ended = _start(updated)
    assert slot == "A" and ended.returncode == 0, ended.stdout
    assert updated.news() == "Update failed: the old one plays on"
    (updated.run_folder / "news").unlink()
    assert _start(updated)[0] == "A" and updated.news() is None


def test_one_that_failed_is_not_applied_again_from_a_stick_left_in(updated, bundle):
    updated.box_is_ready(False)
    _start(updated)
    updated.box_is_ready(True)
    _start(updated)
    before = updated.systems["B"].read_bytes()
    updated.do("apply", bundle.parent)
    assert updated.news() == "Update refused: it failed here before"
    assert updated.systems["B"].read_bytes() == before


def test_one_that_crashes_again_and_again_is_not_ready(updated):
    updated._program(updated.folder / "box", f"date +%N > {updated.folder}/restarts")
    _start(updated)
    assert updated.state()["BOOT_B_LEFT"] == "0"
    assert "reboot" in updated.asked_of_systemd()


def test_one_in_which_no_update_works_any_more_is_given_up(updated):
    updated._program(updated.folder / "bin/rauc", "exit 1")
    ended = updated.do("try")
    assert ended.returncode == 0  # A was ready once; nothing is asked
    (updated.folder / "cmdline").write_text("rauc.slot=B")
    updated.do("try")
    assert updated.state()["BOOT_B_LEFT"] == "0"
    assert "reboot" in updated.asked_of_systemd()


def test_one_that_does_not_even_get_that_far_is_tried_three_times(updated):
    slots = []
    for _ in range(5):
        slot, state = choose(read_state(updated.sector()))
        updated.set_state(" ".join(state.order), *state.left, state.tried)
        slots.append(slot)
    assert slots == ["B", "B", "B", "A", "A"]


def test_where_there_is_nothing_to_go_back_to_it_stays(station):
    station.set_state("A B", 2, 0)
    station.box_is_ready(False)
    assert station.do("try").returncode == 1
    assert "reboot" not in station.asked_of_systemd()
    assert station.state()["BOOT_A_LEFT"] == "2"


def test_a_usual_start_writes_nothing(station):
    station.let_write(0)
    before = station.sector()
    assert station.do("try").returncode == 0
    assert station.sector() == before and station.news() is None


def test_the_restart_waits_until_nobody_plays(station):
    quiet = station.folder / "quiet"
    environment = {"QUIET": str(quiet), "LOOKS": "2", "PAUSE": "1"}
    program = station.root / "usr/lib/antiphon/update/restart"
    waiting = station.begin("env", *(f"{k}={v}" for k, v in environment.items()), program)
    time.sleep(4)
    assert waiting.poll() is None and "reboot" not in station.asked_of_systemd()
    quiet.touch()
    assert waiting.wait(timeout=10) == 0
    assert "reboot" in station.asked_of_systemd()
    assert station.news() == "Updated: restarting"


def test_the_restart_waits_for_no_box_that_does_not_run(station):
    station.box_is_ready(False)
    program = station.root / "usr/lib/antiphon/update/restart"
    assert station.run("env", "LOOKS=1", "PAUSE=1", program).returncode == 0
    assert "reboot" in station.asked_of_systemd()
