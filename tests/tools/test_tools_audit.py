"""What the audit makes of what it is told; nobody is asked here."""

import json
from pathlib import Path

import pytest

from tools.audit import CLEAN, FOUND, SHIPPED, UNASKED, Findings, kinds_of, main, take

FINE = {"name": "mido", "version": "1.3.3", "vulns": []}
WRONG = {"name": "pillow", "version": "9.0", "vulns": [{"id": "PYSEC-1"}, {"id": "PYSEC-2"}]}
SKIPPED = {"name": "luma-core", "skip_reason": "not found"}


def findings_of(*packages, explained=()):
    findings = Findings()
    take(findings, json.dumps({"dependencies": packages}), explained)
    return findings


@pytest.mark.parametrize(
    ("packages", "code"),
    [
        ([FINE], CLEAN),
        ([FINE, WRONG], FOUND),
        ([FINE, SKIPPED], UNASKED),
        ([SKIPPED, WRONG], FOUND),
        ([], UNASKED),
    ],
)
def test_nothing_known_is_not_the_same_as_nobody_asked(packages, code):
    assert findings_of(*packages).code == code


@pytest.mark.parametrize("told", ["", "No known vulnerabilities found", "[]", "{}", "Traceback"])
def test_what_is_no_answer_says_nothing(told):
    findings = Findings()
    take(findings, told)
    assert findings.code == UNASKED
    assert "is there a network?" in " ".join(findings.words())


def test_half_an_answer_is_none():
    findings = findings_of(FINE)
    take(findings, "")
    assert findings.code == UNASKED
    assert "is there a network?" in " ".join(findings.words())


def test_what_is_explained_is_not_told_again():
    assert findings_of(WRONG, explained=["PYSEC-1"]).known == {"pillow 9.0": ["PYSEC-2"]}
    assert findings_of(WRONG, explained=["PYSEC-1", "PYSEC-2"]).code == CLEAN


def test_the_findings_are_told_line_by_line():
    assert findings_of(FINE, WRONG, SKIPPED).words() == [
        "pillow 9.0: PYSEC-1, PYSEC-2",
        "nothing can be said of luma-core",
        "2 packages asked about, 1 with something known, 1 not asked about",
    ]


def test_every_line_of_the_lock_is_asked_about_and_none_twice_at_a_time():
    lock = SHIPPED.read_text()
    kinds = [kind.splitlines() for kind in kinds_of(lock)]
    for kind in kinds:
        names = [line.partition("==")[0] for line in kind]
        assert len(names) == len(set(names))
    asked = {line for kind in kinds for line in kind}
    linux = {line.partition(" ")[0] for line in lock.splitlines() if "win32" not in line}
    assert linux <= asked


def test_without_anybody_to_ask_it_says_so(tmp_path: Path, capsys):
    nobody = tmp_path / "pip-audit"
    nobody.write_text("#!/bin/sh\necho no network >&2\nexit 1\n")
    nobody.chmod(0o755)
    assert main(["--with", str(nobody)]) == UNASKED
    assert "0 packages asked about" in capsys.readouterr().out
