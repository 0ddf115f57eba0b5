"""The live stage: what the loop hears of each player, what is set, and who plays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from appliance.band import Band
from appliance.conductor import Conductor
from appliance.desk import Desk
from appliance.jam.controls import MOST_PLAYERS, Controls
from appliance.jam.parts import Part
from appliance.jam.phases import Phase, Signal
from appliance.jam.view import View
from appliance.midi.keys import Keys
from appliance.midi.messages import channel_of, controller_of, note_of
from appliance.music.grid import Meter
from appliance.music.notes import NoteMessage
from appliance.realtime.devices import PanelEvent
from appliance.realtime.inbox import Inbox, Letter
from appliance.realtime.slot import Slot
from appliance.realtime.staging import Lead, Window
from appliance.recording.recorder import Recorder
from appliance.seats import Seats

SHOWN_APART = 0.005  # of a tempo that is followed: less is not worth another number


class LiveStage:
    """Inbox, desk and bands as the loop sees them; players count from 0."""

    def __init__(
        self,
        inbox: Inbox,
        desk: Desk,
        bands: Sequence[Band],
        idle: Callable[[], None],
        recorder: Recorder | None = None,
        keys: Keys | None = None,
        seats: Seats | None = None,
    ) -> None:
        """
        Args:
            inbox: what is played.
            desk: what is set.
            bands: of each player that there may be; the first one's keeps time for others.
            idle: done while nobody plays.
            recorder: keeps jams, if they are kept.
            keys: which are more than notes.
            seats: who is who.
        """
        self._inbox = inbox
        self._desk = desk
        self._bands = bands
        self._idle = idle
        self._conductor, self._keys = Conductor(), keys or Keys()
        self._seats = seats or Seats()
        self._recorder = recorder
        self._early: list[tuple[int, Letter]] = []  # by player: of the step to come
        self._heard: list[list[NoteMessage]] = []
        self._positions: list[float] = []  # of the step that was heard, player by player
        self._most = 1  # players that there have been at once

    def hear(self, windows: Sequence[Window]) -> list[list[NoteMessage]]:
        """The note messages of a step, each once, player by player; controllers steer the desk."""
        heard: list[list[NoteMessage]] = [[] for _ in range(MOST_PLAYERS)]
        letters = self._early + self._addressed(max(window.end for window in windows))
        self._early = []
        for player, letter in letters:
            window = windows[min(player, len(windows) - 1)]
            if letter.moment < window.end:
                heard[player] += self._notes(letter, player, window.slot)
            else:
                self._early.append((player, letter))
        self._heard, self._positions = heard, [window.slot.position for window in windows]
        return heard

    def _addressed(self, moment: float) -> list[tuple[int, Letter]]:
        """What has come by a moment, and for which player; clocks and farewells are followed."""
        addressed: list[tuple[int, Letter]] = []
        for letter in self._inbox.take_until(moment):
            if not letter.message:
                self._seats.leave(letter.source)
                self._desk.leave(letter.source)
                continue
            hand = self._desk.hand
            self._conductor.hear(letter.moment, letter.message, hand.controls)
            if channel_of(letter.message) is not None:
                player = self._seats.player(*letter, players=len(hand.players))
                addressed.append((hand.at if player is None else player, letter))
        return addressed

    def _notes(self, letter: Letter, player: int, slot: Slot) -> list[NoteMessage]:
        """The note of a letter, if it is one; what it means besides is done."""
        message, note = letter.message, note_of(letter.message)
        if (moved := controller_of(message)) is not None:
            self._desk.steer(*moved, player, letter.source)
        if note is None:
            return []
        if self._keys.is_switch(message):
            if note.is_on:
                self._desk.report(PanelEvent.FLIP, player)
            return []
        low = self._keys.is_low(message, letter.source)
        return [replace(note, late=slot.late(letter.moment), low=low)]

    def see(self, views: Sequence[View]) -> None:
        """What there is to see after a step; it is kept with what was heard."""
        for player, band in enumerate(self._bands):
            band.tell(views[player].phase if player < len(views) else Phase.LISTEN)
        if self._recorder is not None and self._positions:
            for player, view in enumerate(views):
                position = self._positions[min(player, len(self._positions) - 1)]
                self._recorder.hear(position, self._heard[player], view, player)
        self._heard = [[] for _ in range(MOST_PLAYERS)]

    def lead(self, moment: float) -> Lead:
        """What somebody else who gives the tempo has said by a moment; the desk shows it."""
        controls = self._desk.hand.controls
        pulse = self._conductor.pulse(moment, controls)
        if pulse is not None and abs(pulse.bpm / controls.bpm - 1.0) > SHOWN_APART:
            self._desk.set_tempo(pulse.bpm)
        return Lead(pulse, self._conductor.stopped(controls))

    def hands(self) -> list[tuple[Controls, Signal | None]]:
        """The controls of each player, and what was asked for them since last asked."""
        hands = self._desk.take()
        self._most = max(self._most, len(hands))
        for band, (controls, _) in zip(self._bands, hands, strict=False):
            band.dress(controls.genre)
        return hands

    def play(self, player: int, due: Sequence[tuple[Part, NoteMessage]], slot: Slot) -> None:
        """Put down what is due for a player in a step."""
        self._bands[player].play(due, slot)
        if self._recorder is not None:
            self._recorder.play(slot.position, due, player)

    def beat(self, place: int, meter: Meter, moment: float, period: float) -> None:
        """Tell others a step."""
        self._bands[0].beat(place, meter, moment, period)

    def hush(self) -> None:
        """End every sounding note of those who have been there."""
        for band in self._bands[: self._most]:
            band.silence()

    def close(self) -> None:
        """End every note, the box's turns, and the clock."""
        for band in self._bands[: self._most]:
            band.close()

    def idle(self) -> None:
        """Nobody plays: time for what can wait."""
        self._idle()
