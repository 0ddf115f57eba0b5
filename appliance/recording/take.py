"""A take: one jam as it was played, and the Standard MIDI File it becomes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Final

import mido

from appliance.jam.instruments import INSTRUMENTS
from appliance.jam.parts import Part
from appliance.jam.view import View
from appliance.music.genres import Genre
from appliance.music.grid import STEPS_PER_QUARTER
from appliance.music.midifile import TICKS_PER_QUARTER, meter_mark
from appliance.music.notes import NoteMessage

MOST_MESSAGES = 100_000  # a longer jam is kept in several takes
HUMAN = "human"
_TRACKS: Final = (HUMAN, Part.ANSWER.value, Part.BASS.value)  # each on a channel of its own
_TEMPO_APART = 0.01  # of the tempo: less is no change, where a clock or a player gives it

_Timed = tuple[float, mido.Message]  # steps since the beginning of the jam


class Take:
    """What was played from a bar line on; positions are in steps of the jam, whole or between."""

    def __init__(self, view: View) -> None:
        """
        Args:
            view: of the step in which the jam begins; the take begins with its bar.
        """
        self._start = view.step - view.place
        self._tracks: dict[str, list[_Timed]] = {name: [] for name in _TRACKS}
        self._marks: list[_Timed] = []
        self._genres: list[tuple[float, Genre]] = []
        self._seen: View | None = None
        self._tempo: float | None = None  # marked last
        self._held: dict[tuple[str, int], int] = {}
        self.see(view)

    def __len__(self) -> int:
        """How many messages it holds."""
        return sum(map(len, self._tracks.values()))

    def add(self, track: str, position: float, message: NoteMessage) -> None:
        """A note of one of the tracks starts or ends; other tracks are not kept."""
        if track not in self._tracks:
            return
        key = track, message.pitch
        if message.is_on:
            self._held[key] = self._held.get(key, 0) + 1
        elif self._held.get(key, 0) == 0:
            return  # begun before the take
        else:
            self._held[key] -= 1
        kind = "note_on" if message.is_on else "note_off"
        told = mido.Message(kind, note=message.pitch, velocity=message.velocity)
        self._tracks[track].append((position, told))

    def see(self, view: View) -> None:
        """Mark what has changed: mode, genre, tempo, whose turn it is.

        A view is of the end of its step: what has changed is heard from the next one on.
        """
        first = self._seen is None
        marked = float(view.step if first else view.step + 1)
        set_at = float(self._start) if first else marked  # tempo, meter, sounds
        for message in self._changes(view):
            self._marks.append((marked if message.type == "marker" else set_at, message))
        if self._seen is None or self._seen.controls.genre != view.controls.genre:
            self._genres.append((set_at, view.controls.genre))
        self._seen = view

    def file(self) -> bytes:
        """A format 1 file: tempo, meter and markers, then a track for everybody who played.

        Notes that still sound end with the take.
        """
        file = mido.MidiFile(type=1, ticks_per_beat=TICKS_PER_QUARTER)
        file.tracks.append(self._written("Antiphon", self._marks))
        for channel, (name, messages) in enumerate(self._tracks.items()):
            told = [*messages, *self._ends(name)] if messages else []
            for _, message in told:
                message.channel = channel
            if told:
                file.tracks.append(self._written(name, [*self._programs(name, channel), *told]))
        content = io.BytesIO()
        file.save(file=content)
        return content.getvalue()

    def _changes(self, view: View) -> Iterator[mido.MetaMessage]:
        seen, now = self._seen, view.controls
        if seen is None:
            yield meter_mark(view.meter)
        if self._tempo is None or abs(now.bpm / self._tempo - 1.0) > _TEMPO_APART:
            self._tempo = now.bpm
            yield mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(now.bpm))
        if seen is None or seen.controls.mode is not now.mode:
            yield mido.MetaMessage("marker", text=f"mode: {now.mode.value}")
        if seen is None or seen.controls.genre != now.genre:
            yield mido.MetaMessage("marker", text=f"genre: {now.genre.name}")
        if seen is None or seen.phase is not view.phase:
            yield mido.MetaMessage("marker", text=f"phase: {view.phase.value}")

    def _programs(self, name: str, channel: int) -> Iterator[_Timed]:
        """The sounds of a part of the box, genre by genre; the player's own is a piano."""
        for position, genre in self._genres if name != HUMAN else self._genres[:1]:
            programs = INSTRUMENTS[genre.key].programs
            number = {part.value: program for part, program in programs.items()}.get(name, 0)
            yield position, mido.Message("program_change", channel=channel, program=number)

    def _ends(self, name: str) -> Iterator[_Timed]:
        end = max(position for position, _ in self._tracks[name]) + 1.0
        for (track, pitch), count in self._held.items():
            if track == name:
                yield from [(end, mido.Message("note_off", note=pitch))] * count

    def _written(self, name: str, messages: list[_Timed]) -> mido.MidiTrack:
        track = mido.MidiTrack([mido.MetaMessage("track_name", name=name)])
        now = 0
        for position, message in sorted(messages, key=lambda timed: timed[0]):
            steps = max(0.0, position - self._start)
            tick = round(steps * TICKS_PER_QUARTER / STEPS_PER_QUARTER)
            track.append(message.copy(time=tick - now))
            now = tick
        return track
