"""Taking turns with a file, every so many bars: it is played to the engine as a player would.

When trading, the player waits while the box plays, unless the file leaves those bars free anyway;
both at once, nobody waits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from appliance.jam.controls import Controls, Mode
from appliance.jam.engine import Jam
from appliance.jam.parts import Part
from appliance.jam.phases import Phase
from appliance.music.notes import Note, NoteMessage
from appliance.music.score import Score, TimedNote
from appliance.offline.session import notes_of, on_grid


@dataclass(frozen=True)
class Turns:
    """What came of it: the box's notes, and by how many steps each note of the file came later."""

    answers: tuple[TimedNote, ...]
    later: tuple[int, ...]


def take_turns(score: Score, jam: Jam, controls: Controls) -> Turns:
    """Play a score to a fresh jam in TRADE or OVERLAP, until the end of it has been answered.

    Raises:
        TooLongError: if the score lasts longer than anybody would wait for.
    """
    notes, _ = on_grid(score)
    player = _Player(notes)
    bars = controls.answer_bars or controls.bars
    turn = bars * score.meter.steps_per_bar if controls.mode is Mode.TRADE else 0
    log: list[tuple[int, Part, NoteMessage]] = []
    step, phase, waiting = 0, Phase.LISTEN, False
    while not player.over or phase is not Phase.LISTEN or not waiting:
        outcome = jam.step(player.play(step), controls)
        step += 1
        log += [(step, part, message) for part, message in outcome.play]
        if outcome.view.phase is not phase:
            phase = outcome.view.phase
            player.waits = phase is Phase.RESPOND and player.comes_in(step, turn)
        waiting = outcome.view.waiting
    return Turns(notes_of(log, Part.ANSWER), tuple(player.later))


class _Player:
    """Plays notes in time; while they wait, the rest of the notes comes later."""

    def __init__(self, notes: Sequence[Note]) -> None:
        self.waits = False
        self.later = [0] * len(notes)
        self._notes = notes
        self._behind = 0  # steps
        self._starts: dict[int, list[int]] = defaultdict(list)  # notes by their number
        self._ends: dict[int, list[int]] = defaultdict(list)  # pitches
        for number, note in enumerate(notes):
            self._starts[note.onset].append(number)

    @property
    def over(self) -> bool:
        """True when everything has been played."""
        return not self._starts and not self._ends

    def play(self, step: int) -> list[NoteMessage]:
        """What they do in a step: first what ends, then what starts."""
        messages = [NoteMessage(pitch, 0) for pitch in self._ends.pop(step, ())]
        if self.waits:
            self._behind += 1
            return messages
        for number in self._starts.pop(step - self._behind, ()):
            note = self._notes[number]
            self.later[number] = self._behind
            self._ends[step + note.duration].append(note.pitch)
            messages.append(NoteMessage(note.pitch, note.velocity))
        return messages

    def comes_in(self, step: int, length: int) -> bool:
        """Whether, unless they wait, a note begins within so many steps from a step on."""
        first = step - self._behind
        return any(first <= start < first + length for start in self._starts)
