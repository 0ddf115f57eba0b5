"""The code of a page that a network can reach, on the display."""

import pytest

from appliance.app import Box
from appliance.panel.items import ITEMS, Action
from appliance.realtime.devices import PanelEvent
from appliance.web.gate import Gate
from tests.box.doubles import config_with

QUIET = {"panel__display": "none", "panel__buttons": "off", "recordings__most": 0}
CODE = [getattr(item, "action", None) for item in ITEMS].index(Action.CODE)


def box_that_is_asked(**settings):
    """A box with an open page, after "Page code" was pushed in the menu."""
    box = Box(config_with(**QUIET, **settings))
    if box._page:
        box._page._gate = Gate(box._page._gate.host, 0)
        box._page.start()
    box.desk.report(PanelEvent.HOLD)
    for _ in range(CODE):
        box.desk.report(PanelEvent.RIGHT)
    box.desk.report(PanelEvent.PUSH)
    box.said = [notice.words for notice in [box.face.notice()] if notice]
    if box._page:
        box._page.close()
    return box


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("off", "No page: it is off in the settings"),
        ("on", "No code: the page is for this computer"),
    ],
)
def test_where_there_is_no_code_the_menu_says_why(page, words):
    assert box_that_is_asked(web__page=page).said == [words]


def test_the_menu_has_the_display_show_the_code(monkeypatch):
    monkeypatch.setattr(Gate, "is_for_others", True)
    box = box_that_is_asked(web__page="on")
    assert box.said == [box._page.news]
    assert box._page._door.code in box._page.news
