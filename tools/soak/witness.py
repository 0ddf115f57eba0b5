"""A stage that looks at everything between the loop and the box's own stage, and checks it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from appliance.jam.controls import Controls
from appliance.jam.parts import Part
from appliance.jam.phases import Phase, Signal
from appliance.jam.swing import delay, share
from appliance.jam.view import View
from appliance.music.grid import Meter
from appliance.music.notes import NoteMessage
from appliance.realtime.punctuality import Punctuality
from appliance.realtime.slot import Slot
from appliance.realtime.staging import Lead, Stage, Window
from tools.soak.bar_check import BarCheck
from tools.soak.ear import Complain
from tools.soak.grid_check import EXACT, GridCheck
from tools.soak.late_check import LateCheck
from tools.soak.song_check import SongCheck
from tools.soak.sound_check import SoundCheck
from tools.soak.world import World

MUSIC = (Part.ANSWER, Part.BASS)


class Witness:
    """Passes everything on. `seen` counts what went on, by kind; `beat` is of the newest step.

    `punctuality` is the loop's, to be given before it runs.
    """

    punctuality: Punctuality
    _asked: list[Signal | None]  # player by player, in the newest step

    def __init__(
        self,
        stage: Stage,
        world: World,
        sound: SoundCheck,
        channels: Sequence[Mapping[Part, int]],
        bpm: float,
        complain: Complain,
        excused: Callable[[], bool],
    ) -> None:
        """
        Args:
            stage: the box's.
            world: in which it plays.
            sound: told of what is put down.
            channels: of each player's parts.
            bpm: the tempo at the beginning.
            complain: takes what is wrong, as a sentence.
            excused: tells whether trouble is being made, so that something may be late.
        """
        self.seen: Counter[str] = Counter()
        self.grid = GridCheck(world.now(), bpm, complain)
        self.bars = BarCheck(complain)
        self.sound, self.song = sound, SongCheck(complain)
        self._late_check = LateCheck(complain, excused)
        self.views: Sequence[View] = (View(),)
        self.place = 0  # of the step that is put down, in sixteenths since its bar line
        self._stage, self._world, self._complain = stage, world, complain
        self._channels = channels
        self._music = [[own[part] for part in MUSIC] for own in channels]
        self._lead, self._asked, self._bpm = Lead(), [None], bpm
        self._late = 0
        self._told = 0  # the newest step whose beginning was told

    def hear(self, windows: Sequence[Window]) -> Sequence[Sequence[NoteMessage]]:
        """A step has been heard; a late one moves the grid, if it was made late on purpose."""
        late = self.punctuality.late_steps
        if late > self._late:
            self.grid.woken(self._world.now())
            if not self._world.overslept:
                self._complain("a step was late by itself")
        self._late = late
        self._late_check.see(self.punctuality)
        heard = self._stage.hear(windows)
        self.seen["notes of people"] += sum(each.is_on for notes in heard for each in notes)
        return heard

    def lead(self, moment: float) -> Lead:
        """Who gives the tempo."""
        self._lead = self._stage.lead(moment)
        return self._lead

    def hands(self) -> Sequence[tuple[Controls, Signal | None]]:
        """What is set, and asked for."""
        hands = self._stage.hands()
        self._asked, self._bpm = [signal for _, signal in hands], hands[0][0].bpm
        for signal in filter(None, self._asked):
            self.seen[f"asked: {signal.value}"] += 1
        return hands

    def see(self, views: Sequence[View]) -> None:
        """What there is to see after a step."""
        self.bars.see(views, self._lead)
        self.song.see(views[0], self.grid.moment, self._lead)
        self._count(views)
        self.views, self.place = views, views[0].meter.position(views[0].place + 1)
        self._stage.see(views)
        silent = [player >= len(views) or _listens(views[player]) for player in range(4)]
        self.sound.step(self._music, silent, self._world.now())

    def beat(self, place: int, meter: Meter, moment: float, period: float) -> None:
        """When the next step begins, told before it is decided: by the bars as they were."""
        view = self.views[0]
        self.grid.told(moment, period, self._bpm, self._lead)
        self._told += 1
        ahead = self._told - view.step
        if place != view.meter.position(view.place + ahead):
            self._complain(f"place {place} is told {ahead} steps after {view.place}")
        self._stage.beat(place, meter, moment, period)

    def play(self, player: int, due: Sequence[tuple[Part, NoteMessage]], slot: Slot) -> None:
        """What is put down for a player."""
        self._check_slot(player, slot)
        view = self.views[min(player, len(self.views) - 1)]
        for part, note in due:
            if note.is_on:
                self.seen[f"notes of {part.value}"] += 1
                self._check_turn(player, part, note, view)
                moment = slot.moment(note.late)
                key = self._channels[player][part], note.pitch
                self.sound.put_down(moment, key, self._world.now())
        self._stage.play(player, due, slot)

    def hush(self) -> None:
        """All is to be silent."""
        self.seen["all notes off"] += 1
        self._stage.hush()
        self.sound.hushed()

    def idle(self) -> None:
        """Nobody plays."""
        self.seen["idle steps"] += 1
        self._stage.idle()

    def _count(self, views: Sequence[View]) -> None:
        self.seen["steps"] += 1
        self.seen[f"players: {len(views)}"] += 1
        for player, view in enumerate(views):
            self.seen[f"mode: {view.controls.mode.name.lower()}"] += 1
            self.seen[f"genre: {view.controls.genre.key}"] += 1
            last = self.views[player] if player < len(self.views) else View()
            if view.phase is not last.phase:
                by = "a hand" if self._asked[player] else "itself"
                mode, change = view.controls.mode.value, f"{last.phase.value} to {view.phase.value}"
                self.seen[f"{mode}: {change} by {by}"] += 1

    def _check_slot(self, player: int, slot: Slot) -> None:
        """A step sounds when it is due, or later as the genre swings."""
        view = self.views[min(player, len(self.views) - 1)]
        late = delay(self.place, view.meter, share(view.controls))
        off = slot.begin - self.grid.moment - late * self.grid.period
        if abs(off) > EXACT:
            self._complain(f"player {player + 1}'s step lies {1000 * off:+.3f} ms off the grid")

    def _check_turn(self, player: int, part: Part, note: NoteMessage, view: View) -> None:
        if part is Part.CLICK:
            if player or self.place % view.meter.steps_per_beat or note.late:
                self._complain(f"a click at place {self.place}, {note.late} late")
        elif player >= len(self.views) or view.phase is Phase.LISTEN:
            self._complain(f"a note begins though it is player {player + 1}'s turn")
        elif note.late and view.phase is not Phase.REPLAY:
            self._complain(f"a note of the box's own is {note.late} steps late")


def _listens(view: View) -> bool:
    return view.phase is Phase.LISTEN
