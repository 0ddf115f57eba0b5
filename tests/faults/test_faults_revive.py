"""Outside a service: who crashes or is killed is started anew, and who is asked to end ends."""

import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest

from tests.box.running import PATIENCE, until

# Starts a program again and again; what it is to do is told by the number of the life.
# Whoever runs the tests may have all of them ignore a signal.
REVIVING = """
import signal, sys
from appliance.revive import ASKED, Reviver
for number in ASKED:
    signal.signal(number, signal.SIG_DFL)
lives = {lives!r}
def hush():
    with open(lives, "a") as file:
        file.write("hushed\\n")
code = Reviver([sys.executable, "-c", {program!r}, lives], hush).run()
print("ended with", code)
"""
LIVING = """
import os, signal, sys, time
with open(sys.argv[1], "a") as lives:
    lives.write(f"life {{os.getpid()}}\\n")
number = open(sys.argv[1]).read().count("life")
asked = []
signal.signal(signal.SIGTERM, lambda *_: asked.append(1))
signal.signal(signal.SIGINT, lambda *_: asked.append(1))
def wait():
    while not asked:
        time.sleep(0.01)
{does}
with open(sys.argv[1], "a") as lives:
    lives.write("in good order\\n")
"""
KILLED = "os.kill(os.getpid(), signal.SIGKILL)"


@contextmanager
def reviving(folder, does):
    lives = folder / "lives"
    lives.touch()
    script = REVIVING.format(lives=str(lives), program=LIVING.format(does=does))
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            yield process, lambda: lives.read_text().split("\n")[:-1]
        finally:
            process.kill()


def kinds(lives):
    return [line.partition(" ")[0] for line in lives]


def test_killed_it_is_hushed_and_started_anew_until_it_ends_by_itself(tmp_path):
    with reviving(tmp_path, f"if number < 3: {KILLED}") as (process, lives):
        said = process.communicate(timeout=PATIENCE)[0]
    assert kinds(lives()) == ["life", "hushed", "life", "hushed", "life", "in"]
    assert "ended with 0" in said
    assert said.count("SIGKILL") == 2


def test_a_signal_without_a_name_is_a_cause_as_well(tmp_path):
    killed = "signal.signal(40, signal.SIG_DFL)\n    os.kill(os.getpid(), 40)"
    with reviving(tmp_path, f"if number < 2:\n    {killed}") as (process, lives):
        said = process.communicate(timeout=PATIENCE)[0]
    assert kinds(lives()) == ["life", "hushed", "life", "in"]
    assert "signal 40" in said and "ended with 0" in said


def test_who_could_not_go_on_has_ended_its_notes_itself(tmp_path):
    with reviving(tmp_path, "if number < 2: sys.exit(1)") as (process, lives):
        process.wait(PATIENCE)
    assert kinds(lives()) == ["life", "life", "in"]


@pytest.mark.parametrize("code", [2, 10])
def test_an_end_of_its_own_accord_is_the_end(tmp_path, code):
    with reviving(tmp_path, f"sys.exit({code})") as (process, lives):
        assert f"ended with {code}" in process.communicate(timeout=PATIENCE)[0]
    assert kinds(lives()) == ["life"]


def test_one_that_never_lives_long_is_given_up(tmp_path):
    with reviving(tmp_path, KILLED) as (process, lives):
        said = process.communicate(timeout=PATIENCE)[0]
    assert kinds(lives()).count("life") == 3
    assert "giving up" in said and "ended with 137" in said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_asked_to_end_it_ends_in_good_order(tmp_path, number):
    does = "signal.signal(signal.SIGHUP, lambda *_: asked.append(1))\nwait()"
    with reviving(tmp_path, does) as (process, lives):
        until(lambda: "life" in kinds(lives()), "it lives")
        process.send_signal(number)
        assert "ended with 0" in process.communicate(timeout=PATIENCE)[0]
    assert kinds(lives()) == ["life", "in"]


def test_one_that_is_killed_because_it_does_not_end_when_asked_is_hushed(tmp_path):
    does = f"wait()\n{KILLED}"
    with reviving(tmp_path, does) as (process, lives):
        until(lambda: "life" in kinds(lives()), "it lives")
        process.send_signal(signal.SIGTERM)
        assert "ended with 137" in process.communicate(timeout=PATIENCE)[0]
    assert kinds(lives()) == ["life", "hushed"]


def test_where_it_is_killed_itself_the_box_ends_in_good_order(tmp_path):
    with reviving(tmp_path, "wait()") as (process, lives):
        until(lambda: "life" in kinds(lives()), "it lives")
        process.kill()
        until(lambda: kinds(lives()) == ["life", "in"], "it ends")
