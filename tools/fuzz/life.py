"""The life of one box under attack, all of it of one seed: players, pages and hands, then rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from appliance.jam.controls import Controls, Mode, TempoFrom
from appliance.jam.steering import OFF, Steering, usual_controllers
from appliance.midi.keys import Keys
from appliance.music.genres import GENRES
from appliance.realtime.devices import PanelEvent
from tools.fuzz.box import BrokenError, FastBox, Setup
from tools.fuzz.keeping import recorder
from tools.fuzz.minds import MakeMinds, makeshifts
from tools.fuzz.page_words import words
from tools.fuzz.players import Keyboard
from tools.fuzz.rest import Rest, assert_silent
from tools.fuzz.tally import Tally
from tools.fuzz.tricks import TRICKS

PORTS: Final = 4
METERS: Final = ("4/4", "4/4", "3/4", "6/8")
TURNS: Final = (PanelEvent.FLIP, PanelEvent.AGAIN)


@dataclass(frozen=True)
class Plan:
    """How a box lives.

    Attributes:
        episodes: from one rest to the next.
        seconds: that an episode lasts.
        minds: that it plays with.
        steady: nobody changes the tempo, or anything that is set.
        rested: called at each rest.
    """

    episodes: int = 6
    seconds: float = 20.0
    minds: MakeMinds = makeshifts
    steady: bool = False
    rested: Callable[[], None] = lambda: None


class Life:
    """A box, and all that is done to it until it is at rest for good."""

    def __init__(self, seed: int, tally: Tally, plan: Plan | None = None) -> None:
        self._random, self._tally, self._plan = Random(seed), tally, plan or Plan()
        self.setup = self._drawn(seed)
        self.box = FastBox(self.setup, self._meanwhile)
        self._keyboards = [Keyboard(f"keys {n}", self._random, TRICKS) for n in range(PORTS)]
        self._plugs = PORTS
        self._rest: Rest | None = None
        self._left = self._plan.episodes
        self._until = self.box.clock.now() + self._plan.seconds

    def live(self) -> None:
        """Do it all.

        Raises:
            BrokenError: if something does not hold that always must.
        """
        self.box.run()
        assert_silent(self.box)
        tally = self._tally
        tally.lives, tally.steps = tally.lives + 1, tally.steps + self.box.steps
        tally.started += self.box.queued.sounding.started
        tally.slowest = max(tally.slowest, self.box.slowest)
        tally.modes += self.box.modes

    def _drawn(self, seed: int) -> Setup:
        random = self._random
        controls = Controls(
            mode=random.choice(list(Mode)),
            genre=random.choice(GENRES),
            bpm=random.choice([40.0, 90.0, 120.0, 120.0, 180.0, 240.0]),
            replay=random.random() < 0.5,
            bars=random.choice([1, 2, 4]),
            silence=random.choice([0.0, 1.0, 1.0]),
            call_most=random.choice([0, 0, 1, 4]),
            loop=random.random() < 0.2,
            quantize=random.random(),
            tempo_from=random.choice(list(TempoFrom)),
            players=random.choice([1, 1, 2, 4]),
        )
        setup = Setup(
            seed=seed,
            controls=controls,
            meter=random.choice(METERS),
            thru=random.random() < 0.2,
            by_channel=random.random() < 0.2,
            keys=random.choice([Keys(), Keys(), Keys(switch=21), Keys(bass_channel=2)]),
            recorder=recorder if random.random() < 0.1 else None,
            minds=self._plan.minds,
        )
        return _steady(setup) if self._plan.steady else setup

    def _meanwhile(self, begin: float, end: float) -> None:
        if not self._left:
            return
        if self._rest is not None:
            if self._rest.over:
                self._live_on()
        elif begin >= self._until:
            self._rest = Rest(self.box)
        else:
            self._attack(end)

    def _attack(self, end: float) -> None:
        random, box = self._random, self.box
        for keyboard in self._keyboards:
            for moment, content in keyboard.until(end):
                self._tally.bytes += len(content)
                box.ear(keyboard.name).hear(moment, content)
        if random.random() < 0.01:
            self._replug(random.choice(self._keyboards))
        if random.random() < 0.05:
            box.desk.report(random.choice(TURNS if self._plan.steady else list(PanelEvent)))
        if random.random() < 0.1 and not self._plan.steady:
            self._browse()

    def _replug(self, keyboard: Keyboard) -> None:
        """Pull a keyboard out; it comes back as itself, or as another."""
        self.box.unplug(keyboard.name)
        if self._random.random() < 0.5:
            keyboard.name = f"keys {self._plugs}"
            self._plugs += 1

    def _browse(self) -> None:
        random = self._random
        page = random.randrange(3)
        for _ in range(random.choice([1, 1, 3, 40])):
            self._tally.words += 1
            self.box.pages.say(page, words(random), reads=random.random() < 0.9)
        if random.random() < 0.1:
            self.box.pages.leave(page)

    def _live_on(self) -> None:
        """After a rest, another episode or the end."""
        self._plan.rested()
        self._rest = None
        self._left -= 1
        self._until = self.box.clock.now() + self._plan.seconds
        if not self._left:
            self.box.stop()


def compare_clocks(seed: int, tally: Tally, episodes: int = 2) -> None:
    """Attack a box whose tempo nobody changes: it keeps time as one does that is left in peace.

    Raises:
        BrokenError: if it misses or moves a step.
    """
    life = Life(seed, tally, Plan(episodes, steady=True))
    life.live()
    disturbed = life.box.queued.sounding.ticks
    peaceful = FastBox(life.setup, lambda begin, end: None)
    peaceful.run(life.box.steps)
    undisturbed = peaceful.queued.sounding.ticks[: len(disturbed)]
    if len(undisturbed) < 6 * (life.box.steps - 4):
        raise BrokenError(f"{len(undisturbed)} ticks in {life.box.steps} steps")
    if disturbed[: len(undisturbed)] != undisturbed:
        raise BrokenError("its clock is not that of a box in peace")
    tally.twins += 1


def _steady(setup: Setup) -> Setup:
    """Without what could change the tempo."""
    controls = replace(setup.controls, tempo_from=TempoFrom.SET)
    steering = Steering(dict.fromkeys(usual_controllers(), OFF))
    return replace(setup, controls=controls, steering=steering)
