"""The pictures that are kept as goldens, by name."""

from dataclasses import replace

from appliance.jam.controls import Controls, Mode
from appliance.jam.phases import Phase
from appliance.jam.steering import Steering
from appliance.jam.view import View
from appliance.music.genres import genre_keyed
from appliance.music.grid import meter_named
from appliance.music.notes import Note
from appliance.panel.holding import Holding
from appliance.panel.items import ITEMS, Action, Setting
from appliance.panel.learning import LEARNABLE, Learning
from appliance.panel.menu import Menu
from appliance.panel.screens import (
    holding_screen,
    learning_screen,
    menu_screen,
    off_screen,
    play_screen,
    players_screen,
    splash_screen,
)

CALL = tuple(Note(*note) for note in [
    (0, 2, 60), (2, 2, 62), (4, 4, 64), (8, 1, 67), (9, 1, 65), (10, 2, 64), (12, 4, 62),
])  # fmt: skip
ANSWER = tuple(Note(*note) for note in [
    (16, 2, 60), (18, 2, 64), (20, 3, 67), (23, 1, 69), (24, 2, 67), (26, 2, 65), (28, 4, 64),
])  # fmt: skip
WIDE = tuple(Note(*note) for note in [(0, 4, 36), (4, 2, 84), (6, 2, 60), (8, 8, 96)])
CHORDS = tuple(Note(onset, 4, pitch) for onset in (0, 8) for pitch in (48, 60, 64, 67))


def controls(genre, mode=Mode.RESPOND, bpm=120.0):
    return Controls(genre=genre_keyed(genre), mode=mode, bpm=bpm)


WAITING = View()
YOUR_TURN = View(controls("game"), waiting=False, step=14, place=14, heard=CALL[:-1])
TRADE = controls("jazz", Mode.TRADE, 184.0)
BOTH = controls("jazz", Mode.OVERLAP, 140.0)
ALONG = controls("pop", Mode.ACCOMPANY, 104.0)
MORPHING = controls("jazz", Mode.MORPH, 132.0)
BASS = tuple(Note(*note) for note in [
    (0, 4, 43), (4, 4, 43), (8, 3, 48), (11, 1, 50), (12, 4, 52), (16, 4, 41),
])  # fmt: skip
RESPOND = View(
    controls("lied", bpm=72.0), Phase.RESPOND, False, 0.25, 28, 12, heard=CALL, answered=ANSWER
)
REPLAY = View(controls("ragtime", bpm=96.0), Phase.REPLAY, False, 0.7, 24, 8, heard=CALL)
WALTZ = replace(YOUR_TURN, controls=controls("folk"), meter=meter_named("3/4"), place=6, step=18)
JIG = replace(WALTZ, meter=meter_named("6/8"), place=7, step=19)
LONG = "A setting is wrong: look at the web page"

PLAY = {
    "waiting": WAITING,
    "your-turn": YOUR_TURN,
    "replay": REPLAY,
    "my-turn": RESPOND,
    "my-turn-open": replace(RESPOND, left=None, controls=controls("standards")),
    "trade-waiting": View(TRADE, left=1.0, step=3, place=3),
    "trade-your-turn": replace(YOUR_TURN, controls=TRADE, left=0.6),
    "i-follow": replace(YOUR_TURN, sureness=1.0),
    "i-follow-a-little": replace(YOUR_TURN, sureness=0.4),
    "i-follow-not-yet": replace(YOUR_TURN, sureness=0.05),
    "trade-i-follow": replace(YOUR_TURN, controls=TRADE, left=0.6, sureness=0.7),
    "trade-replay": replace(REPLAY, controls=TRADE),
    "trade-my-turn": replace(RESPOND, controls=TRADE, left=0.0),
    "both-waiting": View(BOTH),
    "both-play": replace(RESPOND, controls=BOTH, left=0.5),
    "along-waiting": View(ALONG),
    "along-your-bass": View(ALONG, waiting=False, step=19, place=3, heard=BASS),
    "along-my-bass": View(
        ALONG, Phase.ACCOMPANY, False, None, 19, 3, heard=CALL, answered=BASS, sureness=0.55
    ),
    "morph-waiting": View(MORPHING),
    "morph-your-turn": replace(YOUR_TURN, controls=MORPHING),
    "morph-my-turn": replace(RESPOND, controls=MORPHING, phase=Phase.VARY),
    "waltz": WALTZ,
    "jig": JIG,
    "wide": replace(YOUR_TURN, controls=controls("classical", bpm=240.0), heard=WIDE),
    "chords": replace(YOUR_TURN, controls=controls("chorale", bpm=40.0), heard=CHORDS),
}
NOTICES = {
    "notice-waiting": (WAITING, "No keyboard: plug one in"),
    "notice-my-turn": (RESPOND, "Panel not found: check its wiring"),
    "notice-trade": (PLAY["trade-your-turn"], "Display not answering"),
    "notice-replay": (REPLAY, "No sound"),
    "notice-long": (YOUR_TURN, LONG),
}


PLAYERS = (YOUR_TURN, RESPOND, PLAY["along-my-bass"], WAITING)
PLACE_OF_LENGTH = [item.name for item in ITEMS].index("Answer length")


def _named(place):
    return ITEMS[place].name.lower().replace(" ", "-")


def _opens(item):
    return not item.is_switch if isinstance(item, Setting) else item.question is not None


def all_pictures():
    """Every golden picture by name."""
    pictures = {name: play_screen(view) for name, view in PLAY.items()}
    pictures |= {name: play_screen(view, words) for name, (view, words) in NOTICES.items()}
    for place, item in enumerate(ITEMS):
        pictures[f"menu-{_named(place)}"] = menu_screen(Menu(place), Controls())
        if _opens(item):
            pictures[f"menu-{_named(place)}-open"] = menu_screen(Menu(place, True), Controls())
    pictures["news"] = play_screen(WAITING, "Jams copied: take the stick out", warns=False)
    pictures["code"] = play_screen(YOUR_TURN, "Code for the page: 4827 1963", warns=False)
    where = "192.168.100.200:8765, code 4827 1963"
    pictures["code-and-where"] = play_screen(RESPOND, where, warns=False)
    for count in (2, 3, 4):
        pictures[f"players-{count}"] = players_screen(PLAYERS[:count], count - 2)
    pictures["player-2"] = play_screen(RESPOND, number=2)
    pictures["player-4-waiting"] = play_screen(WAITING, number=4)
    lowest = Controls(bpm=40.0, answer_bars=8, theme=1.0)
    pictures["menu-tempo-lowest"] = menu_screen(Menu(0, True), lowest)
    pictures["menu-answer-length-highest"] = menu_screen(Menu(PLACE_OF_LENGTH, True), lowest)
    pictures["learning"] = learning_screen(Learning(), Steering())
    pictures["learning-none"] = learning_screen(
        Learning(LEARNABLE.index("silence")), Steering().learning("silence", 0)
    )
    for action, name in ((Action.SHUTDOWN, "off"), (Action.FORGET, "reset")):
        for left in (3, 1):
            pictures[f"holding-{name}-{left}"] = holding_screen(Holding(action, left))
    return pictures | {"splash": splash_screen("Starting"), "off": off_screen()}
