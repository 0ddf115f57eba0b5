"""A wire that records, and the glass at its end: rebuilds the picture as the controllers do."""

import numpy as np
from luma.core.interface.serial import noop
from PIL import Image

LONG_COMMANDS = {0x20: 1, 0x81: 1, 0x8D: 1, 0xA8: 1, 0xD3: 1, 0xD5: 1, 0xD9: 1, 0xDA: 1, 0xDB: 1}


class Wire(noop):
    """Records commands and data; raises OSError while `broken`."""

    def __init__(self):
        self.__dict__.update(sent=[], broken=False, closed=0)

    def __setattr__(self, name, value):
        self.__dict__[name] = value

    def command(self, *cmd):
        self._take(("command", cmd))

    def data(self, data):
        self._take(("data", bytes(data)))

    def cleanup(self):
        self.closed += 1

    def _take(self, item):
        if self.broken:
            raise OSError(121, "Remote I/O error")
        self.sent.append(item)

    @property
    def data_bytes(self):
        return sum(len(what) for kind, what in self.sent if kind == "data")


class Ssd1306Glass:
    """Horizontal addressing: data fills the window, column after column, page after page."""

    def __init__(self):
        self.memory = np.zeros((8, 128), np.uint8)
        self.columns, self.pages = (0, 127), (0, 7)
        self.column = self.page = 0

    def command(self, cmd):
        cmd = list(cmd)
        while cmd:
            code = cmd.pop(0)
            if code == 0x21:
                self.columns = (cmd.pop(0), cmd.pop(0))
                self.column = self.columns[0]
            elif code == 0x22:
                self.pages = (cmd.pop(0), cmd.pop(0))
                self.page = self.pages[0]
            else:
                del cmd[: LONG_COMMANDS.get(code, 0)]

    def data(self, data):
        for byte in data:
            self.memory[self.page, self.column] = byte
            self._advance()

    def _advance(self):
        self.column += 1
        if self.column > self.columns[1]:
            self.column = self.columns[0]
            self.page = self.pages[0] if self.page == self.pages[1] else self.page + 1

    def seen(self):
        return picture(self.memory)


class Sh1106Glass:
    """Page addressing: data fills 132 columns of one page, of which 2 … 129 are seen."""

    def __init__(self):
        self.memory = np.zeros((8, 132), np.uint8)
        self.column = self.page = 0

    def command(self, cmd):
        cmd = list(cmd)
        while cmd:
            code = cmd.pop(0)
            if code <= 0x0F:
                self.column = (self.column & 0xF0) | code
            elif code <= 0x1F:
                self.column = (self.column & 0x0F) | ((code & 0x0F) << 4)
            elif 0xB0 <= code <= 0xB7:
                self.page = code - 0xB0
            else:
                del cmd[: LONG_COMMANDS.get(code, 0)]

    def data(self, data):
        for byte in data:
            self.memory[self.page, self.column] = byte
            self.column += 1

    def seen(self):
        return picture(self.memory[:, 2:130])


GLASSES = {"ssd1306": Ssd1306Glass, "sh1106": Sh1106Glass}


def glass_after(driver, sent):
    """The glass of a controller after everything that was sent."""
    glass = GLASSES[driver]()
    for kind, what in sent:
        getattr(glass, kind)(what)
    return glass


def picture(memory):
    """The picture that lies in pages of bytes, bit 0 of each on top."""
    bits = memory[:, np.newaxis, :] >> np.arange(8)[np.newaxis, :, np.newaxis] & 1
    return Image.fromarray((bits.reshape(64, 128) * 255).astype(np.uint8)).convert("1")
