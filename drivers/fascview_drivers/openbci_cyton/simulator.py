"""A Cyton, or a Cyton with a Daisy, as seen from its dongle."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fascview.stream import FloatArray
from fascview_drivers.framing import ByteArray, IntArray
from fascview_drivers.openbci_cyton import protocol

SIMPLE_REPLIES = {
    b"d": b"updating channel settings to default$$$",
    b"D": b"060110$$$",
    b"V": b"v3.1.2$$$",
    b"<": b"Time stamp ON$$$",
    b">": b"Time stamp OFF$$$",
}
TEST_SIGNALS = {b"0": (0.0, 0), b"-": (1.0, 21), b"=": (1.0, 20), b"p": (0.0, 0), b"[": (2.0, 21), b"]": (2.0, 20)}
"""How large, and the power of two by which the clock is divided."""
NORMAL, SHORTED, TEST = 0, 1, 5
MODES = {
    b"0": b"default",
    b"1": b"debug",
    b"2": b"analog",
    b"3": b"digital",
    b"4": b"marker",
    b"5": b"BLE",
    b"/": b"default",
}


class CytonSimulator:
    """Answers as firmware 3.1 does and packs samples into its packets.

    Parameters
    ----------
    daisy : bool
        True for the 16-channel board at 125 Hz.
    electrode_ohm : float
        What the lead-off current flows through.
    gain_errors : sequence of float
        By what factor the first channels amplify too much.
    """

    baud = 115_200
    greeting = b""

    def __init__(
        self, *, daisy: bool = False, electrode_ohm: float = 10_000.0, gain_errors: Sequence[float] = ()
    ) -> None:
        self.has_daisy = self.daisy = daisy
        self._electrode_ohm = electrode_ohm
        self._excess = np.ones(16)
        self._excess[: len(gain_errors)] = gain_errors
        self.streaming = False
        self._pending = b""
        self._reset()

    def _reset(self) -> None:
        self.streaming = False
        self._counter = 0
        self._defaults()

    def _defaults(self) -> None:
        self.gains = [24] * 16
        self.bipolar = [False] * 16
        self.on = [True] * 16
        self._lead_off = [False] * 16
        self._input = [NORMAL] * 16
        self._signal = (0.0, 0)
        self._mode = b"default"
        self._phase = 0

    @property
    def n_channels(self) -> int:
        """Channels sent."""
        return 16 if self.daisy else 8

    @property
    def fs_hz(self) -> float:
        """Samples per second."""
        return protocol.FS_HZ / 2 if self.daisy else protocol.FS_HZ

    def receive(self, data: bytes) -> bytes:
        """Take commands and return the replies."""
        self._pending += data
        replies = b""
        while self._pending:
            length, reply = self._command(self._pending)
            if length == 0:
                break
            self._pending = self._pending[length:]
            if not self.streaming:  # while streaming, settings are made without a word
                replies += reply
        return replies

    def _command(self, text: bytes) -> tuple[int, bytes]:
        """Carry out the first command of ``text``: how long it was (0 when it is not whole), and its reply."""
        letter = text[:1]
        if letter == b"b":
            self.streaming, self._counter = True, 0
        elif letter == b"s":
            self.streaming = False
        elif letter == b"v":
            self._reset()
            return 1, self._banner()
        elif letter == b"d":
            self._defaults()
        elif letter in b"cC":
            return 1, self._attach(letter == b"C")
        elif letter == b"x":
            return self._channel(text)
        elif letter == b"z":
            return self._set_lead_off(text)
        elif letter == b"~":
            return (2, b"Success: Sample rate is 250Hz$$$") if len(text) > 1 else (0, b"")
        elif letter == b"/":
            if len(text) < 2:
                return 0, b""
            self._mode = MODES.get(text[1:2], self._mode)
            return 2, b"Success: " + self._mode + b"$$$"
        elif letter in TEST_SIGNALS:
            self._signal = TEST_SIGNALS[letter]
            self._input = [SHORTED if letter == b"0" else TEST] * 16
            return 1, b"Success: Configured internal test signal.$$$"
        elif letter.decode("latin-1") in protocol.OFF_LETTERS:
            self.on[protocol.OFF_LETTERS.index(letter.decode())] = False
        elif letter in b"!@#$%^&*QWERTYUI":
            self.on[b"!@#$%^&*QWERTYUI".index(letter)] = True
        elif letter == b"\xf0":
            replies = {0: b"Success: Host and Device on Channel number: \x01$$$", 7: b"Success: System is Up$$$"}
            return (2, replies.get(text[1], b"Success$$$")) if len(text) > 1 else (0, b"")
        return 1, SIMPLE_REPLIES.get(letter, b"")

    def _banner(self) -> bytes:
        daisy = b"On Daisy ADS1299 Device ID: 0x3E\n" if self.daisy else b""
        return (
            b"OpenBCI V3 8-16 channel\nOn Board ADS1299 Device ID: 0x3E\n"
            + daisy
            + b"LIS3DH Device ID: 0x33\nFirmware: v3.1.2\n$$$"
        )

    def _attach(self, wanted: bool) -> bytes:
        had = self.daisy
        self.daisy = wanted and self.has_daisy
        if wanted:
            if not self.daisy:
                return b"no daisy to attach!8$$$"
            return b"16$$$" if had else b"daisy attached16$$$"
        return b"daisy removed$$$" if had else b"8$$$"

    def _channel(self, text: bytes) -> tuple[int, bytes]:
        if len(text) < 9:
            return 0, b""
        letters = text[:9].decode("latin-1")
        where = protocol.CHANNEL_LETTERS.find(letters[1])
        if letters[8] != "X":
            return 9, b"Failure: Err: 9th char not X$$$"
        if where < 0 or letters[3] not in "0123456":
            return 9, b"Failure: too few chars$$$"
        self.on[where] = letters[2] == "0"
        self.gains[where] = protocol.GAINS[int(letters[3])]
        self.bipolar[where] = letters[6] == "0"
        self._input[where] = int(letters[4]) if letters[4] in "01234567" else NORMAL
        return 9, f"Success: Channel set for {where + 1}$$$".encode()

    def _set_lead_off(self, text: bytes) -> tuple[int, bytes]:
        if len(text) < 5:
            return 0, b""
        letters = text[:5].decode("latin-1")
        where = protocol.CHANNEL_LETTERS.find(letters[1])
        if letters[4] != "Z" or where < 0:
            return 5, b"Failure: Err: 5th char not Z$$$"
        self._lead_off[where] = "1" in letters[2:4]
        return 5, f"Success: Lead off set for {where + 1}$$$".encode()

    def encode(self, samples_uv: FloatArray) -> list[bytes]:
        """Return the packets of samples of shape ``(n, n_channels)``."""
        n = len(samples_uv)
        shown = samples_uv.astype(np.float64)
        if any(self._lead_off):
            t = (self._phase + np.arange(n)) / self.fs_hz
            ohm = self._electrode_ohm + protocol.SERIES_OHM
            tone_uv = ohm * protocol.LEAD_OFF_A * 1e6 * np.sin(2 * np.pi * protocol.LEAD_OFF_HZ * t)
            shown = shown + np.outer(tone_uv, self._lead_off[: self.n_channels])
        shown[:, np.array(self._input[: self.n_channels]) != NORMAL] = self._own(n)[:, None]
        shown *= self._excess[: self.n_channels]
        self._phase += n
        gains = np.array(self.gains[: self.n_channels], np.float64)
        counts = np.rint(shown / (protocol.VREF_UV / gains / protocol.FULL_SCALE)).astype(np.int64)
        counts[:, ~np.array(self.on[: self.n_channels])] = 0
        if not self.daisy:
            rows = self._packets(counts)
        else:
            halves = np.empty((2 * n, 8), np.int64)
            halves[0::2], halves[1::2] = counts[:, 8:], counts[:, :8]
            rows = self._packets(halves)
        frames = [row.tobytes() for row in rows]
        if self.daisy:
            frames = [a + b for a, b in zip(frames[::2], frames[1::2], strict=True)]
        return frames

    def _own(self, n: int) -> FloatArray:
        """Return what the chip puts on its inputs itself, shape ``(n,)`` [uV]."""
        times, power = self._signal
        if not power:
            return np.zeros(n, np.float32)
        turns = (self._phase + np.arange(n)) / self.fs_hz * protocol.CLOCK_HZ / 2**power
        half = times * protocol.SIGNAL_VPP_UV / 2
        return np.where(turns % 1.0 < 0.5, half, -half).astype(np.float32)

    def _packets(self, counts: IntArray) -> ByteArray:
        counters = self._counter + np.arange(len(counts))
        self._counter = (self._counter + len(counts)) % 256
        aux = np.zeros((len(counts), 3), np.int64)
        tail = protocol.TAIL_ACCELEROMETER
        if self._mode in (b"analog", b"digital"):
            tail = protocol.TAIL_RAW_AUX
        else:
            aux[counters % 10 == 0] = (0, 0, 8000)  # lying on its back: 1 g, measured at 25 Hz
        return protocol.encode(counts, counters, aux, tail)

    def skip(self, n: int) -> None:
        """Count samples that were made and never sent."""
        self._counter = (self._counter + n * (2 if self.daisy else 1)) % 256
