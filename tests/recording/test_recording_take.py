"""A jam as a MIDI file: who played what, when, and what was set."""

import io
import tracemalloc
from dataclasses import replace

import mido
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.jam.controls import Controls, Mode
from appliance.jam.phases import Phase
from appliance.jam.view import View
from appliance.music.genres import genre_keyed
from appliance.music.grid import meter_named
from appliance.music.notes import NoteMessage
from appliance.recording.take import Take, Track

HUMAN, RESPONSE = Track(0, "human"), Track(0, "response")
VIEW = View(Controls(genre=genre_keyed("jazz"), bpm=100.0), step=39, place=3)  # bar line at 36


def read(take):
    return mido.MidiFile(file=io.BytesIO(take.file()))


def events(file, name):
    """(tick, kind, pitch) of a named track."""
    (track,) = [each for each in file.tracks if each.name == name]
    tick, out = 0, []
    for message in track:
        tick += message.time
        if message.type in ("note_on", "note_off"):
            out.append((tick, message.type, message.note))
    return out


def marks(file):
    tick, out = 0, []
    for message in file.tracks[0]:
        tick += message.time
        if message.type == "marker":
            out.append((tick, message.text))
    return out


def test_it_begins_with_its_bar_and_tells_what_was_set():
    take = Take({0: VIEW})
    take.add(HUMAN, 39.0, NoteMessage(60, 90))
    take.add(HUMAN, 40.5, NoteMessage(60, 0))
    take.see(replace(VIEW, step=43, phase=Phase.RESPOND))
    take.see(replace(VIEW, step=47, phase=Phase.RESPOND, controls=Controls(mode=Mode.MORPH)))
    take.add(RESPONSE, 44.0, NoteMessage(67, 70))
    take.add(RESPONSE, 45.0, NoteMessage(67, 0))
    file = read(take)
    assert (file.type, file.ticks_per_beat) == (1, 480)
    assert events(file, "human") == [(360, "note_on", 60), (540, "note_off", 60)]
    assert events(file, "response") == [(960, "note_on", 67), (1080, "note_off", 67)]
    assert [track.name for track in file.tracks] == ["Antiphon", "human", "response"]
    assert marks(file) == [
        (360, "mode: Call & answer"), (360, "genre: Jazz"), (360, "phase: listen"),
        (960, "phase: respond"), (1440, "mode: Morph"), (1440, "genre: Folk"),
    ]  # fmt: skip
    tempi = [mido.tempo2bpm(each.tempo) for each in file.tracks[0] if each.type == "set_tempo"]
    assert tempi == pytest.approx([100.0, 120.0])
    programs = [m.program for track in file.tracks for m in track if m.type == "program_change"]
    assert programs == [0, 66, 40]  # a tenor saxophone answers in jazz, a violin in folk


def test_a_tempo_that_wavers_is_one_tempo():
    take = Take({0: VIEW})
    for step, bpm in enumerate((100.4, 99.7, 100.6, 102.0, 101.5), 40):
        take.see(replace(VIEW, step=step, controls=Controls(bpm=bpm)))
    tempi = [mido.tempo2bpm(m.tempo) for m in read(take).tracks[0] if m.type == "set_tempo"]
    assert tempi == pytest.approx([100.0, 102.0], abs=0.01)


def test_the_meter_is_told():
    take = Take({0: replace(VIEW, meter=meter_named("6/8"), place=0)})
    (meter,) = [each for each in read(take).tracks[0] if each.type == "time_signature"]
    assert (meter.numerator, meter.denominator) == (6, 8)


MESSAGES = st.lists(
    st.tuples(
        st.sampled_from(["human", "response", "bass", "click"]),
        st.floats(36, 60),
        st.builds(NoteMessage, st.integers(60, 63), st.sampled_from([0, 80])),
    ),
    max_size=40,
)


@given(MESSAGES)
def test_every_note_of_a_file_ends(messages):
    take = Take({0: VIEW})
    for track, position, message in sorted(messages, key=lambda each: each[1]):
        take.add(Track(0, track), position, message)
    file = read(take)
    for track in file.tracks[1:]:
        sounding = set()
        for message in track:
            if message.type == "note_on":
                sounding.add(message.note)
            elif message.type == "note_off":
                sounding.discard(message.note)
        assert sounding == set()
    assert "click" not in [track.name for track in file.tracks]


def test_what_sounded_before_it_began_has_no_end_in_it():
    take = Take({0: VIEW})
    take.add(RESPONSE, 39.0, NoteMessage(67, 0))
    assert len(take) == 0


def test_a_jam_that_begins_within_a_bar_has_its_meter_and_sounds_from_the_bar_line_on():
    take = Take({0: VIEW})
    take.add(RESPONSE, 39.0, NoteMessage(60, 80))
    ticks = {}
    for track in read(take).tracks:
        now = 0
        for message in track:
            now += message.time
            ticks.setdefault(message.type, now)
    assert (ticks["time_signature"], ticks["set_tempo"], ticks["program_change"]) == (0, 0, 0)
    assert (ticks["marker"], ticks["note_on"]) == (360, 360)


def test_two_keyboards_on_one_key_leave_two_ends():
    take = Take({0: VIEW})
    for velocity in (90, 90, 0, 0, 0):
        take.add(HUMAN, 40.0, NoteMessage(60, velocity))
    kinds = [kind for _, kind, _ in events(read(take), "human")]
    assert kinds == ["note_on", "note_on", "note_off", "note_off"]


@given(MESSAGES)
def test_a_file_has_the_very_bytes_that_mido_writes(messages):
    take = Take({0: VIEW, 1: VIEW})
    for number, (track, position, message) in enumerate(messages):
        take.see(replace(VIEW, step=40 + number, phase=list(Phase)[number % 5]), number % 2)
        take.add(Track(number % 2, track), position + 1000 * (number % 3), message)
    again = io.BytesIO()
    read(take).save(file=again)
    assert again.getvalue() == take.file()


def test_a_long_jam_takes_little_memory_and_little_more_to_be_written():
    take, count = Take({0: VIEW}), 20_000
    tracemalloc.start()
    try:
        for number in range(count):
            note = NoteMessage(60 + number // 2 % 12, 80 if number % 2 == 0 else 0)
            take.add(HUMAN, 40.0 + number, note)
        kept, _ = tracemalloc.get_traced_memory()
        written = len(take.file())
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(take) == count
    assert kept < 16 * count
    assert most - kept < 8 * written
