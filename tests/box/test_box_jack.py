"""From a real MIDI port to a real MIDI port: the whole box on a JACK server."""

import time
from contextlib import contextmanager
from statistics import median

import mido
import pytest
import rtmidi

from appliance.__main__ import main
from tests.box.running import running_box, until
from tests.midi.jack_server import jack_server
from tests.midi.listening import let_go, listen

BY_SILENCE = """
[jam]
replay = false
silence = 0.5
seed = 7
tempo = 200
"""


class Player:
    """Another program on the JACK server, tied to the box's ports."""

    def __init__(self):
        self.heard = []
        self._keys = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name="player-keys")
        self._ears = listen(
            "player-ears", lambda moment, message: self.heard.append((moment, message))
        )

    def connect(self):
        until(lambda: self._port(self._keys, "in") is not None, "the box's input port")
        until(lambda: self._port(self._ears, "out") is not None, "the box's output port")
        self._keys.open_port(self._port(self._keys, "in"), name="out")
        self._ears.open_port(self._port(self._ears, "out"), name="in")

    def play(self, *pitches, seconds=0.12, gap=0.03):
        for pitch in pitches:
            self._keys.send_message([0x90, pitch, 90])
            time.sleep(seconds)
            self._keys.send_message([0x80, pitch, 0])
            time.sleep(gap)

    def close(self):
        let_go(self._ears)
        self._keys.close_port()
        self._keys.delete()

    @property
    def notes(self):
        return [(t, m) for t, m in self.heard if m[0] & 0xF0 in (0x80, 0x90)]

    @staticmethod
    def _port(client, direction):
        names = [name.lower() for name in client.get_ports()]
        ours = [i for i, n in enumerate(names) if "antiphon" in n and n.endswith(direction)]
        return ours[0] if ours else None


@contextmanager
def player():
    someone = Player()
    try:
        yield someone
    finally:
        someone.close()


@pytest.fixture
def jack():
    with jack_server() as name:
        yield name


def sounding(messages):
    """Pitches left sounding, and how many note-ons there were; each on needs its own off."""
    held, starts = set(), 0
    for message in messages:
        pitch = (message[0] & 0x0F, message[1])
        if message[0] & 0xF0 == 0x90 and message[2] > 0:
            assert pitch not in held
            held.add(pitch)
            starts += 1
        else:
            held.discard(pitch)
    return held, starts


def test_a_phrase_into_the_input_port_comes_back_answered_at_the_output_port(jack, tmp_path):
    with running_box("--no-web", settings=BY_SILENCE, folder=tmp_path) as box, player() as me:
        box.wait_for("playing")
        me.connect()
        me.play(60, 62, 64, 67, 64, 62, 60, 62)
        until(lambda: len(me.notes) >= 4, "an answer")
        until(lambda: time.monotonic() - me.heard[-1][0] > 1.5, "the end of the answer")
        held, starts = sounding([message for _, message in me.notes])
        assert starts >= 2
        assert not held
        assert box.stop() == 0
    controls = [message[1] for _, message in me.heard if message[0] == 0xB0]
    assert {64, 123, 120} <= set(controls)


def test_ending_the_box_in_the_midst_of_an_answer_leaves_nothing_sounding(jack, tmp_path):
    settings = BY_SILENCE + "answer_bars = 16\n"
    with running_box("--no-web", settings=settings, folder=tmp_path) as box, player() as me:
        box.wait_for("playing")
        me.connect()
        me.play(60, 64, 67, 72)
        until(lambda: sounding([m for _, m in me.notes])[0], "a sounding note")
        assert box.stop() == 0
        time.sleep(0.3)
        assert not sounding([message for _, message in me.notes])[0]


def test_thru_sends_the_players_notes_on_and_a_keyboard_plugged_in_later_is_heard(jack, tmp_path):
    settings = "[jam]\nsilence = 0\n[midi]\nthru = true\n"
    with running_box("--no-web", settings=settings, folder=tmp_path) as box, player() as me:
        box.wait_for("playing")
        me.connect()
        keyboard = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name="Late Keyboard")
        keyboard.open_virtual_port("keys")
        time.sleep(1.5)
        keyboard.send_message([0x90, 76, 99])
        until(lambda: [0x90, 76, 99] in [m for _, m in me.notes], "the note through the box")
        keyboard.close_port()  # pulled out while the key is down
        keyboard.delete()
        until(lambda: not sounding([m for _, m in me.notes])[0], "the end of the held note")
        assert box.stop() == 0


def test_without_any_midi_the_box_runs_and_says_so(tmp_path):
    with running_box("--no-web", settings="", folder=tmp_path) as box:
        box.wait_for("playing")
        time.sleep(0.5)
        assert box.process.poll() is None
        assert box.stop() == 0


def test_wrong_settings_and_a_damaged_model_are_logged_and_the_box_plays(jack, tmp_path):
    broken = tmp_path / "models"
    broken.mkdir()
    (broken / "manifest.json").write_text("{")
    settings = BY_SILENCE + f'tempp = 90\n[models]\nfolder = "{broken}"\n'
    with running_box("--no-web", settings=settings, folder=tmp_path) as box, player() as me:
        box.wait_for(r"settings: line 7: there is no setting jam.tempp; did you mean jam.tempo")
        box.wait_for("no network, playing with the notes of the call instead")
        box.wait_for("playing$|playing,")
        me.connect()
        me.play(60, 64, 67, 72)
        until(lambda: len(me.notes) >= 2, "an answer without a network")
        assert box.stop() == 0


@pytest.mark.parametrize("tempo", [60, 120, 240])
def test_a_bass_is_gone_on_with_under_a_tune_and_given_back(jack, tmp_path, tempo):
    """The player's bass stops, the box's begins on the grid; a bass note of theirs ends it."""
    settings = f'[jam]\nmode = "accompany"\nsilence = 0.5\nseed = 3\ntempo = {tempo}\n'
    beat = 60.0 / tempo
    with running_box("--no-web", settings=settings, folder=tmp_path) as box, player() as me:
        box.wait_for("playing")
        me.connect()
        me.play(36, 43, 36, 43, seconds=0.8 * beat, gap=0.2 * beat)
        until(lambda: len(me.notes) >= 2, "the box's bass")
        me.play(72, 74, 76, 77, 76, 74, 72, 74, seconds=0.4 * beat, gap=0.1 * beat)
        until(lambda: len(me.notes) >= 6, "more of it")
        assert {message[0] & 0x0F for _, message in me.notes} == {1}, "the bass' channel"
        me.play(41, seconds=0.5 * beat)
        heard = len(me.notes)
        time.sleep(0.4)
        held, starts = sounding([message for _, message in me.notes])
        assert starts >= 3
        assert not held, "the player's bass ends the box's"
        assert len(me.notes) == heard
        assert box.stop() == 0


class Clicks:
    """A synth that remembers when it was told to click."""

    def __init__(self, name):
        self.moments = []
        self._port = listen(name, self._take)
        self._port.open_virtual_port("notes")

    def _take(self, moment, message):
        if message[0] == 0x99:
            self.moments.append(moment)

    def close(self):
        let_go(self._port)


def test_a_slow_synth_hears_each_note_before_the_others(jack, tmp_path):
    settings = '[jam]\nclick = true\ntempo = 200\n[midi]\nslow = ["Slow: 60"]\n'
    slow, usual = Clicks("Slow Synth"), Clicks("Usual Synth")
    with running_box("--no-web", settings=settings, folder=tmp_path) as box:
        box.wait_for("playing")
        until(lambda: len(slow.moments) > 9 and len(usual.moments) > 9, "clicks")
        assert box.stop() == 0
    ahead = [min(abs(s - u) if s < u else 1.0 for s in slow.moments) for u in usual.moments[1:9]]
    assert 0.02 < median(ahead) < 0.15  # half a beat
    slow.close()
    usual.close()


def test_a_jam_is_kept_and_listed(jack, tmp_path, capsys):
    with running_box("--no-web", settings=BY_SILENCE, folder=tmp_path) as box, player() as me:
        box.wait_for("playing")
        me.connect()
        me.play(60, 62, 64, 67, 64, 62, 60, 62)
        until(lambda: len(me.notes) >= 4, "an answer")
        assert box.stop() == 0
    (kept,) = (tmp_path / "antiphon").glob("*.mid")
    score = mido.MidiFile(kept)
    tracks = {track.name: [m.note for m in track if m.type == "note_on"] for track in score.tracks}
    assert tracks["human"] == [60, 62, 64, 67, 64, 62, 60, 62]
    assert tracks["response"]
    settings = tmp_path / "jams.toml"
    settings.write_text(f"[recordings]\nfolder = '{kept.parent}'\n")
    assert main(["jams", "--config", str(settings)]) == 0
    assert capsys.readouterr().out == f"{kept}\n"
    assert main(["jams", "--config", str(settings), "--to", str(tmp_path / "stick")]) == 0
    assert (tmp_path / "stick" / kept.name).read_bytes() == kept.read_bytes()
