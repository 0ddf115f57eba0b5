"""How JACK's ports are tied together, by the JACK library itself; rtmidi cannot tell."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from errno import EEXIST
from pathlib import Path

from appliance.midi.jack_end import JackEnd
from appliance.midi.routing import CLIENT_NAME, is_own, port_of
from appliance.midi.ties import Ties

_START_NO_SERVER = 1
_MIDI, _IS_INPUT, _IS_OUTPUT = b"8 bit raw midi", 1, 2
_Names = ctypes.POINTER(ctypes.c_char_p)


class JackGraph:
    """A client of the JACK server that asks how others' ports are tied, and ties them."""

    def __init__(self) -> None:
        """Connect to the server.

        Raises:
            OSError: if there is none.
        """
        self._jack = _declared(ctypes.CDLL(_library()))
        name = f"{CLIENT_NAME}-graph".encode()
        self._client = self._jack.jack_client_open(name, _START_NO_SERVER, None)
        if not self._client:
            raise OSError("JACK server not running")
        self._end = JackEnd(self._jack, self._client)

    @property
    def has_ended(self) -> bool:
        """True once the server is no more: then its clients are to be closed, all of them."""
        return self._end.has_come

    def sources(self) -> tuple[str, ...]:
        """Full names of the MIDI ports that notes come from."""
        return tuple(self._ports(_MIDI, _IS_OUTPUT))

    def sinks(self) -> tuple[str, ...]:
        """Full names of the MIDI ports that take notes."""
        return tuple(self._ports(_MIDI, _IS_INPUT))

    def ties(self, whose: Callable[[str], bool] = is_own) -> Ties:
        """The present ties of our ports, or of others."""
        ports = filter(whose, self._ports())
        pairs = ((port, other) for port in ports for other in self._tied_to(port))
        return Ties(frozenset((port_of(port), other) for port, other in pairs))

    def tie(self, source: str, sink: str) -> None:
        """Let a port play into another; that it does already is no failure.

        Raises:
            OSError: if the server refuses.
        """
        failure = self._jack.jack_connect(self._client, source.encode(), sink.encode())
        if failure not in (0, EEXIST):
            raise OSError(f"JACK does not tie {source} to {sink}")

    def close(self) -> None:
        """Let go of the server; of no use afterwards."""
        self._jack.jack_client_close(self._client)

    def _ports(self, kind: bytes | None = None, flags: int = 0) -> list[str]:
        return list(self._strings(self._jack.jack_get_ports(self._client, None, kind, flags)))

    def _tied_to(self, name: str) -> list[str]:
        port = self._jack.jack_port_by_name(self._client, name.encode())
        if not port:
            return []
        return list(self._strings(self._jack.jack_port_get_all_connections(self._client, port)))

    def _strings(self, names: ctypes._Pointer[ctypes.c_char_p]) -> Iterator[str]:
        """Read a list that ends with a null, and free it."""
        if not names:
            return
        index = 0
        while (name := names[index]) is not None:
            yield name.decode(errors="ignore")
            index += 1
        self._jack.jack_free(names)


def _library() -> str:
    """Path of the very library that rtmidi brought into this process.

    Raises:
        OSError: if it brought none.
    """
    for line in Path("/proc/self/maps").read_text().splitlines():
        path = line.partition("/")[2]
        if Path(path).name.startswith("libjack"):
            return f"/{path}"
    raise OSError("no JACK library")


def _declared(jack: ctypes.CDLL) -> ctypes.CDLL:
    """Tell C types apart, so that pointers keep their length."""
    pointer, text = ctypes.c_void_p, ctypes.c_char_p
    jack.jack_client_open.argtypes = [text, ctypes.c_int, pointer]
    jack.jack_client_open.restype = pointer
    jack.jack_client_close.argtypes = [pointer]
    jack.jack_get_ports.argtypes = [pointer, text, text, ctypes.c_ulong]
    jack.jack_get_ports.restype = _Names
    jack.jack_port_by_name.argtypes = [pointer, text]
    jack.jack_port_by_name.restype = pointer
    jack.jack_port_get_all_connections.argtypes = [pointer, pointer]
    jack.jack_port_get_all_connections.restype = _Names
    jack.jack_connect.argtypes = [pointer, text, text]
    jack.jack_free.argtypes = [pointer]
    jack.jack_free.restype = None
    return jack
