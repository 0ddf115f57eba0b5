"""Several players in fake time: who hears whom, where the bars are, and what it costs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.jam.controls import Controls, Mode, set_for
from appliance.jam.engine import Jam
from appliance.jam.ensemble import Doing, Ensemble
from appliance.jam.parts import Part
from appliance.jam.phases import Phase, Signal
from appliance.mind import mind_of
from appliance.models.manifest import SHIPPED
from appliance.models.melody_encoder import MelodyEncoder
from appliance.models.predictor import EchoPredictor
from appliance.music.genres import genre_keyed
from appliance.music.grid import COMMON_TIME
from appliance.music.notes import NoteMessage

SET = Controls(replay=False, silence=0.0)
FLIP = Signal.HAND_OVER


def on(pitch):
    return NoteMessage(pitch, 80)


def off(pitch):
    return NoteMessage(pitch, 0)


def echoes(count=4):
    return Ensemble([Jam(EchoPredictor(), player) for player in range(count)])


def onsets(outcome):
    return [message.pitch for _, message in outcome.play if message.is_on]


def test_each_player_is_answered_with_their_own_notes():
    ensemble, long = echoes(), replace(SET, answer_bars=2)
    ensemble.step([Doing([on(60)], long), Doing([on(72)], long)])
    ensemble.step([Doing([off(60)], long, FLIP), Doing([off(72)], long, FLIP)])
    answers = ([], [])
    for _ in range(36):
        for player, outcome in enumerate(ensemble.step([Doing(controls=long)] * 2)):
            answers[player].extend(onsets(outcome))
    assert set(answers[0]) == {60}
    assert set(answers[1]) == {72}


def test_each_player_has_a_turn_of_their_own():
    ensemble = echoes()
    trading = replace(SET, mode=Mode.TRADE, bars=1)
    ensemble.step([Doing([on(60)], SET), Doing([on(72)], trading)])
    ensemble.step([Doing([off(60)], SET, FLIP), Doing([off(72)], trading)])
    first, second = ensemble.step([Doing(controls=SET), Doing(controls=trading)])
    assert (first.view.phase, second.view.phase) == (Phase.RESPOND, Phase.LISTEN)
    for _ in range(14):
        first, second = ensemble.step([Doing(controls=SET), Doing(controls=trading)])
    assert second.view.phase is Phase.RESPOND


def test_bars_are_everybodys_and_move_only_while_all_others_are_quiet():
    ensemble = echoes()
    nobody = [Doing(controls=SET)] * 3
    for _ in range(5):
        ensemble.step(nobody)
    views = ensemble.step([nobody[0], Doing([on(60)], SET), nobody[0]])
    assert [outcome.view.place for outcome in views] == [0, 0, 0]
    for _ in range(6):
        ensemble.step(nobody)
    views = ensemble.step([Doing([on(64)], SET), *nobody[1:]])
    assert [outcome.view.place for outcome in views] == [7, 7, 7], "somebody plays: no downbeat"


def test_two_who_begin_together_begin_on_one_downbeat():
    ensemble = echoes()
    nobody = [Doing(controls=SET)] * 2
    for _ in range(3):
        ensemble.step(nobody)
    views = ensemble.step([Doing([on(60)], SET), Doing([on(72)], SET)])
    assert [outcome.view.place for outcome in views] == [0, 0]


def test_one_metronome_ticks_for_all():
    ensemble, clicking = echoes(), replace(SET, click=True)
    ticks = [
        (player, message.pitch)
        for _ in range(16)
        for player, outcome in enumerate(ensemble.step([Doing(controls=clicking)] * 3))
        for part, message in outcome.play
        if part is Part.CLICK and message.is_on
    ]
    assert [player for player, _ in ticks] == [0] * 4


def test_who_leaves_leaves_no_note_and_who_comes_again_finds_a_new_jam():
    ensemble = echoes()
    ensemble.step([Doing(controls=SET), Doing([on(72)], SET)])
    ensemble.step([Doing(controls=SET), Doing([off(72)], SET, FLIP)])
    sounding: set[int] = set()
    while not sounding:
        outcome = ensemble.step([Doing(controls=SET)] * 2)[1]
        sounding |= set(onsets(outcome))
    left = ensemble.step([Doing(controls=SET)])
    assert len(left) == 2
    assert {message.pitch for _, message in left[1].play if not message.is_on} == sounding
    assert len(ensemble.step([Doing(controls=SET)])) == 1
    back = ensemble.step([Doing(controls=SET)] * 2)[1].view
    assert (back.phase, back.waiting, back.heard, back.answered) == (Phase.LISTEN, True, (), ())


MESSAGES = st.lists(
    st.builds(NoteMessage, st.integers(48, 72), st.sampled_from([0, 80])), max_size=3
)
DOINGS = st.builds(
    Doing,
    MESSAGES,
    st.builds(lambda mode, silence: Controls(mode, silence=silence, bars=1),
              st.sampled_from(Mode), st.sampled_from([0.0, 1.0])),
    st.none() | st.sampled_from([FLIP, Signal.AGAIN, Signal.STOP]),
)  # fmt: skip


@given(st.lists(st.lists(DOINGS, min_size=1, max_size=4), max_size=60))
def test_every_note_of_every_player_ends_whoever_comes_and_goes(steps):
    ensemble, sounding = echoes(), set()
    for doings in [*steps, [Doing(controls=SET, signal=Signal.STOP)]]:
        for player, outcome in enumerate(ensemble.step(doings)):
            for part, message in outcome.play:
                key = player, part, message.pitch
                assert message.is_on != (key in sounding)
                (sounding.add if message.is_on else sounding.remove)(key)
    assert {key for key in sounding if key[0] > 0 or key[1] is not Part.CLICK} == set()


@pytest.mark.parametrize("mode", [Mode.RESPOND, Mode.ACCOMPANY, Mode.MORPH])
def test_players_are_thought_for_at_once_and_hear_what_each_would_hear_alone(mode):
    """Three play the real networks together; each of them plays once more, alone."""
    genres = [genre_keyed(key) for key in ("folk", "jazz", "rock")]
    tunes = [(60, 64, 67, 65), (62, 65, 69, 67), (57, 60, 64, 62)]
    sets = [Controls(mode, genre, downbeat=False) for genre in genres]

    def doing(player, step):
        held = step // 2 < 8
        struck = [on(tunes[player][step // 2 % 4])] if held and step % 2 == 0 else []
        ended = [off(tunes[player][step // 2 % 4])] if held and step % 2 == 1 else []
        return Doing(struck + ended, sets[player], FLIP if step == 16 else None)

    mind = mind_of(SHIPPED, "small", 3, 3)
    together = Ensemble(mind.jams(3, COMMON_TIME), mind.look_ahead)
    alone = mind_of(SHIPPED, "small", 3, 3).jams(3, COMMON_TIME)
    heard = 0
    for step in range(64):
        doings = [doing(player, step) for player in range(3)]
        for player, outcome in enumerate(together.step(doings)):
            apart = alone[player].step(doings[player].heard, sets[player], doings[player].signal)
            assert outcome.play == apart.play, (step, player)
            heard += len(onsets(outcome))
    assert heard > 20


@pytest.mark.parametrize("players", [2, 4])
def test_the_networks_are_asked_once_for_all(players):
    """The encoder, where most of a step goes, works once a step for everybody."""
    mind = mind_of(SHIPPED, "small", 0, players)
    calls = []
    ensemble = Ensemble(mind.jams(0, COMMON_TIME), mind.look_ahead)
    encode = MelodyEncoder.encode

    def counted(self, *others):
        calls.append(len(self.readings))
        return encode(self, *others)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MelodyEncoder, "encode", counted)
        for step in range(12):
            notes = [on(60)] if step % 2 == 0 else [off(60)]
            ensemble.step([Doing(notes, SET)] * players)
    assert calls.count(players) >= 11
    assert len(calls) <= 11 + 2 * players


def test_what_is_common_is_set_for_all_and_the_panel_is_with_somebody_who_plays():
    everybody = (Controls(),) * 4
    genre = genre_keyed("jazz")
    everybody = set_for(everybody, 1, replace(everybody[1], bpm=90.0, genre=genre, players=2))
    assert [each.bpm for each in everybody] == [90.0] * 4
    assert [each.genre.key for each in everybody] == ["folk", "jazz", "folk", "folk"]
    everybody = set_for(everybody, 0, replace(everybody[0], player=4))
    assert [each.player for each in everybody] == [2] * 4


def test_who_comes_new_is_not_answered_with_what_somebody_else_has_played():
    ensemble, again = echoes(), Signal.AGAIN
    ensemble.step([Doing(controls=SET), Doing([on(72)], SET)])
    ensemble.step([Doing(controls=SET), Doing([off(72)], SET, FLIP)])
    for _ in range(8):
        ensemble.step([Doing(controls=SET)] * 2)
    ensemble.step([Doing(controls=SET)])
    ensemble.step([Doing(controls=SET), Doing(controls=SET, signal=again)])
    heard = [onsets(ensemble.step([Doing(controls=SET)] * 2)[1]) for _ in range(40)]
    assert 72 not in [pitch for pitches in heard for pitch in pitches]
