"""The loop in fake time: hours pass in a moment, and every moment is known."""

import itertools
from dataclasses import replace

import pytest

from appliance.jam.controls import Controls
from appliance.jam.engine import Jam
from appliance.jam.ensemble import Ensemble
from appliance.jam.parts import Part
from appliance.jam.phases import Phase
from appliance.models.predictor import EchoPredictor
from appliance.music.genres import genre_keyed
from appliance.music.notes import NoteMessage
from appliance.realtime.punctuality import GRAIN
from appliance.realtime.staging import Lead
from appliance.realtime.thinker import RESERVE, Deadline
from appliance.tempo.pulse import Pulse
from tests.realtime.rigs import Company, Rig, phrase


def test_the_answer_sounds_exactly_on_the_grid():
    rig = Rig(phrase(), flips=[0.75])
    rig.loop.run(steps=40)
    starts = [time for time, _, message in rig.sent if message.is_on]
    assert starts
    assert all(time % 0.125 == pytest.approx(0, abs=1e-6) for time in starts)


def test_from_switch_to_sound_within_a_beat():
    rig = Rig(phrase(), flips=[0.76])
    rig.loop.run(steps=40)
    first = min(time for time, _, message in rig.sent if message.is_on)
    assert 0.76 < first <= 0.76 + 0.5 + 0.125


def test_a_key_struck_a_little_early_or_late_counts_for_its_step():
    early = Rig([(0.44, NoteMessage(60, 80))])  # step 4 is due at 0.5
    early.loop.run(steps=8)
    late = Rig([(0.56, NoteMessage(60, 80))])
    late.loop.run(steps=8)
    assert early.loop.view.heard[0].onset == late.loop.view.heard[0].onset == 4


def test_idle_work_is_done_only_while_nobody_plays():
    rig = Rig()
    rig.loop.run(steps=10)
    assert rig.idled == 10
    rig = Rig([(0.0, NoteMessage(60, 80))])
    rig.loop.run(steps=10)
    assert rig.idled == 0


def test_a_stall_is_counted_and_the_music_goes_on_without_rushing():
    rig = Rig(controls=Controls(click=True))
    rig.clock.oversleep = {1001.0625: 5.0}
    rig.loop.run(steps=40)
    assert rig.loop.punctuality.late_steps == 1
    starts = [time for time, _, message in rig.sent if message.is_on]
    gaps = [b - a for a, b in itertools.pairwise(starts)]
    assert min(gaps) >= 0.5 - 1e-6
    assert max(gaps) < 0.5 + 5.1


def test_a_failing_step_is_survived():
    class Failing(Jam):
        def hear(self, heard, *others):
            if heard:
                raise RuntimeError("inference failed")
            super().hear(heard, *others)

    rig = Rig(phrase(), controls=Controls(click=True), jam=Failing(EchoPredictor()))
    rig.loop.run(steps=60)
    assert rig.loop.failed_steps == rig.hushed > 0
    assert [message for time, _, message in rig.sent if time > 5 and message.is_on]


def test_the_tempo_changes_from_the_next_step_on():
    rig = Rig(controls=Controls(click=True, bpm=120))
    rig.loop.run(steps=9)
    rig.controls = Controls(click=True, bpm=60)
    times = []
    rig.play = lambda player, due, slot: times.extend(
        slot.begin for part, message in due if part is Part.CLICK and message.is_on
    )
    rig.loop.run(steps=13)
    assert [b - a for a, b in itertools.pairwise(times)] == pytest.approx([1.0] * 2)


def clicks(rig):
    return [time for time, part, message in rig.sent if part is Part.CLICK and message.is_on]


def test_a_song_that_somebody_else_counts_lays_tempo_and_bars():
    """Their song begins at 2.03 s with 100 quarter notes a minute; the box was set to 120."""
    rig = Rig(controls=Controls(click=True))
    pulse = Pulse(1002.03, 100.0, song=0)
    rig.led = lambda moment: Lead(pulse if moment > pulse.moment else None)
    rig.loop.run(steps=64)
    beats = [time for time in clicks(rig) if time > 3.5]
    assert beats == pytest.approx([2.03 + 0.6 * n for n in range(3, 3 + len(beats))])
    bars = [time for time, place in rig.beats if place == 0 and time > 3.5]
    assert bars == pytest.approx([2.03 + 2.4 * n for n in range(1, 1 + len(bars))])


def test_a_song_that_stops_gives_the_turn_back_and_leaves_no_note():
    rig = Rig(phrase(), flips=[0.75])
    rig.led = lambda moment: Lead(stopped=1001.4 < moment < 1001.55)
    rig.loop.run(steps=40)
    assert rig.loop.view.phase is Phase.LISTEN
    assert not [time for time, _, message in rig.sent if message.is_on and time > 1.6]
    starts = [message.pitch for _, _, message in rig.sent if message.is_on]
    ends = [message.pitch for _, _, message in rig.sent if not message.is_on]
    assert starts and sorted(starts) == sorted(ends)


def test_off_beats_swing_and_beats_stay():
    """The first half of a beat, of half a second, is 1.8 times as long as the second."""
    played = [(0.25 * n, NoteMessage(60 + n % 2, 80)) for n in range(4)]
    jazz = Controls(replay=True, silence=0.0, genre=genre_keyed("jazz"))
    rig = Rig(played, flips=[1.2], controls=jazz)
    rig.loop.run(steps=60)
    middle = 0.5 * 1.8 / 2.8
    places = {round(time % 0.5, 3) for time, _, message in rig.sent if message.is_on}
    assert {0.0, round(middle, 3)} <= places
    assert places <= {round(place, 3) for place in (0.0, middle / 2, middle, (middle + 0.5) / 2)}


def test_a_phrase_comes_again_as_loosely_as_it_was_played_or_on_the_grid():
    played = [(0.03, NoteMessage(60, 80)), (0.2, NoteMessage(60, 0)), (0.46, NoteMessage(62, 80))]
    played.append((0.6, NoteMessage(62, 0)))
    found = []
    for quantize in (0.0, 0.5, 1.0):
        rig = Rig(played, flips=[0.8], controls=Controls(silence=0.0, quantize=quantize))
        rig.loop.run(steps=20)
        first, second = [time for time, _, message in rig.sent if message.is_on][:2]
        found.append((round(first % 0.5, 3), round(second - first, 3)))
    assert found == [(0.03, 0.43), (0.015, 0.465), (0.0, 0.5)]


def test_a_note_that_was_struck_early_comes_again_though_its_genre_swings_by_then():
    """There is less time to decide then than the note is early: it comes as early as it can."""
    early = 3 * 0.125 - 0.45 * 0.125
    played = [(0.0, NoteMessage(60, 80)), (0.1, NoteMessage(60, 0)), (early, NoteMessage(62, 80))]
    rig = Rig([*played, (0.5, NoteMessage(62, 0))], flips=[0.8])
    even = rig.controls = Controls(silence=0.0, quantize=0.0)

    def turn_the_knob(views):
        if views[0].step == 6:
            rig.controls = replace(even, genre=genre_keyed("blues"))

    rig.see = turn_the_knob
    rig.loop.run(steps=20)
    assert [message.pitch for _, _, message in rig.sent if message.is_on][:2] == [60, 62]
    assert rig.loop.punctuality.dropped_onsets == 0


def test_a_swinging_player_is_heard_on_the_off_beat():
    """At two thirds of a beat is the off-beat where the box swings, else the sixteenth after it."""
    late = [(0.25 * 4 / 3, NoteMessage(60, 80))]
    onsets = []
    for genre in ("jazz", "chorale"):
        rig = Rig(late, controls=Controls(genre=genre_keyed(genre), downbeat=False, silence=0.0))
        rig.loop.run(steps=8)
        onsets.append(rig.loop.view.heard[0].onset)
    assert onsets == [2, 3]


def test_stop_ends_the_run():
    rig = Rig()
    rig.loop.stop()
    rig.loop.run()
    assert rig.loop.view.phase is Phase.LISTEN


@pytest.mark.parametrize("part", ["hear", "hands", "led", "see", "beat", "play"])
def test_whatever_fails_beside_the_jam_the_loop_goes_on(part):
    rig = Rig(phrase(), controls=Controls(click=True))

    def fail(*_):
        raise RuntimeError(part)

    setattr(rig, part, fail)
    rig.loop.run(steps=12)
    assert rig.loop.failed_steps >= 12
    assert rig.loop.view.step == 11


def test_a_jam_that_fails_and_cannot_be_silenced_is_survived(monkeypatch):
    def fail(*_):
        raise RuntimeError("no")

    monkeypatch.setattr(Jam, "play", fail)
    rig = Rig(phrase())
    rig.hush = fail
    rig.loop.run(steps=12)
    assert rig.loop.failed_steps == 24
    assert len(rig.beats) == 12


@pytest.mark.parametrize("late", [0.0, 0.02])
def test_a_swinging_player_is_heard_on_the_off_beat_beside_those_who_are_even(late):
    """A blues player strikes off-beats as the box would; three others play evenly."""
    even = Controls(genre=genre_keyed("folk"), silence=0.0, downbeat=False)
    blues = replace(even, genre=genre_keyed("blues"))
    struck = 2 / 3 * 0.5 + late
    notes = [(player, struck if player == 0 else 0.25, NoteMessage(60, 80)) for player in range(4)]
    rig = Company([blues, even, even, even], notes)
    rig.loop.run(steps=8)
    assert [view.heard[0].onset for view in rig.loop.views] == [2, 2, 2, 2]


def test_beside_a_player_who_swings_some_time_is_left_to_decide_for_those_who_are_even():
    even = Controls(genre=genre_keyed("folk"), silence=0.0, downbeat=False)
    rig = Company([replace(even, genre=genre_keyed("blues")), even], [])
    left = []
    rig.beat = lambda place, meter, moment, period: left.append((moment - rig.clock.time) / period)
    rig.loop.run(steps=16)
    assert min(left) > 0.16


@pytest.mark.parametrize("bpm", [60.0, 120.0, 240.0])
@pytest.mark.parametrize(
    ("genres", "share"),
    [(["folk"], 1 / 2), (["blues"], 1 / 3), (["jazz"], 1 / 3), (["blues", *["folk"] * 3], 1 / 6)],
)
def test_every_decision_has_its_share_of_a_step_however_players_swing(genres, share, bpm):
    """It has until the first of them sounds; a tenth of that is kept to put it down."""
    everybody = [Controls(genre=genre_keyed(key), bpm=bpm, silence=0.0) for key in genres]
    rig, deadline, rooms = Company(everybody, []), Deadline(), []
    rig.wire(Ensemble([Jam(EchoPredictor()) for _ in genres]), deadline=deadline)
    rig.see = lambda views: rooms.append(deadline.room)
    rig.loop.run(steps=17)
    least = share * 15 / bpm
    assert rig.loop.punctuality.slack([0.0])[0] >= least - GRAIN
    assert min(rooms) >= 0.85 * least - RESERVE


def test_players_stay_in_step_when_the_jam_of_one_fails():
    class Failing(Jam):
        def hear(self, heard, *others):
            if heard:
                raise RuntimeError("inference failed")
            super().hear(heard, *others)

    rig = Company([Controls(silence=0.0)] * 3, [(1, 0.5, NoteMessage(60, 80))])
    jams = [Jam(EchoPredictor()), Failing(EchoPredictor()), Jam(EchoPredictor())]
    rig.wire(Ensemble(jams))
    rig.loop.run(steps=12)
    assert rig.loop.failed_steps == 1
    assert [(view.step, view.place) for view in rig.loop.views] == [(11, 11)] * 3
