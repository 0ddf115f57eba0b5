"""What plays a part in a genre: General MIDI programs, numbered from 0."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from appliance.jam.parts import Part


@dataclass(frozen=True, slots=True)
class Instruments:
    """The programs of a genre's answers and basses, 0 … 127."""

    answer: int
    bass: int

    @property
    def programs(self) -> Mapping[Part, int]:
        """By part; the click has none, since channel 10 is percussion."""
        return {Part.ANSWER: self.answer, Part.BASS: self.bass}


_ACOUSTIC_BASS, _FINGERED_BASS, _PICKED_BASS, _SYNTH_BASS = 32, 33, 34, 38
_CELLO, _CONTRABASS, _TUBA = 42, 43, 58

INSTRUMENTS: Final = {
    "folk": Instruments(40, _ACOUSTIC_BASS),  # violin
    "chorale": Instruments(19, _CONTRABASS),  # church organ
    "classical": Instruments(0, _CELLO),  # piano
    "lied": Instruments(71, _CELLO),  # clarinet
    "ragtime": Instruments(3, _TUBA),  # honky-tonk piano
    "standards": Instruments(11, _ACOUSTIC_BASS),  # vibraphone
    "rock": Instruments(29, _PICKED_BASS),  # overdriven guitar
    "game": Instruments(80, _SYNTH_BASS),  # square lead
    "pop": Instruments(4, _FINGERED_BASS),  # electric piano
    "jazz": Instruments(66, _ACOUSTIC_BASS),  # tenor saxophone
    "blues": Instruments(22, _FINGERED_BASS),  # harmonica
}
