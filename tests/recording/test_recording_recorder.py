"""The recorder: what the loop tells it becomes files in time, and never stops the music."""

import errno
import io
from dataclasses import replace

import mido
import pytest

from appliance.jam.parts import Part
from appliance.jam.view import View
from appliance.music.notes import NoteMessage
from appliance.recording.recorder import END_SECONDS, MOST_WAITING, SAVE_SECONDS, Recorder
from appliance.recording.shelf import Shelf

C, E = NoteMessage(60, 80), NoteMessage(64, 80)


class Desk:
    """A recorder with a clock in hand."""

    def __init__(self, folder, most=9, mark=str):
        self.time, self.step = 100.0, 0
        self.shelf = Shelf(folder, most, mark=str)
        self.recorder = Recorder(self.shelf, clock=lambda: self.time)

    def plays(self, heard=(), due=()):
        self.recorder.hear(self.step, heard, View(step=self.step, place=self.step % 16))
        self.step += 1
        self.recorder.play(self.step, due)
        self.recorder.write()

    def later(self, seconds):
        self.time += seconds
        self.recorder.write()

    def notes(self, name):
        file = mido.MidiFile(file=io.BytesIO(self.shelf.read(name)))
        return {t.name: [m.note for m in t if m.type == "note_on"] for t in file.tracks[1:]}

    @property
    def names(self):
        return [take.name for take in self.shelf.takes()]


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def test_a_jam_is_kept_soon_and_kept_again_when_it_goes_on(desk):
    desk.plays([C])
    assert desk.names == []
    desk.later(SAVE_SECONDS)
    assert desk.notes("jam-0001.mid") == {"human": [60]}
    desk.plays(due=[(Part.ANSWER, E), (Part.CLICK, C)])
    desk.later(SAVE_SECONDS)
    assert desk.notes("jam-0001.mid") == {"human": [60], "response": [64]}
    assert desk.names == ["jam-0001.mid"]


def test_after_a_minute_in_which_nobody_plays_the_next_jam_begins(desk):
    desk.plays([C])
    desk.later(END_SECONDS + 1)
    desk.plays([E])
    desk.later(SAVE_SECONDS)
    assert [desk.notes(name) for name in desk.names] == [{"human": [64]}, {"human": [60]}]


def test_nothing_is_kept_before_the_player_plays(desk):
    desk.plays(due=[(Part.ANSWER, C)])
    desk.later(END_SECONDS)
    assert desk.names == []


def test_closing_keeps_what_there_is(desk):
    desk.recorder.start()
    desk.recorder.hear(0, [C], View())
    desk.recorder.close()
    assert desk.notes("jam-0001.mid") == {"human": [60]}


def test_a_folder_that_cannot_be_written_is_said_and_mended(desk, tmp_path):
    desk.shelf.folder = tmp_path / "file" / "jams"
    (tmp_path / "file").write_text("in the way")
    desk.plays([C])
    desk.later(SAVE_SECONDS)
    assert desk.recorder.problem == "Jams not kept: cannot write"
    (tmp_path / "file").unlink()
    desk.later(SAVE_SECONDS)
    assert desk.recorder.problem is None
    assert desk.names == ["jam-0001.mid"]


def test_a_full_card_is_said_and_the_jam_is_kept_as_soon_as_there_is_room(desk, monkeypatch):
    with monkeypatch.context() as patch:

        def full(_):
            raise OSError(errno.ENOSPC, "no space left")

        patch.setattr("os.fsync", full)
        desk.plays([C])
        desk.later(SAVE_SECONDS)
        assert desk.recorder.problem == "Jams not kept: card full"
        desk.plays([E])
        desk.later(SAVE_SECONDS)
        assert desk.names == []
        assert list(desk.shelf.folder.iterdir()) == []
    desk.later(SAVE_SECONDS)
    assert desk.recorder.problem is None
    assert desk.notes("jam-0001.mid") == {"human": [60, 64]}


def test_a_note_that_was_late_lies_late(desk):
    desk.plays([replace(C, late=0.25)])
    desk.later(SAVE_SECONDS)
    file = mido.MidiFile(file=io.BytesIO(desk.shelf.read("jam-0001.mid")))
    (note,) = [m for m in file.tracks[1] if m.type == "note_on"]
    assert note.time == 30


def test_a_writer_that_is_stuck_costs_bounded_memory(desk):
    for _ in range(MOST_WAITING):
        desk.recorder.hear(0, [C], View())
    assert len(desk.recorder._told) == MOST_WAITING


def test_a_note_that_is_held_over_a_save_keeps_its_length(desk):
    desk.plays([C])
    desk.later(SAVE_SECONDS)
    desk.step = 40
    desk.plays([replace(C, velocity=0)])
    desk.later(SAVE_SECONDS)
    file = mido.MidiFile(file=io.BytesIO(desk.shelf.read("jam-0001.mid")))
    (end,) = [m for m in file.tracks[1] if m.type == "note_off"]
    assert end.time == 40 * 120
