from hypothesis import given
from hypothesis import strategies as st

from appliance.jam.bars import Bars
from appliance.jam.call import Call
from appliance.music.events import HOLD, REST, onset
from appliance.music.grid import METERS
from appliance.music.melody import MelodyTracker
from appliance.music.notes import Note, NoteMessage
from appliance.music.score import messages_by_step


def call_of(notes, steps, first=0):
    call, tracker, played = Call(), MelodyTracker(), messages_by_step(notes)
    for step in range(first, steps):
        messages = played.get(step, [])
        call.hear(step, messages, tracker.step(messages))
    return call


def test_a_call_begins_with_its_first_note():
    call = call_of([Note(5, 3, 60), Note(8, 2, 62)], 12)
    assert call.start == 5
    assert [call.melody_at(i) for i in range(-1, 8)] == [
        None,
        onset(60),
        HOLD,
        HOLD,
        onset(62),
        HOLD,
        REST,
        REST,
        None,
    ]
    assert call.sounding_steps == 5
    assert call.silent_for(11) == 2


def test_nothing_that_was_played_is_lost():
    chord = [Note(2, 4, pitch, velocity) for pitch, velocity in [(48, 50), (64, 90), (55, 70)]]
    call = call_of(chord, 8)
    assert call.messages_at(1) == ()
    assert {(m.pitch, m.velocity) for m in call.messages_at(0)} == {(48, 50), (64, 90), (55, 70)}
    assert {m.pitch for m in call.messages_at(4)} == {48, 64, 55}
    assert call.velocity == 70


def test_a_sounding_note_is_no_silence():
    call = call_of([Note(0, 40, 60)], 30)
    assert call.silent_for(29) == 0
    assert call.sounding_steps == 30


def test_a_note_struck_and_let_go_within_a_step_lasts_that_step():
    call = Call()
    call.hear(3, [NoteMessage(60, 80), NoteMessage(60, 0)], onset(60))
    assert (call.sounding_steps, call.silent_for(3), call.silent_for(5)) == (1, 0, 2)


def test_a_call_can_be_counted_from_its_turns_beginning():
    call = call_of([Note(6, 2, 60)], 10)
    call.begin_at(4)
    assert [call.melody_at(i) for i in range(4)] == [REST, REST, onset(60), HOLD]
    assert call.messages_at(2) == (NoteMessage(60, 80),)
    assert call.sounding_steps == 4


def test_patience_grows_with_the_gaps_of_the_phrase():
    flowing = call_of([Note(0, 2, 60), Note(2, 2, 62), Note(4, 2, 64)], 8)
    halting = call_of([Note(0, 2, 60), Note(12, 2, 62), Note(24, 2, 64)], 28)
    begun = call_of([Note(0, 2, 60)], 4)
    assert flowing.patience(8) == 8
    assert halting.patience(8) == 15
    assert begun.patience(8) == 16


def test_of_an_endless_call_the_end_is_kept():
    notes = [Note(2 * index, 2, 60 + index % 12) for index in range(600)]
    call = call_of(notes, 1200)
    assert 1200 - 512 <= call.start <= 1200 - 496
    assert call.sounding_steps == 1200 - call.start
    assert call.melody_at(0) == onset(60 + call.start // 2 % 12)
    assert call.messages_at(0)[-1].pitch == 60 + call.start // 2 % 12


def test_a_call_long_left_alone_is_forgotten():
    assert not call_of([Note(0, 4, 60)], 500).empty
    assert call_of([Note(0, 4, 60)], 540).empty
    assert not call_of([Note(0, 600, 60)], 590).empty


@given(st.integers(0, 200), st.integers(0, 200), st.sampled_from(METERS), st.integers(0, 50))
def test_the_fitting_step_is_near_and_on_the_same_part_of_the_beat(earliest, like, meter, line):
    start = Bars(meter, line).fitting(earliest, like)
    assert 0 <= start - earliest < meter.steps_per_beat
    assert (start - like) % meter.steps_per_beat == 0


@given(st.integers(-50, 200), st.sampled_from(METERS), st.integers(0, 50))
def test_the_bar_line_before_a_step_is_a_bar_line(step, meter, line):
    bars = Bars(meter, line)
    assert bars.place(bars.before(step)) == 0
    assert 0 <= step - bars.before(step) == bars.place(step) < meter.steps_per_bar
