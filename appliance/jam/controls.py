"""The state of everything a hand can set while the jam plays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Final

from appliance.music.genres import GENRES, Genre
from appliance.music.grid import step_seconds

MOST_PLAYERS: Final = 4
COMMON: Final = ("bpm", "tempo_from", "click", "players", "player")  # to all players


class Mode(Enum):
    """The ways to play; the value is what a person reads (at most 16 letters)."""

    RESPOND = "Call & answer"
    TRADE = "Trade bars"
    OVERLAP = "Both at once"
    ACCOMPANY = "Play along"
    MORPH = "Morph"


class TempoFrom(Enum):
    """What gives the tempo; the value is what a person reads."""

    CLOCK = "MIDI clock"  # while there is one, else what is set or tapped
    NOTES = "My playing"
    SET = "Fixed"


@dataclass(frozen=True, slots=True)
class Controls:
    """One setting of the controls, replaced as a whole when something is turned.

    Attributes:
        mode: `RESPOND` hands over by switch or silence, `TRADE` every `bars` bars as well;
            in `OVERLAP` the player goes on while the box answers their last `bars` bars;
            in `ACCOMPANY` the box plays the bass under the player's melody, in `MORPH` it plays
            variations over a bass.
        genre: what the answer is to sound like.
        bpm: quarter notes a minute.
        replay: replay the call before answering it.
        bars: length of a turn in `TRADE`, in bars.
        answer_bars: length of an answer in bars; 0: as long as the call.
        silence: seconds without a sounding note that end a call; 0: never.
        call_least: bars that a call lasts at least before silence ends it; 0: none.
        call_most: bars after which a call is answered, over or not; 0: never.
        loop: play an answer over and over, until the player comes in.
        theme: how closely an answer keeps to the call, 0 (freely on) … 1 (nearly the call).
        morph: how far a variation goes, 0 (the theme itself) … 1 (its contour and rhythm).
        temperature: of the sampling, 0.1 (safe) … 2 (wild).
        discipline: how much of a say the critic (deep Q-network) has, 0 (the LSTM alone) … 1.
        click: play a metronome.
        quantize: how far what is replayed is put on the grid, 0 (as it was played) … 1.
        swing: how much the genre swings, 0 (even) … 1 (as it commonly does).
        tempo_from: what gives the tempo.
        players: how many play, each with a keyboard and a jam of their own; 1: all as one.
        player: the one, from 1, whose settings the panel shows and changes.
        downbeat: without a click, the first note after a long silence begins a bar.
    """

    mode: Mode = Mode.RESPOND
    genre: Genre = GENRES[0]
    bpm: float = 120.0
    replay: bool = True
    bars: int = 4
    answer_bars: int = 0
    silence: float = 1.0
    call_least: int = 0
    call_most: int = 0
    loop: bool = False
    theme: float = 0.5
    morph: float = 0.5
    temperature: float = 0.9
    discipline: float = 1.0
    click: bool = False
    quantize: float = 1.0
    swing: float = 1.0
    tempo_from: TempoFrom = TempoFrom.CLOCK
    players: int = 1
    player: int = 1
    downbeat: bool = True

    @property
    def silence_steps(self) -> float:
        """`silence` in sixteenths of the tempo."""
        return self.silence / step_seconds(self.bpm)


def set_for(everybody: Sequence[Controls], player: int, controls: Controls) -> tuple[Controls, ...]:
    """Everybody's controls after those of a player, from 0, have been set.

    What is common to all is set for all.
    """
    controls = replace(controls, player=min(controls.player, controls.players))
    common: dict[str, Any] = {field: getattr(controls, field) for field in COMMON}
    others = [replace(each, **common) for each in everybody]
    return (*others[:player], controls, *others[player + 1 :])
