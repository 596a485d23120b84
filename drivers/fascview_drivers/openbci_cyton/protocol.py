"""OpenBCI Cyton and Daisy, firmware 3: bytes to microvolt, settings to bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fascview_drivers.framing import BoolArray, ByteArray, IntArray, Layout
from fascview_drivers.words import big_endian_24

LENGTH = 33
HEAD = 0xA0
TAIL_ACCELEROMETER, TAIL_RAW_AUX, TAIL_USER = 0xC0, 0xC1, 0xC2
TAIL_TIMED_ACCELEROMETER, TAIL_TIMED_RAW = (0xC3, 0xC4), (0xC5, 0xC6)
N_CHANNELS = 8
FS_HZ = 250.0
VREF_UV = 4.5e6
FULL_SCALE = 2**23 - 1
G_PER_COUNT = 0.002 / 16
GAINS = (1, 2, 4, 6, 8, 12, 24)
CHANNEL_LETTERS = "12345678QWERTYUI"
OFF_LETTERS = "12345678qwertyui"
LEAD_OFF_A = 6e-9
LEAD_OFF_HZ = 31.2
SERIES_OHM = 2200.0

CLOCK_HZ = 2.048e6
SIGNAL_HZ = CLOCK_HZ / 2**20
SIGNAL_VPP_UV = 2 * VREF_UV / 2400
"""The square wave of the ADS1299: (VREFP - VREFN) / 2400 to either side, its clock / 2^20 a second."""

RESET, START, STOP, DEFAULTS = b"v", b"b", b"s", b"d"
END_OF_TEXT = b"$$$"
TEST_SIGNAL = b"="
DAISY_ON, DAISY_OFF = b"C", b"c"
AUX_MODES = {"accelerometer": b"/0", "analog": b"/2", "digital": b"/3"}


def _valid(rows: ByteArray) -> BoolArray:
    tails = rows[:, LENGTH - 1]
    good: BoolArray = (rows[:, 0] == HEAD) & (tails >= 0xC0) & (tails <= 0xC6)
    return good


def counter(rows: ByteArray) -> IntArray:
    """Return the counters of packets, shape ``(n,)``."""
    return rows[:, 1].astype(np.int64)


LAYOUT = Layout(LENGTH, _valid, counter, modulus=256, head=HEAD)


def counts(rows: ByteArray) -> NDArray[np.int32]:
    """Return the values of packets, shape ``(n, 8)``."""
    return big_endian_24(rows, 2, N_CHANNELS)


def uv_per_count(gains: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return the scale of the ADS1299 with its 4.5 V reference [uV per count]."""
    return (VREF_UV / gains / FULL_SCALE).astype(np.float32)


def accelerometer_g(rows: ByteArray, last_g: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the acceleration with each packet, shape ``(n, 3)`` [g].

    The board measures it at 25 Hz and sends zeros in between: the last value is held, ``last_g`` at first.
    """
    held = np.empty((len(rows), 3), np.float32)
    held[:] = last_g
    aux = rows[:, 26:32]
    if not aux.any():
        return held
    words = np.ndarray((len(rows), 3), ">i2", buffer=np.ascontiguousarray(rows), offset=26, strides=(LENGTH, 2))
    fresh = np.flatnonzero(aux.any(axis=1) & (rows[:, LENGTH - 1] == TAIL_ACCELEROMETER))
    for at in fresh.tolist():
        held[at:] = words[at] * np.float32(G_PER_COUNT)
    return held


def raw_aux(rows: ByteArray) -> NDArray[np.uint16]:
    """Return the three aux words of each packet, shape ``(n, 3)``."""
    words = np.ndarray((len(rows), 3), ">u2", buffer=np.ascontiguousarray(rows), offset=26, strides=(LENGTH, 2))
    return words.astype(np.uint16)


def digital_inputs(rows: ByteArray) -> NDArray[np.float32]:
    """Return D11, D12, D13, D17 and D18 of each packet, shape ``(n, 5)``."""
    return rows[:, [26, 27, 28, 29, 31]].astype(np.float32)


def board_ms(rows: ByteArray) -> IntArray:
    """Return the board's clock in time-stamped packets, shape ``(n,)`` [ms]."""
    words = np.ndarray((len(rows),), ">u4", buffer=np.ascontiguousarray(rows), offset=28, strides=(LENGTH,))
    return words.astype(np.int64)


class DaisyPairer:
    """Joins an even packet (Daisy, channels 9-16) with the odd one after it (board, channels 1-8).

    A half without its partner is dropped.
    """

    def __init__(self) -> None:
        self._held: ByteArray = np.empty((0, LENGTH), np.uint8)

    def reset(self) -> None:
        """Forget a half that waits for its partner."""
        self._held = self._held[:0]

    def pair(self, rows: ByteArray) -> tuple[ByteArray, ByteArray]:
        """Return the board's and the Daisy's packets of the same samples, each of shape ``(n, 33)``."""
        if len(self._held):
            rows = np.concatenate([self._held, rows])
        number = counter(rows)
        if len(rows) < 2:
            first = np.empty(0, np.intp)
        else:
            first = np.flatnonzero((number[:-1] % 2 == 0) & (number[1:] == number[:-1] + 1))
        waiting = len(rows) > 0 and number[-1] % 2 == 0
        self._held = rows[-1:].copy() if waiting else rows[:0]
        return rows[first + 1], rows[first]


@dataclass(frozen=True, slots=True)
class Board:
    """What the answer to ``v`` says."""

    daisy: bool
    firmware: str


def parse_banner(text: bytes) -> Board | None:
    """Return what the board says of itself; None when this is not a Cyton's banner."""
    words = text.decode("ascii", "replace")
    if "OpenBCI V3" not in words:
        return None
    firmware = re.search(r"Firmware:\s*(v[\d.]+)", words)
    return Board("On Daisy ADS1299" in words, firmware[1] if firmware else "")


def channel_command(channel: int, *, gain: int, bipolar: bool, on: bool = True) -> bytes:
    """Return the setting of one channel.

    Parameters
    ----------
    channel : int
        1 to 16.
    gain : int
        One of ``GAINS``.
    bipolar : bool
        True: the difference between the two pins of the channel (SRB2 and bias off), as electrode pairs over a
        muscle want it. False: against the common reference SRB2, with bias drive.
    on : bool
        False powers the channel down.
    """
    shared = "0" if bipolar else "1"
    power = "0" if on else "1"
    letter = CHANNEL_LETTERS[channel - 1]
    return f"x{letter}{power}{GAINS.index(gain)}0{shared}{shared}0X".encode()


def lead_off_command(channel: int, *, on: bool) -> bytes:
    """Return the command that lets 6 nA at 31.2 Hz flow through the P input of one channel, or not."""
    return f"z{CHANNEL_LETTERS[channel - 1]}{int(on)}0Z".encode()


def impedance_ohm(samples_uv: NDArray[np.float32], fs_hz: float) -> NDArray[np.float64]:
    """Return the electrode impedance of each channel from the voltage the lead-off current makes [Ohm].

    Parameters
    ----------
    samples_uv : ndarray, shape (n_samples, n_channels)
        At least a second, with the current on.
    fs_hz : float
        Sampling rate [Hz].

    Notes
    -----
    The amplitude at 31.2 Hz is fitted by least squares as in Vanicek (1969); 2.2 kOhm in series on the board
    are taken off.
    """
    t = np.arange(len(samples_uv)) / fs_hz
    angle = 2 * np.pi * LEAD_OFF_HZ * t
    basis = np.column_stack([np.cos(angle), np.sin(angle), np.ones_like(t), t])
    fit = np.linalg.lstsq(basis, samples_uv.astype(np.float64), rcond=None)[0]
    amplitude_v = np.hypot(fit[0], fit[1]) * 1e-6
    return np.asarray(np.maximum(amplitude_v / LEAD_OFF_A - SERIES_OHM, 0.0))


def encode(counts_: NDArray[np.int64], counters: IntArray, aux: NDArray[np.int64], tail: int) -> ByteArray:
    """Return packets, shape ``(n, 33)``, for counts ``(n, 8)``, counters ``(n,)`` and aux words ``(n, 3)``."""
    n = len(counts_)
    rows = np.empty((n, LENGTH), np.uint8)
    rows[:, 0], rows[:, LENGTH - 1] = HEAD, tail
    rows[:, 1] = counters % 256
    limited = counts_.clip(-(2**23), FULL_SCALE)
    rows[:, 2:26] = limited.astype(">i4", order="C").view(np.uint8).reshape(n, N_CHANNELS, 4)[:, :, 1:].reshape(n, 24)
    rows[:, 26:32] = (aux % 65536).astype(">u2", order="C").view(np.uint8).reshape(n, 6)
    return rows
