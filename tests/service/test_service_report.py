"""The log for somebody who looks for a fault."""

import pytest

from appliance.service import report
from appliance.service.report import NO_JOURNAL, log_file


def test_it_holds_what_the_doctor_finds_of_these_settings(tmp_path):
    settings = tmp_path / "settings.toml"
    settings.write_text("[panel]\ndisplay = 'none'\nlamp = 3\n")
    name, content = log_file(settings, service=False)
    text = content.decode()
    assert name.startswith("log-") and name.endswith(".txt")
    assert text.startswith("Antiphon ")
    assert "line 3: there is no setting panel.lamp" in text
    assert "display    switched off in the settings" in text
    assert NO_JOURNAL in text


def test_a_boot_has_one_name(monkeypatch, tmp_path):
    monkeypatch.setattr(report, "_said_by", lambda command: "")
    names = {log_file(None, service=False)[0] for _ in range(2)}
    monkeypatch.setattr(report, "BOOT", tmp_path / "none")
    assert len(names) == 1
    assert log_file(None, service=False)[0] == "log-unknown.txt"


@pytest.mark.parametrize(
    ("journal", "said"),
    [
        (("sh", "-c", "echo a line; echo no rights >&2; exit 1"), "a line\nno rights\n"),
        (("antiphon-has-no-such-command",), "antiphon-has-no-such-command: "),
        (("printf", "\\377"), "\N{REPLACEMENT CHARACTER}"),
    ],
)
def test_the_journal_of_a_service_is_in_it_or_why_not(journal, said, monkeypatch):
    whole = report._said_by
    monkeypatch.setattr(report, "JOURNAL", journal)
    monkeypatch.setattr(report, "_said_by", lambda c: whole(c) if c == journal else "well")
    monkeypatch.setattr("shutil.which", lambda command: None)
    text = log_file(None, service=True)[1].decode()
    assert said in text.partition("The journal since the start:\n")[2]


def test_what_takes_for_ever_is_left(monkeypatch):
    monkeypatch.setattr(report, "MOST_SECONDS", 0.1)
    monkeypatch.setattr(report, "JOURNAL", ("sleep", "5"))
    assert "timed out" in log_file(None, service=True)[1].decode()
