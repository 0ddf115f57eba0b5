"""A take: one jam as it was played, and the Standard MIDI File it becomes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from heapq import merge
from itertools import chain
from typing import Final, NamedTuple

import mido

from appliance.jam.instruments import INSTRUMENTS
from appliance.jam.parts import Part
from appliance.jam.view import View
from appliance.music.genres import Genre
from appliance.music.grid import STEPS_PER_QUARTER
from appliance.music.midifile import TICKS_PER_QUARTER, meter_mark
from appliance.music.notes import NoteMessage
from appliance.recording.midi_bytes import file_of, track_of
from appliance.recording.played import Played, Timed

MOST_MESSAGES = 100_000  # a longer jam is kept in several takes
HUMAN = "human"
_PARTS: Final = (HUMAN, Part.ANSWER.value, Part.BASS.value)
_PERCUSSION: Final = 9  # a channel, from 0, that no part of a jam is on
_NOTE_OFF, _PROGRAM = 0x80, 0xC0
_RELEASED: Final = 64  # velocity
_TEMPO_APART = 0.01  # of the tempo: less is no change, where a clock or a player gives it


class Track(NamedTuple):
    """What one player does, or a part of the box plays for them; players count from 0."""

    player: int
    part: str

    @property
    def name(self) -> str:
        """As the file names it."""
        return f"{self.part} {self.player + 1}" if self.player else self.part

    @property
    def channel(self) -> int:
        """Of its own, 0 … 15."""
        channel = len(_PARTS) * self.player + _PARTS.index(self.part)
        return channel + (channel >= _PERCUSSION)


class Take:
    """What was played from a bar line on; positions are in steps of the jam, whole or between."""

    def __init__(self, views: Mapping[int, View]) -> None:
        """
        Args:
            views: of each player, from 0, in the step in which the jam begins; the take begins with
                the first one's bar.
        """
        self._start = views[0].step - views[0].place
        self._tracks: dict[Track, Played] = {}
        self._marks: list[Timed] = []
        self._genres: dict[int, list[tuple[float, Genre]]] = {}
        self._seen: dict[int, View] = {}
        self._tempo: float | None = None  # marked last
        self._held: dict[tuple[Track, int], int] = {}
        for player, view in views.items():
            self.see(view, player)

    def __len__(self) -> int:
        """How many messages it holds."""
        return sum(map(len, self._tracks.values()))

    def add(self, track: Track, position: float, message: NoteMessage) -> None:
        """A note of a track starts or ends; the click is not kept."""
        if track.part not in _PARTS:
            return
        key = track, message.pitch
        if message.is_on:
            self._held[key] = self._held.get(key, 0) + 1
        elif self._held.get(key, 0) == 0:
            return  # begun before the take
        else:
            self._held[key] -= 1
        self._tracks.setdefault(track, Played()).add(position, message)

    def see(self, view: View, player: int = 0) -> None:
        """Mark what has changed for a player: mode, genre, tempo, whose turn it is.

        A view is of the end of its step: what has changed is heard from the next one on.
        """
        seen = self._seen.get(player)
        first = seen is None
        marked = float(view.step if first else view.step + 1)
        set_at = float(self._start) if first else marked  # tempo, meter, sounds
        if player == 0:
            self._marks += [(set_at, bytes(message.bin())) for message in self._timing(view, first)]
        who = f"player {player + 1}: " if player else ""
        for text in _changes(seen, view):
            mark = mido.MetaMessage("marker", text=who + text)
            self._marks.append((marked, bytes(mark.bin())))
        if seen is None or seen.controls.genre != view.controls.genre:
            self._genres.setdefault(player, []).append((set_at, view.controls.genre))
        self._seen[player] = view

    def file(self) -> bytes:
        """A format 1 file: tempo, meter and markers, then a track for everybody who played.

        Notes that still sound end with the take.
        """
        marks = sorted(self._marks, key=_position)
        tracks = [self._written("Antiphon", marks)]
        for track in sorted(self._tracks, key=lambda track: track.channel):
            notes = self._tracks[track].told(track.channel)
            parts = self._programs(track), notes, self._ends(track)
            tracks.append(self._written(track.name, merge(*parts, key=_position)))
        return file_of(tracks, TICKS_PER_QUARTER)

    def _timing(self, view: View, first: bool) -> Iterator[mido.MetaMessage]:
        """Meter and tempo, where they have changed."""
        bpm = view.controls.bpm
        if first:
            yield meter_mark(view.meter)
        if self._tempo is None or abs(bpm / self._tempo - 1.0) > _TEMPO_APART:
            self._tempo = bpm
            yield mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(bpm))

    def _programs(self, track: Track) -> Iterator[Timed]:
        """The sounds of a part of the box, genre by genre; the player's own is a piano."""
        genres = self._genres.get(track.player, [])
        for position, genre in genres if track.part != HUMAN else genres[:1]:
            programs = INSTRUMENTS[genre.key].programs
            number = {part.value: program for part, program in programs.items()}.get(track.part, 0)
            yield position, bytes((_PROGRAM + track.channel, number))

    def _ends(self, track: Track) -> Iterator[Timed]:
        end = self._tracks[track].last + 1.0
        for (held, pitch), count in self._held.items():
            if held == track:
                yield from [(end, bytes((_NOTE_OFF + track.channel, pitch, _RELEASED)))] * count

    def _written(self, name: str, messages: Iterable[Timed]) -> bytes:
        """A track of messages, in order of their positions."""
        named = mido.MetaMessage("track_name", name=name).bin()
        ticks = ((self._tick(position), message) for position, message in messages)
        return track_of(chain([(0, named)], ticks))

    def _tick(self, position: float) -> int:
        steps = max(0.0, position - self._start)
        return round(steps * TICKS_PER_QUARTER / STEPS_PER_QUARTER)


def _position(timed: Timed) -> float:
    return timed[0]


def _changes(seen: View | None, view: View) -> Iterator[str]:
    """What has changed for a player since they were last seen, in words."""
    now = view.controls
    if seen is None or seen.controls.mode is not now.mode:
        yield f"mode: {now.mode.value}"
    if seen is None or seen.controls.genre != now.genre:
        yield f"genre: {now.genre.name}"
    if seen is None or seen.phase is not view.phase:
        yield f"phase: {view.phase.value}"
