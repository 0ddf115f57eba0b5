"""The band: parts on channels, sounds by genre, each thing at its time."""

from appliance.band import REMINDER_SECONDS, Band
from appliance.fittings import synths_of
from appliance.jam.instruments import INSTRUMENTS
from appliance.jam.parts import Part
from appliance.jam.phases import Phase
from appliance.midi.alsa_queue import AlsaQueue
from appliance.midi.clock_out import STOP
from appliance.music.genres import GENRES, genre_keyed
from appliance.music.grid import meter_named
from appliance.music.notes import NoteMessage
from appliance.realtime.agenda import Agenda
from appliance.realtime.slot import Slot
from tests.box.doubles import Clock, Queue, Recorder, config_with


def test_the_band_plays_each_part_on_its_channel_on_every_output():
    outputs = [Recorder(), Recorder()]
    agenda = Agenda()
    band = Band(outputs, {Part.ANSWER: 1, Part.CLICK: 10}, agenda)
    band.play(
        [(Part.ANSWER, NoteMessage(60, 80)), (Part.CLICK, NoteMessage(76, 0))], Slot(5.0, 0.125)
    )
    agenda.do_until(4.9)
    assert outputs[0].sent == []
    agenda.do_until(5.0)
    assert [list(m[:2]) for m in outputs[0].sent] == [[0x90, 60], [0x89, 76]]
    assert outputs[0].sent == outputs[1].sent
    band.silence()
    assert bytes([0xB0, 123, 0]) in outputs[1].sent
    assert bytes([0xB9, 120, 0]) in outputs[1].sent


def test_a_slow_synth_is_told_ahead():
    outputs, agenda = [Recorder(), Recorder(lead=0.02)], Agenda()
    band = Band(outputs, {Part.ANSWER: 1}, agenda)
    band.play([(Part.ANSWER, NoteMessage(60, 80))], Slot(5.0, 0.125))
    agenda.do_until(4.98)
    assert [len(each.sent) for each in outputs] == [0, 1]
    agenda.do_until(5.0)
    assert [len(each.sent) for each in outputs] == [1, 1]


def test_a_queue_is_handed_everything_ahead_with_the_moment_it_is_due_at():
    queued, plain, agenda = Recorder(lead=0.02, queue=Queue()), Recorder(), Agenda()
    band = Band([queued, plain], {Part.ANSWER: 1}, agenda, timed=[queued])
    band.play([(Part.ANSWER, NoteMessage(60, 80))], Slot(5.0, 0.125))
    band.beat(0, meter_named("4/4"), 5.0, 0.125)
    agenda.do_until(4.87)
    assert queued.queue.handed == []
    agenda.do_until(4.881)
    (note, due, lasting), *ticks = queued.queue.handed
    assert (note[0], due, lasting) == (0x90, 4.98, False)
    assert ticks and all(lasting for _, _, lasting in ticks)
    assert queued.sent == plain.sent == []
    agenda.do_until(5.0)
    assert plain.sent == [note] and queued.sent == []


def test_silence_recalls_what_a_queue_was_handed_and_closing_the_clock_too():
    output = Recorder(queue=Queue())
    band = Band([output], {Part.ANSWER: 1}, Agenda(), timed=[output])
    band.silence()
    assert output.queue.recalled == [False]
    band.close()
    assert output.queue.recalled == [False, False, True]
    assert output.sent[-1] == STOP


def test_slow_synths_are_told_apart_by_their_names():
    outputs = synths_of(config_with(midi__slow=["FLUID: 20", "FLU: 5"], midi__ignore=["Old"]), None)
    names = ("USB synth", "FLUID 1", "FLUTE", "Old FLUTE")
    admitted = [[name for name in names if each._rules.admit(name)] for each in outputs]
    assert admitted == [["USB synth"], ["FLUID 1"], ["FLUTE"]]
    assert [each.lead for each in outputs] == [0.0, 0.02, 0.005]


def test_the_kernel_keeps_the_time_unless_the_settings_say_otherwise():
    def opener(config):
        return synths_of(config, None)[0]._outlets._open_queue

    assert opener(config_with()) is AlsaQueue
    assert opener(config_with(midi__queue="off")) is None


def test_others_are_told_whose_turn_it_is_if_that_is_set():
    output = Recorder()
    agenda = Agenda()
    band = Band([output], {Part.ANSWER: 3}, agenda, state_controller=80)
    for phase in (Phase.LISTEN, Phase.REPLAY, Phase.RESPOND, Phase.LISTEN):
        band.tell(phase)
    agenda.do_until(1.0)
    assert output.sent == [bytes([0xB2, 80, 127]), bytes([0xB2, 80, 0])]
    band.tell(Phase.RESPOND)
    agenda.do_until(1.0)
    output.sent.clear()
    band.close()
    assert output.sent[-1] == bytes([0xB2, 80, 0])
    output.sent.clear()
    Band([output], {Part.ANSWER: 3}, Agenda()).tell(Phase.RESPOND)
    assert output.sent == []


def test_silence_forgets_what_was_to_sound():
    output, agenda = Recorder(), Agenda()
    band = Band([output], {Part.ANSWER: 1}, agenda)
    band.play([(Part.ANSWER, NoteMessage(60, 80))], Slot(5.0, 0.125))
    band.silence()
    agenda.do_until(9.0)
    assert all(message[0] == 0xB0 for message in output.sent)


def test_the_band_sounds_as_the_genre_does():
    """A program comes before the first note, not into a sounding one, and again after a while."""
    output, clock, agenda = Recorder(), Clock(), Agenda()
    band = Band([output], {Part.ANSWER: 1, Part.BASS: 2, Part.CLICK: 10}, agenda, clock=clock)
    jazz, rock = INSTRUMENTS["jazz"], INSTRUMENTS["rock"]

    def plays(part, pitch, velocity):
        output.sent.clear()
        band.play([(part, NoteMessage(pitch, velocity))], Slot(1.0, 0.125))
        agenda.do_until(1.0)
        return [list(message[:2]) for message in output.sent]

    band.dress(genre_keyed("jazz"))
    assert plays(Part.ANSWER, 60, 80) == [[0xC0, jazz.answer], [0x90, 60]]
    band.dress(genre_keyed("rock"))
    assert plays(Part.ANSWER, 64, 80) == [[0x90, 64]]
    assert plays(Part.BASS, 40, 80) == [[0xC1, rock.bass], [0x91, 40]]
    assert plays(Part.CLICK, 76, 80) == [[0x99, 76]]
    band.silence()
    assert plays(Part.ANSWER, 60, 80) == [[0xC0, rock.answer], [0x90, 60]]
    assert plays(Part.ANSWER, 60, 0) == [[0x80, 60]]
    assert plays(Part.ANSWER, 60, 80) == [[0x90, 60]]
    plays(Part.ANSWER, 60, 0)
    clock.time += REMINDER_SECONDS
    assert plays(Part.ANSWER, 60, 80) == [[0xC0, rock.answer], [0x90, 60]]


def test_a_synth_keeps_its_sound_if_that_is_set():
    output, agenda = Recorder(), Agenda()
    band = Band([output], {Part.ANSWER: 1}, agenda, programs=False)
    band.dress(genre_keyed("jazz"))
    band.play([(Part.ANSWER, NoteMessage(60, 80))], Slot(1.0, 0.125))
    agenda.do_until(1.0)
    assert [list(message[:2]) for message in output.sent] == [[0x90, 60]]


def test_every_genre_has_its_instruments():
    assert set(INSTRUMENTS) == {genre.key for genre in GENRES}


def test_no_note_ends_before_it_begins():
    """However loosely it is replayed."""
    output, agenda = Recorder(), Agenda()
    band = Band([output], {Part.ANSWER: 1}, agenda, programs=False)
    band.play([(Part.ANSWER, NoteMessage(60, 80, late=0.45))], Slot(1.0, 0.1))
    band.play([(Part.ANSWER, NoteMessage(60, 0, late=-0.45))], Slot(1.07, 0.1))
    agenda.do_until(2.0)
    assert [message[0] for message in output.sent] == [0x90, 0x80]
