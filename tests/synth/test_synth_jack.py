"""The box's own synth, played by keyboards and by the box through a real JACK server."""

import time

import numpy as np
import pytest

from tests.box.running import running_box, until
from tests.midi.fake_ports import FakeKeyboard, FakeSynth, unplug_all
from tests.midi.jack_server import jack_server
from tests.synth.recording_synth import pitch_of, recording_synth, sound_of

LEFT = "FLUID Synth (box):left"
ANSWERING = """
[jam]
genre = "jazz"
replay = false
silence = 0.5
seed = 7
tempo = 200
"""
OCARINA = 79  # sounds on as long as its key is held, however late somebody listens
PHRASE = (60, 62, 64, 67, 64, 62, 60, 62)


@pytest.fixture(scope="module")
def server():
    with jack_server() as name:
        yield name


@pytest.fixture
def jack(server):
    yield server
    unplug_all()


@pytest.fixture
def keyboard():
    keys = FakeKeyboard("Keys")
    yield keys
    keys.unplug()


def strike(keys, *pitches):
    for pitch in pitches:
        keys.play(bytes([0x90, pitch, 90]))
        time.sleep(0.12)
        keys.play(bytes([0x80, pitch, 0]))
        time.sleep(0.03)


def wait_for_wire(keys, synth, pitch=20):
    """Strike a deep key until it arrives; returns how many notes have arrived."""

    def arrives():
        strike(keys, pitch)
        return (1, pitch) in synth.notes[before:]

    before = len(synth.notes)
    until(arrives, "a note at the synth")
    return len(synth.notes)


def answered(keys, synth):
    """Play a phrase, and wait a while: has the box played the synth?"""
    strike(keys, *PHRASE)
    deadline = time.monotonic() + 3
    while not split(synth.notes)[1] and time.monotonic() < deadline:
        time.sleep(0.05)
    return split(synth.notes)[1]


def test_a_keyboard_plugged_in_later_sounds_without_the_box(jack, tmp_path):
    with recording_synth(tmp_path) as synth:
        silence = sound_of(LEFT, 1, tmp_path)
        late = FakeKeyboard("Late Keys")
        synth.running.wait_for("Late Keys plays the synth")
        late.play(bytes([0xC0, OCARINA]), bytes([0x90, 69, 100]))
        sound = sound_of(LEFT, 1, tmp_path)
        late.unplug()
        assert synth.running.stop() == 0
    assert np.abs(silence).max() < 0.001
    assert np.abs(sound).max() > 0.05
    assert pitch_of(sound) == pytest.approx(440, abs=3)


def test_a_keyboard_that_slipped_out_and_back_plays_again(jack, tmp_path):
    with recording_synth(tmp_path) as synth:
        for _ in range(2):
            keys = FakeKeyboard("Slippery Keys")
            wait_for_wire(keys, synth)
            keys.unplug()


def test_a_key_held_on_a_keyboard_that_is_unplugged_falls_silent(jack, tmp_path):
    with recording_synth(tmp_path) as synth:
        keys = FakeKeyboard("Organ")
        wait_for_wire(keys, synth)
        keys.play(bytes([0xC0, 19]), bytes([0x90, 69, 100]))
        sounding = sound_of(LEFT, 1, tmp_path)
        keys.unplug()
        time.sleep(2)
        silence = sound_of(LEFT, 1, tmp_path)
    assert np.abs(sounding).max() > 0.05
    assert np.abs(silence).max() < 0.001


def test_a_port_that_the_settings_ignore_does_not_sound(jack, tmp_path, keyboard):
    with recording_synth(tmp_path, '[midi]\nignore = ["Pads"]\n') as synth:
        pads = FakeKeyboard("Drum Pads")
        wait_for_wire(keyboard, synth)
        strike(pads, 69)
        strike(keyboard, 21)
        until(lambda: (1, 21) in synth.notes, "the key struck after the pad")
        pads.unplug()
        assert (1, 69) not in synth.notes


def test_each_note_sounds_once_the_players_and_the_boxs_on_channels_apart(jack, tmp_path, keyboard):
    """Also where the box plays another synth besides, and whoever is started first."""
    other = FakeSynth("Other Synth")
    with (
        running_box("--no-web", settings=ANSWERING, folder=tmp_path) as box,
        recording_synth(tmp_path / "synth") as synth,
    ):
        box.wait_for("playing")
        wait_for_wire(keyboard, synth)
        ears = FakeSynth("Ears", source="Antiphon-out:out")
        time.sleep(3)  # the box has answered what was struck for the wire, and is tied to all
        before, _ = len(synth.notes), ears.heard.clear()
        strike(keyboard, *PHRASE)
        until(lambda: len(begun(ears.heard)) >= 4, "an answer")
        assert box.stop() == 0
        played, answered = split(synth.notes[before:])
        heard = begun(ears.heard)
        programs = synth.programs
        ears.unplug()
    other.unplug()
    assert played == [(1, pitch) for pitch in PHRASE]
    assert answered == [(16 + channel, pitch) for channel, pitch in heard]
    assert programs
    assert {channel for channel, _ in programs} <= {17, 18}


def begun(messages):
    """Channel and pitch of the notes that begin in messages."""
    return [(m[0] - 0x8F, m[1]) for m in messages if m[0] & 0xF0 == 0x90 and m[2] > 0]


def split(notes):
    """Those of the first port, and those of the second."""
    return [n for n in notes if n[0] <= 16], [n for n in notes if n[0] > 16]


def test_the_metronome_is_a_drum_on_the_boxs_port_too(jack, tmp_path):
    """A drum sounds for a moment, a piano goes on."""
    with recording_synth(tmp_path) as synth:
        click = FakeKeyboard()
        click.tie_to("FLUID Synth (box):midi_01")
        click.play(bytes([0x99, 76, 127]))
        until(lambda: (26, 76) in synth.notes, "the click")
        time.sleep(1)
        late = sound_of(LEFT, 1, tmp_path)
        click.unplug()
    assert np.abs(late).max() < 0.001


def test_box_and_synth_come_and_go_apart(jack, tmp_path, keyboard):
    """By their ends in good order: a JACK server is long deaf when a client was killed."""
    with running_box("--no-web", settings=ANSWERING, folder=tmp_path) as box:
        box.wait_for("playing")
        with recording_synth(tmp_path / "first") as synth:
            wait_for_wire(keyboard, synth)
            assert synth.running.stop() == 0
        assert box.process.poll() is None
        with recording_synth(tmp_path / "second") as synth:
            wait_for_wire(keyboard, synth)
            until(lambda: answered(keyboard, synth), "an answer at the new synth")
            assert box.stop() == 0
            wait_for_wire(keyboard, synth, pitch=21)
            assert synth.running.stop() == 0


def test_the_synth_ends_with_trouble_when_fluidsynth_does(jack, tmp_path):
    nowhere = '[synth]\nsound = "alsa"\ndevice = "nowhere"\n'
    with running_box(settings=nowhere, folder=tmp_path, command="synth") as synth:
        synth.wait_for("FluidSynth ended")
        assert synth.process.wait(timeout=30) == 1
