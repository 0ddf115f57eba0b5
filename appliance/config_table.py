"""The table of settings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches

from appliance.jam.controls import MOST_PLAYERS, Controls, Mode, TempoFrom
from appliance.jam.steering import LAST_CONTROLLER, OFF, TRIGGERS, usual_controllers
from appliance.midi.keys import ANY_CHANNEL, NO_KEY
from appliance.models.manifest import SIZES
from appliance.music.genres import GENRES

Value = bool | int | float | str | list[str]

_PLAY = Controls()


@dataclass(frozen=True)
class Setting:
    """One setting: its place, default, what it may be, and why one would change it.

    The type is that of the default (a whole number may stand for a float).
    """

    section: str
    key: str
    default: Value
    doc: str
    choices: tuple[Value, ...] = ()
    span: tuple[float, float] | None = None
    form: str = ""  # of each text in a list, as a regular expression,
    written: str = ""  # and how it is written, for a person

    @property
    def name(self) -> str:
        """Full name, `section.key`."""
        return f"{self.section}.{self.key}"

    @property
    def range_text(self) -> str:
        """What the value may be, for a person."""
        if self.choices:
            return "One of: " + ", ".join(map(str, self.choices)) + "."
        if self.span:
            return f"From {self.span[0]:.10g} to {self.span[1]:.10g}."
        return {bool: "true or false.", list: "A list of texts."}.get(type(self.default), "A text.")

    def refusal(self, value: object) -> str | None:
        """Why a value cannot be taken, as the end of a sentence; None if it can."""
        kinds = (int, float) if isinstance(self.default, float) else (type(self.default),)
        if not isinstance(value, kinds) or isinstance(value, bool) != isinstance(
            self.default, bool
        ):
            wanted = self.range_text[:-1].lower() if self.choices else _KINDS[type(self.default)]
            return f"must be {wanted}, not {_as_text(value)}"
        if isinstance(value, list) and not all(isinstance(each, str) for each in value):
            return "must be a list of texts"
        if any("\0" in text for text in _texts(value)):
            return "cannot hold the sign that ends all texts (\\u0000)"
        if isinstance(value, list) and self.form:
            wrong = [each for each in value if not re.fullmatch(self.form, each)]
            if wrong:
                return f"cannot hold {wrong[0]!r}: {self.written}"
        if self.choices and value not in self.choices:
            near = get_close_matches(str(value), map(str, self.choices), n=1)
            return f"cannot be {value!r}; " + (
                f"did you mean {near[0]!r}?" if near else self.range_text[:-1].lower()
            )
        if self.span and isinstance(value, int | float) and not self._within(value):
            return f"must be {self.range_text[:-1].lower()}, not {value}"
        return None

    def _within(self, value: float) -> bool:
        low, high = self.span or (value, value)
        return low <= value <= high


def _texts(value: object) -> list[str]:
    """The texts in a value."""
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, str)]


def _as_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value)


_KINDS = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text",
    list: "a list of texts",
}

PIN = (2.0, 27.0)
CHANNEL = (1.0, 16.0)
CONTROLLER = (OFF, LAST_CONTROLLER)

SET_BY = {
    "bpm": "the tempo",
    "theme": "how close an answer keeps to your phrase",
    "bars": "the length of a turn",
    "answer_bars": "the length of an answer",
    "call_least": "how long your phrase is at least",
    "call_most": "how long your phrase is at most",
    "silence": "how long a silence ends your phrase",
    "replay": "whether your phrase is repeated",
    "temperature": "how daring the box is",
    "tempo_from": "what gives the tempo",
    "loop": "whether an answer is looped",
    "mode": "the way to play",
    "players": "how many play",
    "player": "whose settings the panel shows",
}
TRIGGERED = {
    "hand_over": "does what the switch does",
    "panic": 'does what "All notes off" does',
    "tap": "sets the tempo by taps",
    "again": 'does what "Answer again" does',
}

SETTINGS = (
    Setting("jam", "genre", _PLAY.genre.key, "Genre at power-on; the knob changes it.",
            choices=tuple(genre.key for genre in GENRES)),
    Setting("jam", "mode", _PLAY.mode.name.lower(), "Way to play at power-on; a push changes it.\n"
            "respond: hand over by the switch or by stopping. trade: every few bars.\n"
            "overlap: the same, while you go on playing.\n"
            "accompany: the box plays the bass under your tune.\n"
            "morph: it varies your tune over a bass of its own.",
            choices=tuple(mode.name.lower() for mode in Mode)),
    Setting("jam", "players", _PLAY.players, "How many play, each with a keyboard and a jam of\n"
            "their own, in one tempo. 1: all keyboards are one player's.",
            choices=tuple(range(1, MOST_PLAYERS + 1))),
    Setting("jam", "other_genres", [], "Genres of the second to fourth player at power-on;\n"
            "the last one's goes for those who are not named.",
            form="|".join(genre.key for genre in GENRES),
            written="genres are " + ", ".join(genre.key for genre in GENRES)),
    Setting("jam", "tempo", _PLAY.bpm, "Quarter notes a minute.", span=(40, 240)),
    Setting("jam", "meter", "4/4", "Beats of the bar.", choices=("4/4", "3/4", "6/8")),
    Setting("jam", "replay", _PLAY.replay, "Play your phrase again before answering it."),
    Setting("jam", "turn_bars", _PLAY.bars, "Bars of a turn when trading.", choices=(1, 2, 4, 8)),
    Setting("jam", "answer_bars", _PLAY.answer_bars,
            "Bars of an answer; 0: as long as your phrase.", span=(0, 32)),
    Setting("jam", "loop", _PLAY.loop, "Play an answer over and over until you come in."),
    Setting("jam", "silence", _PLAY.silence,
            "Seconds of silence that end your phrase; 0: only the switch does.", span=(0, 10)),
    Setting("jam", "call_least", _PLAY.call_least,
            "Bars that your phrase lasts at least before silence ends it; 0: none.", span=(0, 32)),
    Setting("jam", "call_most", _PLAY.call_most,
            "Bars after which your phrase is answered, over or not; 0: never.", span=(0, 32)),
    Setting("jam", "theme", _PLAY.theme,
            "How close an answer keeps to your phrase: 0 free, 1 nearly the same.", span=(0, 1)),
    Setting("jam", "morph", _PLAY.morph,
            "How far a variation goes from your tune: 0 not at all, 1 to its rhythm and contour.",
            span=(0, 1)),
    Setting("jam", "temperature", _PLAY.temperature,
            "How daring the box is: below 1 safe, above 1 wild.", span=(0.1, 2)),
    Setting("jam", "discipline", _PLAY.discipline,
            "How much the critic, which has learnt what sounds well, has to say beside the\n"
            "network that plays as people do: 0 nothing, 1 its full say.", span=(0, 1)),
    Setting("jam", "click", _PLAY.click, "Play a metronome."),
    Setting("jam", "quantize", _PLAY.quantize,
            "How far your phrase is put on the grid when it is played again: 0 as you played it.",
            span=(0, 1)),
    Setting("jam", "swing", _PLAY.swing,
            "How much jazz, blues and standards swing: 0 not at all.", span=(0, 1)),
    Setting("jam", "tempo_from", _PLAY.tempo_from.name.lower(), "What gives the tempo.\n"
            "clock: a MIDI clock while there is one, else the knob or taps.\n"
            "notes: your own playing. set: the knob or taps alone.",
            choices=tuple(each.name.lower() for each in TempoFrom)),
    Setting("jam", "seed", 0, "Seed of the box's choices; 0: another one every time.",
            span=(0, 2**31 - 1)),
    Setting("midi", "channel", 1, "Channel that the box plays on (for other players:\n"
            "the next that are free).", span=CHANNEL),
    Setting("midi", "switch_key", NO_KEY, "Key that does what the switch does, as a MIDI note\n"
            "number (21: the lowest of a piano); -1: none.", span=(NO_KEY, 127)),
    Setting("midi", "bass_keys_channel", ANY_CHANNEL, "Channel that you play basses on, where\n"
            "two keyboards are plugged in; 0: how low a note is tells.",
            span=(ANY_CHANNEL, 16)),
    Setting("midi", "bass_keyboard", "", "Keyboard that you play basses on: part of its name."),
    Setting("midi", "players_by", "keyboard", "What tells players apart, where several play.\n"
            "keyboard: each is one; who plays first is the first. channel: 1 is the first player.",
            choices=("keyboard", "channel")),
    Setting("midi", "bass_channel", 2, "Channel of the box's bass.", span=CHANNEL),
    Setting("midi", "click_channel", 10, "Channel of the metronome.", span=CHANNEL),
    Setting("midi", "programs", True,
            "Choose the synth's sounds by the genre (General MIDI program changes)."),
    Setting("midi", "thru", False,
            "Send your own notes on to the synth (for keyboards that make no sound)."),
    Setting("midi", "clock_out", False, "Give drum machines and synths the tempo (MIDI clock)."),
    Setting("midi", "state_controller", OFF, "Controller that tells others whose turn it is, with\n"
            "0: yours, 127: the box's; 0: none.", span=CONTROLLER),
    Setting("midi", "slow", [], "Synths that sound late, and by how many milliseconds, 1 to 99:\n"
            'parts of their names, such as ["FLUID: 20"]. They are told so much earlier.',
            form=r".+: [1-9]\d?", written="write name and milliseconds, as in 'FLUID: 20'"),
    Setting("midi", "queue", "auto", "Who keeps the time of what the box plays. auto: the kernel\n"
            "(ALSA's queue), where there is one. off: the box itself.", choices=("auto", "off")),
    Setting("midi", "ignore", [], "Ports to leave alone: parts of their names."),
    *(Setting("midi", f"{name}_controller", number,
              f"Number of the MIDI controller that sets {SET_BY.get(name, name)}; {OFF}: none.",
              span=CONTROLLER)
      for name, number in usual_controllers().items() if name not in TRIGGERED),
    *(Setting("midi", f"{trigger.name}_controller", trigger.controller,
              f"Number of the controller or pedal that {TRIGGERED[trigger.name]}; "
              f"{OFF}: none.",
              span=CONTROLLER)
      for trigger in TRIGGERS),
    Setting("panel", "buttons", "auto", "Switch, knob and light at the GPIO pins.\n"
            "auto: if there are pins. on: say so if there are none.",
            choices=("auto", "on", "off")),
    Setting("panel", "switch_pin", 17, "Toggle switch, to ground (BCM number).", span=PIN),
    Setting("panel", "knob_a_pin", 22, "Knob, line A.", span=PIN),
    Setting("panel", "knob_b_pin", 23, "Knob, line B.", span=PIN),
    Setting("panel", "push_pin", 27, "Push of the knob, to ground.", span=PIN),
    Setting("panel", "lamp_pin", 24, '"Your turn" light.', span=PIN),
    Setting("panel", "knob_steps", 4, "Electrical steps in one click of the knob.",
            choices=(1, 2, 4)),
    Setting("panel", "display", "auto", "Display on the I2C pins.\n"
            "auto: an SSD1306 if the bus is there. none: no display.",
            choices=("auto", "ssd1306", "sh1106", "none")),
    Setting("panel", "display_bus", 1, "Number of the I2C bus.", span=(0, 20)),
    Setting("panel", "display_address", 0x3C, "I2C address, 60 (0x3C) or 61 (0x3D).",
            choices=(0x3C, 0x3D)),
    Setting("panel", "display_upside_down", False, "Turn the picture by half a turn."),
    Setting("web", "page", "auto", "Show the panel as a page in the browser.\n"
            "auto: with `make run`, unless there is a real display; not as a service.",
            choices=("auto", "on", "off")),
    Setting("web", "host", "127.0.0.1", "Address that the page is served at.\n"
            "127.0.0.1: for this computer alone. 0.0.0.0: for its whole network, and with a code\n"
            "that the display shows."),
    Setting("web", "port", 8765, "Port that the page is served at.", span=(1, 65535)),
    Setting("synth", "sound", "auto", "Sound system that `antiphon synth` plays through.\n"
            "auto: a running JACK server, else PulseAudio or PipeWire, else ALSA.",
            choices=("auto", "jack", "pulseaudio", "alsa")),
    Setting("synth", "device", "default", "ALSA's sound card, such as \"hw:1\"; `aplay -l` lists\n"
            "them. default: often one that programs share, and slower for that."),
    Setting("synth", "soundfont", "", "File with the sounds; empty: TimGM6mb, or another of\n"
            "Debian's packages."),
    Setting("synth", "gain", 0.6, "Loudness; too much distorts chords.", span=(0, 5)),
    Setting("synth", "rate", 48000, "Samples a second.", choices=(44100, 48000)),
    Setting("synth", "period", 128, "Samples that are computed in one go. `periods` times as many\n"
            "wait to sound: 128 and 3 at 48000 a second delay by 8 ms. JACK has its own.",
            choices=(64, 128, 256, 512, 1024)),
    Setting("synth", "periods", 3, "How many of them; if it crackles, more, or longer ones.",
            span=(2, 16)),
    Setting("synth", "polyphony", 64, "Notes that may sound at once.", span=(8, 256)),
    Setting("synth", "reverb", True, "Let the sound ring in a room."),
    Setting("recordings", "most", 200, "How many jams are kept as MIDI files, the newest; 0: none.",
            span=(0, 9999)),
    Setting("recordings", "folder", "", "Folder of the jams; empty: antiphon in the user's data\n"
            "folder (~/.local/share)."),
    Setting("recordings", "stick", "auto", "Copy the jams to a USB stick that is plugged in.\n"
            "auto: on a Raspberry Pi.", choices=("auto", "on", "off")),
    Setting("power", "off_command", "", "Command that switches the computer off after\n"
            '"Shut down", such as "systemctl poweroff"; empty: as a service, the box has it\n'
            "switched off; elsewhere only the box ends."),
    Setting("models", "folder", "", "Folder of the networks; empty: the shipped ones."),
    Setting("models", "size", "auto", "Size of the networks.\n"
            "auto: as this machine is fast, measured at the first start;\n"
            "small: for a Pi Zero 2 W or Pi 3 that is late with the big ones.",
            choices=("auto", *SIZES)),
)  # fmt: skip
