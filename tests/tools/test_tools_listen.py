"""The listening test: pairs, file and report; the server over HTTP; the page in a browser."""

from __future__ import annotations

import http.client
import json
import random
import shutil
import tempfile
import threading
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import expect, sync_playwright

from tools.listen.__main__ import main
from tools.listen.items import SOUNDS, Item, stored
from tools.listen.pairs import PREFERENCES, Preference, append, in_turn, pairs_of, read
from tools.listen.report import matches, report
from tools.listen.server import Listening, Server, serve

SYSTEMS = ("human", "lstm", "lstm+dqn")
NAMES = st.sampled_from(SYSTEMS)


@st.composite
def preferences(draw: st.DrawFn) -> Preference:
    left, right = draw(st.permutations(SYSTEMS))[:2]
    chosen = draw(st.sampled_from([left, right, None]))
    return Preference(draw(st.text()), "folk", left, right, chosen, draw(st.floats(0, 1e6)))


def some_items(count: int) -> list[Item]:
    return [
        Item(
            f"tune:{at}",
            "folk",
            0.2,
            {name: f"{at}{place}.wav" for place, name in enumerate(SYSTEMS)},
        )
        for at in range(count)
    ]


@given(st.integers(1, 6), st.integers(0, 18), st.randoms())
def test_every_pair_comes_once_and_a_restart_goes_on(
    count: int, judged: int, dice: random.Random
) -> None:
    pairs = pairs_of(some_items(count))
    order = in_turn(pairs, [], dice)
    assert {pair.key for pair in order} == {pair.key for pair in pairs}
    assert len({pair.item.id for pair in order[:count]}) == count
    done = [Preference(p.item.id, "folk", p.right, p.left, None, 1.0) for p in order[:judged]]
    rest = in_turn(pairs, done, dice)
    assert {pair.key for pair in rest} == {pair.key for pair in order[judged:]}


def test_two_that_play_the_same_are_no_choice() -> None:
    item = Item("x", "folk", 1.0, {"human": "a.wav", "lstm": "b.wav", "lstm+dqn": "b.wav"})
    assert [(p.left, p.right) for p in pairs_of([item])] == [
        ("human", "lstm"),
        ("human", "lstm+dqn"),
    ]


@given(st.lists(preferences(), max_size=8), st.binary(max_size=30))
def test_the_file_gives_back_what_was_kept_even_after_a_torn_line(
    kept: list[Preference], torn: bytes
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / PREFERENCES
        path.write_bytes(b"{" + torn.replace(b"\n", b" "))
        for each in kept:
            append(path, each)
        assert read(path) == (kept, [1])


@pytest.mark.parametrize("line", ["[]", "nonsense", "[" * 99999, '{"item": 1}', "NaN"])
def test_lines_that_hold_no_preference_are_told_and_skipped(tmp_path: Path, line: str) -> None:
    path = tmp_path / PREFERENCES
    append(path, Preference("x", "folk", "lstm", "human", "human", 2.0))
    wrong = Preference("x", "folk", "lstm", "human", "ngram", float("nan"))
    with path.open("a") as file:
        file.write(f"{line}\n{json.dumps(wrong.__dict__)}\n")
    assert len(read(path)[0]) == 1
    assert "line 2, 3 of" in report(tmp_path)


@given(st.lists(preferences(), max_size=30))
def test_the_counts_add_up_whoever_was_left(judged: list[Preference]) -> None:
    found = matches(judged)
    assert sum(each.wins + each.ties + each.losses for each in found) == len(judged)
    turned = [Preference(p.item, p.genre, p.right, p.left, p.chosen, p.seconds) for p in judged]
    assert matches(turned) == found
    assert all(each.p is None or 0 < each.p <= 1 for each in found)


def test_the_sign_test_is_exact() -> None:
    judged = [Preference("x", "folk", "lstm", "human", "human", 1.0)] * 6
    judged += [Preference("x", "folk", "human", "lstm", chosen, 1.0) for chosen in ("lstm", None)]
    (match,) = matches(judged)
    assert (match.wins, match.ties, match.losses, match.share) == (1, 1, 6, 1 / 7)
    assert match.p == pytest.approx(2 * 8 / 128)


def test_without_fluidsynth_one_sentence_and_exit_code_3(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tools.listen.__main__.can_render_sound", lambda: False)
    monkeypatch.setattr("tools.listen.__main__.source_of", lambda corpus, models: {})
    assert main(["--corpus", str(tmp_path), "--out", str(tmp_path)]) == 3
    assert capsys.readouterr().err.count("\n") == 1


def test_a_name_that_leads_elsewhere_is_no_item(tmp_path: Path) -> None:
    item = {"id": "x", "genre": "folk", "opening": 1.0, "sounds": {"lstm": "../items.json"}}
    told = {"source": {}, "asked": 1, "items": [item]}
    (tmp_path / SOUNDS).mkdir()
    (tmp_path / "items.json").write_text(json.dumps(told))
    kept = stored(tmp_path)
    assert kept is not None and kept.items == []


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    items = some_items(1)
    for number, name in enumerate(items[0].sounds.values()):
        _tone(tmp_path / name, number)
    pairs = in_turn(pairs_of(items), [], random.Random(1))[:2]
    with serve(Listening(pairs, tmp_path, tmp_path / PREFERENCES, 2), 0) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def _tone(path: Path, number: int) -> None:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(x for at in range(4000) for x in (0, (at * (number + 1) // 9) % 40)))


def ask(
    server: Server, path: str, body: bytes | None = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    method = "GET" if body is None else "POST"
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body, sent)
    answer = connection.getresponse()
    found = answer.status, dict(answer.getheaders()), answer.read()
    connection.close()
    return found


def choose(server: Server, question: str, chosen: object) -> int:
    body = json.dumps({"question": question, "chosen": chosen}).encode()
    return ask(server, "/answer", body, Content_Type="application/json")[0]


def test_a_question_is_blind_and_answered_once(server: Server, tmp_path: Path) -> None:
    status, headers, body = ask(server, "/question")
    told = json.loads(body)
    assert status == 200 and (told["number"], told["total"]) == (1, 2)
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert not any(name.encode() in body for name in SYSTEMS)
    first, second = (ask(server, f"/sound/{told[side]}") for side in "ab")
    assert first[2][:4] == b"RIFF" and first[2] != second[2]
    assert [choose(server, told["question"], wrong) for wrong in ("human", 1, None)] == [409] * 3
    assert choose(server, told["question"], "a") == 200
    assert choose(server, told["question"], "a") == 409
    assert ask(server, f"/sound/{told['a']}")[0] == 404
    ((kept,), corrupt) = read(tmp_path / PREFERENCES)
    assert kept.chosen == kept.left and not corrupt
    assert choose(server, json.loads(ask(server, "/question")[2])["question"], "none") == 200
    assert json.loads(ask(server, "/question")[2]) == {"done": True, "total": 2}


@pytest.mark.parametrize(
    "path",
    ["/../pairs.py", "/sound/../preferences.jsonl", "/items.json", "/page.html", "//etc/passwd"],
)
def test_nothing_else_is_served(server: Server, path: str) -> None:
    assert ask(server, path)[0] == 404


def test_strangers_and_long_bodies_are_refused(server: Server) -> None:
    assert ask(server, "/question", Host="example.org")[0] == 403
    assert ask(server, "/question", Origin="http://example.org")[0] == 403
    json_type = {"Content_Type": "application/json"}
    assert ask(server, "/answer", b"x" * 501, **json_type)[0] == 413
    assert ask(server, "/answer", b"{}", Content_Type="text/plain")[0] == 415
    assert ask(server, "/answer", b"[1", **json_type)[0] == 400
    assert ask(server, "/answer", b"[]", **json_type)[0] == 400


def test_two_pairs_are_judged_in_a_real_browser(server: Server, tmp_path: Path) -> None:
    complaints: list[str] = []
    with sync_playwright() as playwright:
        program = shutil.which("chromium")
        assert program is not None, "the page's test needs Debian's chromium"
        flags = ["--no-sandbox", "--disable-gpu", "--autoplay-policy=user-gesture-required"]
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        page = browser.new_page(viewport={"width": 900, "height": 800})
        page.on("console", lambda line: complaints.append(line.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(server.gate.url)
        expect(page.locator("#count")).to_have_text("1 of 2")
        better = page.get_by_role("button", name="A is better")
        page.get_by_role("button", name="Play A").click()
        expect(page.locator("#hint")).to_have_text("Listen to B, then choose.")
        page.keyboard.press("1")
        expect(better).to_be_disabled()
        page.get_by_role("button", name="Play B").click()
        expect(better).to_be_enabled()
        page.screenshot(path=tmp_path / "page.png")
        better.click()
        expect(page.locator("#count")).to_have_text("2 of 2")
        expect(page.locator("#hint")).to_have_text("Listen to A and B, then choose.")
        page.keyboard.press("a")
        expect(page.locator("#a")).to_contain_class("heard")
        page.keyboard.press("b")
        expect(better).to_be_enabled()
        page.keyboard.press("0")
        expect(page.locator("#word")).to_contain_text("Thank you")
        browser.close()
    kept, corrupt = read(tmp_path / PREFERENCES)
    assert [each.chosen for each in kept] == [kept[0].left, None]
    assert (complaints, corrupt) == ([], [])
