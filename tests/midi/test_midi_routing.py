"""Which ports are played with, told from names as real systems write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.midi.routing import PortRules, Use, address_of, is_own, labels, routes, use_of

ALSA = (
    "Midi Through:Midi Through Port-0 14:0",
    "Launchkey Mini MK3:Launchkey Mini MK3 MIDI Port 20:0",
    "Launchkey Mini MK3:Launchkey Mini MK3 DAW Port 20:1",
    "USB-MIDI:USB-MIDI MIDI 1 24:0",
    "USB-MIDI:USB-MIDI MIDI 1 28:0",
    "FLUID Synth (1234):Synth input port (1234:0) 128:0",
    "Antiphon:in 129:0",
    "Antiphon:keyboard 130:0",
    "PipeWire-System:input 131:0",
    "PipeWire-RT-Event:input 132:0",
)
JACK = (
    "system:midi_capture_1",
    "a2j:Midi Through [14] (capture): Midi Through Port-0",
    "a2j:Antiphon [129] (capture): out",
    "Midi-Bridge:Midi Through:(capture_0) Midi Through Port-0",
    "Midi-Bridge:Digital Piano at usb-1.2:(capture_0) Digital Piano MIDI 1",
    "Antiphon:in",
    "Antiphon-01:in",
    "Antiphon-out:out",
    "VMPK Output:out",
)


def test_alsa_keyboards_and_synths_are_played_with_and_nothing_else() -> None:
    assert routes(ALSA) == ALSA[1:6]


def test_jack_bridges_do_not_lead_back_into_the_box() -> None:
    assert routes(JACK) == (JACK[0], JACK[4], JACK[8])


def test_each_reason_has_its_words() -> None:
    assert use_of(ALSA[0]) is Use.PLUMBING
    assert use_of(ALSA[6]) is Use.OWN
    assert use_of(ALSA[1], PortRules(deny=("launchkey",))) is Use.DENIED
    assert use_of(ALSA[1]) is Use.PLAYED


def test_a_keyboard_may_have_nearly_our_name() -> None:
    assert not is_own("Antiphonal:keys 20:0")
    assert is_own("Organ:keys 20:0", own="Organ")
    assert not is_own("Studio:to Antiphon 140:0"), "a person drew that line on purpose"


def test_allowed_ports_are_the_only_ones() -> None:
    assert routes(ALSA, PortRules(allow=("usb-midi", "FLUID*"))) == ALSA[3:6]


def test_denying_beats_allowing() -> None:
    rules = PortRules(allow=("Launchkey",), deny=("DAW Port",))
    assert routes(ALSA, rules) == (ALSA[1],)


def test_one_of_two_identical_keyboards_can_be_denied_by_its_number() -> None:
    assert ALSA[4] not in routes(ALSA, PortRules(deny=("28:0",)))
    assert ALSA[3] in routes(ALSA, PortRules(deny=("28:0",)))


def test_a_port_without_a_name_is_no_port() -> None:
    assert routes(("", "Keys:out")) == ("Keys:out",)


def test_labels_name_devices_and_count_identical_ones() -> None:
    assert labels(ALSA[1:6]) == (
        "Launchkey Mini MK3",
        "USB-MIDI",
        "USB-MIDI 2",
        "FLUID Synth (1234)",
    )
    assert labels((JACK[0], JACK[8])) == ("midi_capture_1", "VMPK Output")


@pytest.mark.parametrize(
    ("name", "address"), [(ALSA[2], "20:1"), (JACK[0], None), ("Keys", None), ("", None)]
)
def test_alsa_names_end_with_an_address(name: str, address: str | None) -> None:
    assert address_of(name) == address


@given(st.lists(st.text(max_size=30)), st.lists(st.text(max_size=5)))
def test_any_names_and_patterns_are_taken(names: list[str], patterns: list[str]) -> None:
    rules = PortRules(deny=tuple(patterns))
    chosen = routes(names, rules)
    assert set(chosen) <= set(names)
    assert len(set(chosen)) == len(chosen)
    assert len(labels(names)) <= len(names)
