"""A USB device that is a piece of Python, plugged into the kernel by USB over IP (vhci_hcd)."""

from __future__ import annotations

import errno
import socket
import struct
from pathlib import Path
from threading import Thread
from typing import Protocol

_HOST = Path("/sys/devices/platform/vhci_hcd.0")
_FULL_SPEED = 2
_SUBMIT, _UNLINK, _SUBMITTED, _UNLINKED = 1, 2, 3, 4
_HEADER = struct.Struct(">5I")  # command, number, device, direction, endpoint
_SUBMISSION = struct.Struct(">Iiiii8s")  # flags, length, three of other kinds, set-up packet
_SETUP = struct.Struct("<BBHHH")  # type, request, value, index, length
_IN = 1
_STANDARD, _TO_HOST = 0x60, 0x80  # bits of a request's type
_GET_DESCRIPTOR, _DEVICE, _CONFIGURATION = 6, 1, 2


class Device(Protocol):
    """A device that has nothing but its control endpoint."""

    device: bytes
    configuration: bytes

    def request(self, number: int, value: int, index: int, data: bytes, length: int) -> bytes:
        """Answer a request of its driver's; raises a ValueError for one that it does not know."""


class Plugged:
    """A device that is plugged in, until `pull`."""

    def __init__(self, device: Device, port: int = 0) -> None:
        self._device, self._port = device, port
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        self._stream = ours.makefile("rwb")
        self._thread = Thread(target=self._serve, name="usb", daemon=True)
        self._thread.start()
        number = 1 << 16 | port + 2
        (_HOST / "attach").write_text(f"{port} {theirs.fileno()} {number} {_FULL_SPEED}")
        theirs.close()
        ours.close()

    def pull(self) -> None:
        """Pull it out."""
        (_HOST / "detach").write_text(str(self._port))
        self._thread.join(timeout=5.0)

    def _serve(self) -> None:
        try:
            while head := self._stream.read(_HEADER.size):
                command, number, _, direction, _ = _HEADER.unpack(head)
                body = self._stream.read(_SUBMISSION.size)
                if command == _SUBMIT:
                    self._submitted(number, direction == _IN, *_SUBMISSION.unpack(body))
                elif command == _UNLINK:
                    self._reply(_UNLINKED, number, -errno.ECONNRESET)
        except (OSError, struct.error):
            pass  # pulled out
        finally:
            self._stream.close()

    def _submitted(self, number: int, reads: bool, flags: int, length: int, *rest: object) -> None:
        setup = rest[-1]
        assert isinstance(setup, bytes)
        data = b"" if reads else self._stream.read(length)
        try:
            answer = self._control(*_SETUP.unpack(setup), data)
        except ValueError:
            self._reply(_SUBMITTED, number, -errno.EPIPE)
            return
        self._reply(_SUBMITTED, number, 0, len(answer) if reads else length, answer)

    def _control(
        self, kind: int, request: int, value: int, index: int, length: int, data: bytes
    ) -> bytes:
        if kind & _STANDARD:
            return self._device.request(request, value, index, data, length)[:length]
        if request == _GET_DESCRIPTOR:
            return self._descriptor(value >> 8)[:length]
        return bytes(length) if kind & _TO_HOST else b""

    def _descriptor(self, kind: int) -> bytes:
        if kind == _DEVICE:
            return self._device.device
        if kind == _CONFIGURATION:
            return self._device.configuration
        raise ValueError(f"no such descriptor: {kind}")

    def _reply(
        self, command: int, number: int, status: int, length: int = 0, data: bytes = b""
    ) -> None:
        head = _HEADER.pack(command, number, 0, 0, 0)
        self._stream.write(head + struct.pack(">ii20x", status, length) + data)
        self._stream.flush()
