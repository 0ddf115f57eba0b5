"""Whatever the display can say is explained in docs/messages.md, in these very words."""

from pathlib import Path

import pytest

from appliance import memories, remembered
from appliance.jam.controls import Mode
from appliance.jam.phases import Phase
from appliance.jam.view import View
from appliance.midi import api, inputs
from appliance.panel import controls, holding_screen, oled
from appliance.panel.play_screen import turn_words
from appliance.realtime import follower
from appliance.recording import recorder, sticks
from appliance.web import door, server

PAGE = (Path(__file__).parents[1] / "docs/messages.md").read_text()
ERRORS = (28, 30, 13, 5)

TURNS = {
    turn_words(View(View().controls.__class__(mode=mode), phase, waiting))
    for mode in Mode
    for phase in Phase
    for waiting in (False, True)
}
SENTENCES = {
    api.NO_MIDI,
    inputs.NO_KEYBOARD,
    controls.NOT_FOUND,
    oled.NOT_ANSWERING,
    follower.SLOW,
    follower.FAILING,
    remembered.LOST,
    remembered.LOST_NEWEST,
    memories.FORGOTTEN,
    memories.NOT_FORGOTTEN,
    sticks.COPYING,
    sticks.COPIED,
    sticks.NO_JAMS,
    sticks.LOG_WANTED,
    sticks.COPYING_LOG,
    sticks.LOG_COPIED,
    door.WORDS.format("4827 1963"),
    server.WHERE.format("192.168.1.9:8765", "4827 1963"),
    *(f"Jams not kept: {recorder._reason(OSError(number, ''))}" for number in ERRORS),
    *(sticks.refusal(OSError(number, ""), 12) for number in ERRORS),
    *(sticks.log_refusal(OSError(number, "")) for number in ERRORS),
    *(title.format(3) for title in holding_screen._TITLES.values()),
}
OF_THE_CODE = {
    "mind.py": ["Network damaged: I only echo you", "Bass network damaged: I only answer"],
    "app.py": [
        "No log: sticks are off in the settings",
        "No page: it is off in the settings",
        "No code: the page is for this computer",
        "Starting",
        "Not running",
    ],
    "panel/screens.py": ["Goodbye"],
}
IN_THE_MIDST = [(file, words) for file, said in OF_THE_CODE.items() for words in said]


@pytest.mark.parametrize("words", sorted(TURNS | SENTENCES))
def test_what_is_said_is_explained(words):
    assert f"**{words}**" in PAGE


@pytest.mark.parametrize(("file", "words"), IN_THE_MIDST)
def test_so_is_what_stands_in_the_midst_of_code(file, words):
    assert f'"{words}"' in (Path(__file__).parents[1] / "appliance" / file).read_text()
    assert f"**{words}**" in PAGE


@pytest.mark.parametrize("words", sorted(SENTENCES))
def test_sentences_are_short(words):
    assert len(words) <= 40
