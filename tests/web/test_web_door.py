"""The page in a network: nobody comes in who cannot read the display."""

from __future__ import annotations

import errno
import logging
import socket
from ipaddress import ip_address

import pytest
from websockets.datastructures import Headers
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from appliance.realtime.devices import PanelEvent
from appliance.web.door import CODE_HEADER, ENTER, SHOWN_SECONDS, Door
from appliance.web.passes import LASTS_SECONDS, MOST_PASSES, MOST_SHOWN, Passes
from appliance.web.reception import SOCKET_PATH
from appliance.web.server import WebPanel
from appliance.web.tries import MOST_ADDRESSES, OF_ALL, OF_ONE, Tries
from appliance.web.whereabouts import own_address, own_names
from tests.box.doubles import Clock
from tests.web.fake_box import FakeBox
from tests.web.test_web_http import ask

FOR_STRANGERS = ["/", "/door.js", "/door.css", "/style.css", "/icon.svg"]
FOR_GUESTS = ["/main.js", "/piano.js", "/box.css", "/jams", "/jams/jam-0001.mid", SOCKET_PATH]
WRONG = "no code at all"


def entering(code: str) -> Headers:
    return Headers({CODE_HEADER: code})


def admitted(box: FakeBox) -> str:
    """The cookie of somebody who has told the code."""
    answer, _ = ask(box, ENTER, **{CODE_HEADER: box.code})
    assert answer.status == 204
    return str(answer.headers["Set-Cookie"]).partition(";")[0]


@pytest.mark.parametrize("path", FOR_STRANGERS)
def test_a_stranger_sees_the_door(guarded: FakeBox, path: str) -> None:
    answer, body = ask(guarded, path)
    assert answer.status == 200
    if path == "/":
        assert b"Which code" in body and b"Piano" not in body


@pytest.mark.parametrize("path", [*FOR_GUESTS, "/index.html", "/door.html", "/nothing"])
def test_a_stranger_gets_nothing_else(guarded: FakeBox, path: str) -> None:
    answer, body = ask(guarded, path)
    assert (answer.status, body) == (403, b"The page asks for a code first.\n")


@pytest.mark.parametrize(
    "cookie", ["", "antiphon-{}=", "antiphon-{}=x", "antiphon-{}=\xff;;=", "="]
)
def test_no_other_word_is_a_pass(guarded: FakeBox, cookie: str) -> None:
    admitted(guarded)
    assert ask(guarded, "/main.js", Cookie=cookie.format(guarded.port))[0].status == 403


def test_a_strangers_socket_is_refused_and_a_guests_opens(guarded: FakeBox) -> None:
    where = f"ws://127.0.0.1:{guarded.port}{SOCKET_PATH}"
    with pytest.raises(InvalidStatus) as refusal:
        connect(where)
    assert refusal.value.response.status_code == 403
    with connect(where, additional_headers={"Cookie": admitted(guarded)}) as page:
        page.send('{"panel": "flip"}')
        assert guarded.hear() == [PanelEvent.FLIP]


def test_a_guest_sees_everything_and_the_pass_tells_scripts_and_other_sites_nothing(
    guarded: FakeBox,
) -> None:
    cookie = admitted(guarded)
    assert b"Piano" in ask(guarded, "/", Cookie=cookie)[1]
    assert ask(guarded, "/jams", Cookie=f"other=1; {cookie}")[0].status == 200
    assert ask(guarded, ENTER, Cookie=cookie)[0].status == 204
    whole = ask(guarded, ENTER, **{CODE_HEADER: guarded.code})[0].headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(whole.split("; "))


def test_a_foreign_site_may_not_even_try(guarded: FakeBox) -> None:
    foreign = {"Origin": "http://evil.example", CODE_HEADER: guarded.code}
    assert ask(guarded, ENTER, **foreign)[0].status == 403
    assert ask(guarded, ENTER, Host=f"evil.example:{guarded.port}")[0].status == 403


def test_on_this_computer_alone_nobody_is_asked(box: FakeBox) -> None:
    assert ask(box, ENTER)[0].status == 204
    assert ask(box, "/door.html")[0].status == 404
    assert (box.panel.news, box.panel.show_code()) == (None, False)


def test_who_guesses_is_made_to_wait_and_keeps_nobody_else_out() -> None:
    clock = Clock()
    door = Door(8765, clock)
    for _ in range(OF_ONE[0]):
        assert door.enter(entering(WRONG), "1.1.1.1").status_code == 403
    answer = door.enter(entering(door.code), "1.1.1.1")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "20")
    assert door.enter(entering(door.code), "2.2.2.2").status_code == 204
    clock.time += OF_ONE[1]
    assert door.enter(entering(door.code), "1.1.1.1").status_code == 204


def test_many_who_guess_are_no_quicker_than_a_few() -> None:
    clock = Clock()
    tries = Tries(clock)
    hours = 2 * 3600
    taken = 0
    for number in range(10 * hours):
        clock.time = number / 10
        taken += not tries.take(f"10.0.0.{number % MOST_ADDRESSES}")
    assert taken <= OF_ALL[0] + hours / OF_ALL[1]


def test_addresses_are_not_remembered_without_end() -> None:
    clock = Clock()
    tries = Tries(clock)
    for number in range(10_000):
        clock.time += OF_ALL[1]
        tries.take(f"10.0.{number // 250}.{number % 250}")
        assert len(tries._of_one) <= MOST_ADDRESSES


@pytest.mark.parametrize("said", ["{}", " {} ", "code: {}", "{}\t"])
def test_a_code_is_its_digits(said: str) -> None:
    door = Door(8765, Clock())
    assert door.enter(entering(said.format(door.code)), "1.1.1.1").status_code == 204
    joined = door.code.replace(" ", "")
    assert len(joined) == 8 and door.enter(entering(joined), "1.1.1.1").status_code == 204


def test_almost_the_code_is_none() -> None:
    door = Door(8765, Clock())
    for number, said in enumerate((door.code[:-1], f"{door.code}0", door.code[::-1] + "x", "")):
        assert door.enter(entering(said), f"1.1.1.{number}").status_code == 403
    assert door.enter(Headers(), "1.1.1.1").status_code == 403
    twice = Headers([(CODE_HEADER, door.code)] * 2)
    assert door.enter(twice, "1.1.1.1").status_code == 403


def test_every_start_has_a_code_of_its_own() -> None:
    assert len({Door(8765).code for _ in range(20)}) == 20


def test_the_code_is_shown_to_a_stranger_for_a_while_and_not_all_the_time() -> None:
    clock = Clock()
    door = Door(8765, clock)
    assert door.news is None
    door.stranger()
    assert door.news == f"Code for the page: {door.code}"
    assert len(door.news) <= 40
    clock.time = SHOWN_SECONDS - 1
    door.stranger()
    assert door.news
    clock.time = SHOWN_SECONDS
    door.stranger()
    assert door.news is None
    door.show()
    assert door.news
    clock.time += 2 * SHOWN_SECONDS
    door.stranger()
    assert door.news


def test_the_display_goes_on_once_somebody_is_in() -> None:
    clock = Clock()
    door = Door(8765, clock)
    door.stranger()
    door.enter(entering(WRONG), "1.1.1.1")
    assert door.news
    door.enter(entering(door.code), "1.1.1.1")
    assert door.news is None
    clock.time += SHOWN_SECONDS
    door.stranger()
    assert door.news


def test_the_display_tells_the_code_and_where_the_page_is(
    guarded: FakeBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert guarded.panel.show_code()
    assert guarded.panel.news == f"127.0.0.1:{guarded.port}, code {guarded.code}"
    monkeypatch.setattr("appliance.web.server.MOST_LETTERS", 5)
    guarded.panel.show_code()
    assert guarded.panel.news == f"Code for the page: {guarded.code}"


@pytest.mark.parametrize("has_display", [True, False])
def test_the_log_tells_the_code_only_where_no_display_does(
    caplog: pytest.LogCaptureFixture, has_display: bool
) -> None:
    with caplog.at_level(logging.INFO):
        panel = WebPanel(
            lambda *_: None, lambda *_: None, port=0, has_display=has_display, asks=True
        )
        panel.start()
        panel.show_code()
        code = (panel.news or "").rpartition("code ")[2]
        panel.close()
    assert len(code) == 9 and (code in caplog.text) is not has_display


def test_where_it_is_in_no_network_it_has_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    address = own_address()
    assert address is None or ip_address(address).version == 4

    def unreachable(self: socket.socket, where: object) -> None:
        raise OSError(errno.ENETUNREACH, "no network")

    monkeypatch.setattr("appliance.web.whereabouts.socket.socket.connect", unreachable)
    assert own_address() is None


@pytest.mark.parametrize(
    ("host", "names"),
    [
        ("antiphon", {"antiphon", "antiphon.local"}),
        ("Antiphon.example.org", {"antiphon", "antiphon.local"}),
        ("", set()),
    ],
)
def test_the_names_of_its_own(monkeypatch: pytest.MonkeyPatch, host: str, names: set[str]) -> None:
    monkeypatch.setattr("appliance.web.whereabouts.socket.gethostname", lambda: host)
    assert own_names() == names


def test_a_pass_ends_and_so_do_the_oldest_of_too_many() -> None:
    clock = Clock()
    passes = Passes(8765, clock)
    first, *others = [passes.cookie().partition(";")[0] for _ in range(MOST_PASSES + 1)]
    assert not passes.hold([first])
    assert all(passes.hold([each]) for each in others)
    clock.time = LASTS_SECONDS
    assert not any(passes.hold([each]) for each in others)


def test_only_a_few_passes_are_looked_at() -> None:
    passes = Passes(8765, Clock())
    cookie = passes.cookie().partition(";")[0]
    wrong = "antiphon-8765=x"
    assert passes.hold(["; ".join([wrong] * (MOST_SHOWN - 1) + [cookie])])
    assert not passes.hold(["; ".join([wrong] * MOST_SHOWN + [cookie])])


def test_a_pass_is_found_among_other_cookies_and_is_of_its_own_port() -> None:
    passes = Passes(8765, Clock())
    cookie = passes.cookie().partition(";")[0]
    assert passes.hold(["a=b; " + cookie, "c=d"]) and passes.hold(["a=b", cookie])
    assert not passes.hold([cookie.replace("8765", "8766")])
    assert not passes.hold([cookie + "x", "x" + cookie, cookie[:-1]])
