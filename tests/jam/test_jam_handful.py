"""What a player can have meant by the notes of one step."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from appliance.jam.controls import Controls
from appliance.jam.engine import Jam
from appliance.jam.handful import MOST_ONSETS, Handful
from appliance.jam.phases import Phase, Signal
from appliance.models.predictor import EchoPredictor
from appliance.music.notes import NoteMessage

STEPS = st.lists(
    st.lists(
        st.builds(
            NoteMessage, st.integers(0, 127), st.integers(0, 1), low=st.sampled_from([None, True])
        ),
        max_size=200,
    ),
    max_size=6,
)


def test_what_hands_can_play_is_taken_as_it_is():
    handful = Handful()
    chord = [NoteMessage(pitch, 80) for pitch in range(40, 60)]
    again = [NoteMessage(40, 80), NoteMessage(40, 0), NoteMessage(40, 80)]
    ends = [NoteMessage(pitch, 0) for pitch in range(40, 60)]
    assert [handful.take(step) for step in (chord, again, ends)] == [chord, again, ends]


def test_all_keys_at_once_are_too_many_and_none_of_them_stays():
    handful = Handful()
    taken = handful.take([NoteMessage(pitch, 80) for pitch in range(128)])
    assert [note.pitch for note in taken] == list(range(MOST_ONSETS))
    ends = handful.take([NoteMessage(pitch, 0) for pitch in range(128)])
    assert [note.pitch for note in ends] == list(range(MOST_ONSETS))


@given(STEPS)
def test_what_begins_ends_and_the_work_of_a_step_is_bounded(steps):
    handful, held = Handful(), Counter()
    for messages in steps:
        taken = handful.take(messages)
        assert sum(note.is_on for note in taken) <= MOST_ONSETS
        assert len(taken) <= 2 * MOST_ONSETS + len(held)
        for note in taken:
            assert note.is_on or held[note.pitch, note.low] == 1
            held[note.pitch, note.low] = int(note.is_on)
        held = +held
    everything = [NoteMessage(pitch, 0, low=low) for pitch in range(128) for low in (None, True)]
    assert len(handful.take(everything)) == len(held)


def test_a_flood_is_replayed_as_what_hands_could_have_played_of_it():
    jam, controls = Jam(EchoPredictor()), Controls(silence=0.0)
    flood = [NoteMessage(n % 128, 80 * (n // 128 % 2 == 0)) for n in range(1280)]
    jam.step(flood, controls)
    most = 0
    view = jam.step((), controls, Signal.HAND_OVER).view
    while view.phase is not Phase.LISTEN:
        outcome = jam.step((), controls)
        view, most = outcome.view, max(most, len(outcome.play))
    assert 0 < most <= 3 * MOST_ONSETS
