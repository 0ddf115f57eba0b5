"""Which card is played through, where several are and not all can sound."""

import pytest

from appliance.synth import audio
from appliance.synth.audio import playing_card


@pytest.fixture
def cards(tmp_path, monkeypatch):
    """A keyboard that was there first, and two sound cards after it."""
    for part in ("card0/midi0", "card2/pcm0p", "card2/pcm0c", "card10/pcm0p", "card1/pcm0c"):
        (tmp_path / part).mkdir(parents=True)
    monkeypatch.setattr(audio, "OWN_SETTINGS", (tmp_path / "asound.conf",))
    return tmp_path


def test_a_keyboard_that_is_the_first_card_is_passed_over(cards):
    assert playing_card("default", cards) == "default:CARD=2"


def test_a_first_card_that_sounds_is_left_to_alsa(cards):
    (cards / "card0/pcm0p").mkdir()
    assert playing_card("default", cards) == "default"


def test_what_somebody_has_chosen_is_taken(cards):
    assert playing_card("hw:1", cards) == "hw:1"
    (cards / "asound.conf").touch()
    assert playing_card("default", cards) == "default"


def test_without_any_card_alsa_says_so_itself(tmp_path, monkeypatch):
    monkeypatch.setattr(audio, "OWN_SETTINGS", ())
    assert playing_card("default", tmp_path / "none") == "default"
