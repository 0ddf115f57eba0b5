"""A bundle on a stick: applied to the other system, or refused before anything is written."""

import shutil
import time

import pytest

from tests.update.station import MEBIBYTE, make_bundle


@pytest.fixture
def stick(tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    return stick


def _untouched(station):
    return {name: path.read_bytes() for name, path in station.systems.items()}, station.sector()


def test_a_good_one_is_written_to_the_other_system_which_starts_next(station, bundle, system):
    ended = station.do("apply", bundle.parent)
    assert ended.returncode == 0, ended.stdout
    assert station.systems["B"].read_bytes()[: len(system)] == system
    assert station.systems["A"].read_bytes() == b"A" * (64 * MEBIBYTE)
    assert station.state() == {
        "BOOT_ORDER": "B A",
        "BOOT_A_LEFT": "9",
        "BOOT_B_LEFT": "3",
        "UPDATE_TRIED": "0.2.0",
    }
    assert station.news() == "Updated: restarts when you pause"
    assert "start antiphon-update-restart.service" in station.asked_of_systemd()


def _refused(station, stick, words):
    before = _untouched(station)
    ended = station.do("apply", stick)
    assert ended.returncode == 0, ended.stdout
    assert station.news() == words
    assert _untouched(station) == before
    assert "start antiphon-update-restart" not in station.asked_of_systemd()


def test_one_that_others_have_signed_is_refused(station, stick, other_key):
    make_bundle(stick, other_key, "0.2.0", b"evil" * 1000)
    _refused(station, stick, "Update refused: not signed by us")


@pytest.mark.parametrize("share", [0.0, 0.001, 0.5, 0.9999])
def test_one_that_is_cut_short_is_refused(station, stick, bundle, share):
    whole = bundle.read_bytes()
    (stick / bundle.name).write_bytes(whole[: int(share * len(whole))])
    _refused(station, stick, "Update refused: the file is damaged")


@pytest.mark.parametrize("place", [100, 10 * MEBIBYTE, 32 * MEBIBYTE])
def test_one_with_a_wrong_byte_is_refused(station, stick, bundle, place):
    whole = bytearray(bundle.read_bytes())
    whole[place] ^= 1
    (stick / bundle.name).write_bytes(whole)
    _refused(station, stick, "Update refused: the file is damaged")


def test_one_for_another_machine_is_refused(station, stick, key):
    make_bundle(stick, key, "0.2.0", b"other" * 1000, architecture="amd64")
    _refused(station, stick, "Update refused: for another machine")


def test_an_older_one_is_refused(station, stick, key):
    make_bundle(stick, key, "0.0.9", b"old" * 1000)
    _refused(station, stick, "Update refused: older than what runs")


def test_versions_are_compared_as_numbers(station, stick, key):
    make_bundle(stick, key, "0.10.0", b"newer" * 1000)
    station.do("apply", stick)
    assert station.state()["UPDATE_TRIED"] == "0.10.0"


def test_one_that_failed_before_is_refused(station, bundle):
    station.set_state("A", 9, 0, tried="0.2.0 told")
    _refused(station, bundle.parent, "Update refused: it failed here before")


def test_what_runs_already_is_left_alone_without_a_word(station, stick, key, bundle):
    make_bundle(stick, key, "0.1.0", b"same" * 1000)
    _refused(station, stick, None)
    (stick / "antiphon-0.1.0.raucb").rename(stick / "antiphon-0.3.0.raucb")
    _refused(station, stick, None)


def test_a_stick_without_one_is_left_alone(station, stick):
    (stick / "notes.txt").write_text("no update")
    _refused(station, stick, None)


def test_the_newest_on_the_stick_is_taken(station, stick, key, bundle):
    shutil.copy(bundle, stick)
    make_bundle(stick, key, "0.10.0", b"newest" * 1000)
    station.do("apply", stick)
    assert station.state()["UPDATE_TRIED"] == "0.10.0"


def test_from_the_second_system_the_first_is_written(station, bundle, system):
    station.set_state("B A", 9, 9)
    station.boot("B")
    station.do("apply", bundle.parent)
    assert station.systems["A"].read_bytes()[: len(system)] == system
    assert station.systems["B"].read_bytes() == b"B" * (64 * MEBIBYTE)
    assert station.state()["BOOT_ORDER"] == "A B"


def test_without_a_certificate_every_one_is_refused(station, bundle):
    (station.root / "etc/rauc/updates.crt").unlink()
    before = _untouched(station)
    assert station.run("rauc", "install", bundle).returncode != 0
    assert _untouched(station) == before


@pytest.mark.parametrize("share", [0.0, 0.2, 0.6])
def test_a_power_cut_in_the_midst_of_writing_leaves_the_old_one_to_start(
    station, tmp_path, key, share
):
    written = b"new!" * (12 * MEBIBYTE)
    stick = tmp_path / "slow"
    make_bundle(stick, key, "0.2.0", written)
    station.run("rauc", "status")
    client = station.begin(station.root / "usr/lib/antiphon/update/apply", stick)
    _wait_until_written(station, share * len(written), client)
    station.cut()
    client.wait()
    assert station.state()["BOOT_B_LEFT"] == "0"
    assert station.systems["A"].read_bytes() == b"A" * (64 * MEBIBYTE)
    station.boot("A")
    assert "UPDATE_TRIED" not in station.state()
    station.do("apply", stick)
    assert station.systems["B"].read_bytes()[: len(written)] == written
    assert station.state()["BOOT_ORDER"] == "B A"


def _wait_until_written(station, length, client):
    """Until so many bytes of the second system are new, and it is being written."""
    with station.systems["B"].open("rb", buffering=0) as system:
        while client.poll() is None:
            system.seek(int(length))
            if "writing data" in station.log() and system.read(1) != b"B":
                return
            time.sleep(0.001)
    raise AssertionError("it was written before it could be cut")
