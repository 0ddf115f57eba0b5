"""News of what was asked for are shown for a while."""

from appliance.bulletin import SAID_SECONDS, Bulletin
from tests.box.doubles import Clock


def test_news_are_shown_for_a_while():
    clock = Clock()
    bulletin = Bulletin(clock)
    assert bulletin.news is None
    bulletin.say("Done")
    clock.time += SAID_SECONDS - 0.1
    assert bulletin.news == "Done"
    bulletin.say("Done again")
    clock.time += SAID_SECONDS - 0.1
    assert bulletin.news == "Done again"
    clock.time += 0.1
    assert bulletin.news is None
