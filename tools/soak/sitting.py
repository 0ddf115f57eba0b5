"""One sitting: a box is switched on, people play for some hours, it is switched off.

    python -m tools.soak.sitting --seed S --number N --minutes M

Everything in it follows from the seed, the number and the corpus, so that it can be repeated alone.
Prints a line of JSON every few seconds; the last one says `"over": true`.
"""

from __future__ import annotations

import argparse
import gc
import json
import logging
import tempfile
import time
import traceback
from collections.abc import Callable
from math import inf
from pathlib import Path
from random import Random
from typing import Any, Final

import mido

from appliance.config import DEFAULTS, Config
from appliance.jam.controls import MOST_PLAYERS
from appliance.music.grid import METERS, meter_named
from appliance.realtime.loop import Loop
from tools.soak.box import VirtualBox
from tools.soak.clock_check import ClockCheck
from tools.soak.complaints import Complaints, LogCheck
from tools.soak.hands import Hands
from tools.soak.memory import Sample, sample
from tools.soak.musician import Musician, Seat
from tools.soak.sequencer import Sequencer
from tools.soak.sound_check import SoundCheck
from tools.soak.synths import VirtualSynth
from tools.soak.tunes import repertoire
from tools.soak.witness import Witness
from tools.soak.world import Life, World

CORPUS: Final = Path("../shared/corpus")
SAMPLED: Final = 10.0  # minutes of music from one look at the memory to the next
TOLD: Final = 5.0  # seconds from one line to the next
AFTERWARDS: Final = 3.0  # seconds in which nothing is to be heard when all is over
SWITCH: Final = 21  # the key that is the switch
TROUBLE: Final = 240.0  # seconds from one trouble to the next, on average
EXCUSED: Final = 5.0  # seconds for which something may be late after one


class Sitting:
    """Box, people and checks. `over` is the world's seconds at which it ends."""

    def __init__(self, seed: int, number: int, minutes: float, folder: Path, corpus: Path) -> None:
        """
        Args:
            seed: of the whole soak.
            number: of this sitting.
            minutes: of music.
            folder: for recordings.
            corpus: of tunes.
        """
        self.world = World()
        self.complaints = Complaints(lambda: self.world.passed)
        self.samples: list[Sample] = []
        self.forced = 0  # troubles that were made
        self._troubled = -EXCUSED  # when the newest one was over
        self._seed, self._number, self._minutes = seed, number, minutes
        chance = self._chance("settings")
        self.config = settings(number, chance)
        self.sound = SoundCheck(self.complaints)
        self.clock = ClockCheck(meter_named(self.config["jam.meter"]), self.complaints)
        self._synths = [self._synth("queue", True, clock=self.clock)]
        self._synths += [self._synth("direct", False), self._synth("slow", False, 0.03)]
        self.box = VirtualBox(self.config, self.world, self._synths, folder)
        self._tunes = repertoire(corpus, Random(f"{seed} tunes"))
        self.witness = Witness(
            self.box.stage,
            self.world,
            self.sound,
            self.box.channels,
            self.box.bpm,
            self.complaints,
            self._excused,
        )
        self.loop: Loop = self.box.perform(self.witness)
        self.witness.punctuality = self.loop.punctuality
        self.log = LogCheck(self.complaints)

    def run(self, tell: Callable[[dict[str, Any]], None], deadline: float | None = None) -> None:
        """Play to the end, or to a moment of `time.monotonic()`; what breaks is complained of.

        Args:
            tell: told how it goes, every few seconds.
            deadline: the moment.
        """
        for life in [*self.box.lives(), *self._people(), self._looking(tell, deadline)]:
            self.world.live(life)
        self.world.at(self.world.now() + 60 * self._minutes, self.loop.stop)
        logging.getLogger().addHandler(self.log)
        gc.collect()
        gc.freeze()
        gc.disable()
        try:
            self.loop.run()
            self._end()
        except Exception:
            self.complaints("an exception: " + traceback.format_exc())
        finally:
            gc.enable()
            gc.unfreeze()
            logging.getLogger().removeHandler(self.log)
        tell(self.told(over=True))

    def told(self, over: bool = False) -> dict[str, Any]:
        """How it goes, for JSON."""
        count, grid, song = self.loop.punctuality, self.witness.grid, self.witness.song
        return {
            "over": over,
            "minutes": round(self.world.passed / 60, 3),
            "meter": self.config["jam.meter"],
            "seen": dict(sorted(self.witness.seen.items())),
            "heard": {ear.name: dict(ear.heard) for ear in self.sound.ears},
            "longest_note_s": round(max(ear.longest for ear in self.sound.ears), 1),
            "sent_again": self.sound.again,
            "off_grid_ms": round(1000 * grid.farthest, 6),
            "steps_led_by_others": grid.followed,
            "steps_compared_with_a_song": song.compared,
            "clock_ticks": self.clock.ticks,
            "bars_compared_with_the_clock": self.clock.compared,
            "off_song_ms": round(1000 * song.farthest, 3),
            "bar_lines_moved": self.witness.bars.moved,
            "bar_lines_laid": self.witness.bars.laid,
            "forced": self.forced,
            "late_steps": count.late_steps,
            "missed_decisions": count.missed_decisions,
            "dropped_onsets": count.dropped_onsets,
            "late_acts": count.late_acts,
            "failed_steps": self.loop.failed_steps,
            "warnings": dict(self.log.warnings),
            "memory": [each.told() for each in self.samples],
            "broken": dict(self.complaints.kinds),
            "first": self.complaints.first,
        }

    def _chance(self, of: str) -> Random:
        return Random(f"{self._seed} {self._number} {of}")

    def _synth(
        self, name: str, queued: bool, lead: float = 0.0, clock: ClockCheck | None = None
    ) -> VirtualSynth:
        return VirtualSynth(self.world, self.sound.listen(name, lead, clock).hear, queued, lead)

    def _people(self) -> list[Life]:
        """Musicians, hands, a sequencer, and trouble."""
        seats = [Seat(each, f"keyboard {each + 1}", each + 1) for each in range(MOST_PLAYERS)]
        hands = Hands(self.box.desk, seats, SWITCH, self._put, self._chance("hands"))
        players = [
            Musician(
                seat,
                self._tunes,
                self._chance(seat.source),
                self._put,
                lambda: self.loop.views,
                self._next_step,
                hands.hand_over,
            )
            for seat in seats
        ]
        song = self.witness.song
        sequencer = Sequencer(self._put, self.world.now, song, self._chance("sequencer"))
        others = [hands.scenes(), hands.fidgeting(), sequencer.life(), self._trouble()]
        return [*others, *(player.life() for player in players)]

    def _put(self, message: bytes, source: str) -> None:
        self.box.inbox.put(self.world.now(), message, source)

    def _next_step(self) -> float:
        grid = self.witness.grid
        return max(0.0, grid.moment + grid.period - self.world.now())

    def _trouble(self) -> Life:
        """Now and then the loop wakes far too late, or the mind hangs."""
        chance = self._chance("trouble")
        while True:
            yield chance.expovariate(1 / TROUBLE)
            self.forced += 1
            self._troubled = inf
            if chance.random() < 0.5:
                self.world.oversleeps = late = chance.uniform(0.4, 3.0)
                yield late + 1.0
            else:
                self.box.thinker.hang(True)
                yield chance.uniform(0.1, 8.0)
                self.box.thinker.hang(False)
            self._troubled = self.world.passed

    def _excused(self) -> bool:
        """Whether something may be late: trouble was just made, or the networks are not back."""
        troubled = self.world.passed < self._troubled + EXCUSED
        return troubled or any(each.trouble for each in self.box.thinking.followers)

    def _looking(self, tell: Callable[[dict[str, Any]], None], deadline: float | None) -> Life:
        """Look at the memory, tell how it goes, and end it in time."""
        told = time.monotonic()
        next_sample = 0.0
        while True:
            if self.world.passed >= next_sample:
                self.samples.append(sample(self.world.passed / 60))
                next_sample += 60 * SAMPLED
            now = time.monotonic()
            if now - told >= TOLD:
                told = now
                tell(self.told())
            if deadline is not None and now >= deadline:
                self.loop.stop()
            yield 5.0

    def _end(self) -> None:
        """Switch off: everything is silent, and stays so; what was kept can be read."""
        self.samples.append(sample(self.world.passed / 60))
        self.box.close()
        for ear in self.sound.ears:
            if ear.sounding:
                self.complaints(f"{ear.name}: {ear.sounding} sound on when the box is off")
        before = [ear.heard["notes"] for ear in self.sound.ears]
        self.world.pass_to(self.world.now() + AFTERWARDS)
        if before != [ear.heard["notes"] for ear in self.sound.ears]:
            self.complaints("notes begin when the box is off")
        if self.loop.failed_steps:
            self.complaints(f"{self.loop.failed_steps} steps failed")
        for kept in self.box.shelf.takes():
            self._read(self.box.shelf.folder / kept.name)

    def _read(self, file: Path) -> None:
        """Whether a jam that was kept can be read, and every note in it ends."""
        for track in mido.MidiFile(file).tracks:
            held: dict[int, int] = {}
            for message in track:
                if message.type in ("note_on", "note_off"):
                    up = message.type == "note_on" and message.velocity > 0
                    held[message.note] = held.get(message.note, 0) + (1 if up else -1)
            if any(held.values()):
                self.complaints(f"notes of track {track.name!r} do not end in a jam that was kept")


def settings(number: int, chance: Random) -> Config:
    """Of a sitting: each meter in its turn, now and then the small networks, else by chance."""
    channels = chance.sample([each for each in range(1, 17) if each != 10], 2)
    return Config(
        {
            **DEFAULTS,
            "jam.meter": METERS[number % len(METERS)].name,
            "jam.seed": chance.randrange(1, 2**31),
            "models.size": "small" if number % 4 == 3 else "standard",
            "midi.channel": channels[0],
            "midi.bass_channel": channels[1],
            "midi.switch_key": SWITCH,
            "midi.players_by": chance.choice(("keyboard", "channel")),
            "midi.programs": chance.random() < 0.8,
            "midi.clock_out": chance.random() < 0.6,
            "midi.state_controller": chance.choice((0, 90)),
            "midi.bass_keys_channel": chance.choice((0, 0, 2)),
        }
    )


def main() -> None:
    """Play one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--number", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=180.0)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--seconds", type=float, help="that it may take at most")
    options = parser.parse_args()
    deadline = None if options.seconds is None else time.monotonic() + options.seconds
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        sitting = Sitting(
            options.seed, options.number, options.minutes, Path(folder), options.corpus
        )
        sitting.run(lambda told: print(json.dumps(told), flush=True), deadline)


if __name__ == "__main__":
    main()
