"""Chords firmware of Upside Down Labs: boards, packets and commands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fascview_drivers.framing import BoolArray, ByteArray, IntArray, Layout

HEAD = (0xC7, 0x7C)
END = 0x01
WHO, START, STOP = b"WHORU\n", b"START\n", b"STOP\n"
GAIN = 2420.0


@dataclass(frozen=True, slots=True)
class Board:
    """What a board's name stands for: rate [Hz], channels, resolution [bit] and reference [V]."""

    fs_hz: float
    n_channels: int
    bits: int
    vref_v: float


BOARDS: dict[str, Board] = {
    "UNO-R3": Board(250, 6, 10, 5.0),
    "UNO-CLONE": Board(250, 6, 10, 5.0),
    "GENUINO-UNO": Board(250, 6, 10, 5.0),
    "UNO-R4": Board(500, 6, 14, 5.0),
    "NANO-CLONE": Board(250, 8, 10, 5.0),
    "NANO-CLASSIC": Board(250, 8, 10, 5.0),
    "MEGA-2560-R3": Board(250, 16, 10, 5.0),
    "MEGA-2560-CLONE": Board(250, 16, 10, 5.0),
    "RPI-PICO-RP2040": Board(500, 3, 12, 3.3),
    "STM32F4-BLACK-PILL": Board(500, 8, 12, 3.3),
    "STM32G4-CORE-BOARD": Board(500, 16, 12, 3.3),
    "GIGA-R1": Board(500, 6, 16, 3.3),
    "NPG-LITE": Board(500, 3, 12, 2.5),
    "NPG-LITE-3CH": Board(500, 3, 12, 2.5),
    "NPG-LITE-6CH": Board(500, 6, 12, 2.5),
    "ESP32-S3": Board(500, 16, 12, 3.3),
}


def board_name(answer: bytes) -> str | None:
    """Return the name in an answer to ``WHO``, which may stand among other bytes; None when there is none."""
    for line in answer.replace(b"\r", b"\n").split(b"\n"):
        name = line[-24:].decode("ascii", "replace").strip()
        for known in sorted(BOARDS, key=len, reverse=True):
            if name.endswith(known):
                return known
    return None


def _counter(rows: ByteArray) -> IntArray:
    return rows[:, 2].astype(np.int64)


def layout(n_channels: int, bits: int = 16) -> Layout:
    """Return the packets of a board: two sync bytes, counter, values of so many bits in two bytes each, end byte.

    With 14 bits or fewer no sync byte can stand where the upper half of a value does.
    """
    highest = (1 << bits - 8) - 1

    def valid(rows: ByteArray) -> BoolArray:
        good: BoolArray = (rows[:, 0] == HEAD[0]) & (rows[:, 1] == HEAD[1]) & (rows[:, -1] == END)
        if bits < 16:
            good &= (rows[:, 3:-1:2] <= highest).all(axis=1)
        return good

    return Layout(2 * n_channels + 4, valid, _counter, head=HEAD[0])


def counts(rows: ByteArray) -> NDArray[np.int32]:
    """Return the values of packets, shape ``(n, n_channels)``."""
    values: NDArray[np.int32] = rows[:, 3:-1:2].astype(np.int32) << 8 | rows[:, 4:-1:2]
    return values


def microvolt(values: NDArray[np.int32], board: Board, gain: float, vref_v: float) -> NDArray[np.float32]:
    """Return the voltage at the front end's electrodes, taken as biased at mid-rail [uV]."""
    return np.asarray((values / 2.0**board.bits - 0.5) * (vref_v / gain * 1e6), np.float32)


def encode(values: NDArray[np.int64], numbers: IntArray) -> ByteArray:
    """Return packets for counts ``(n, n_channels)`` and counters ``(n,)``."""
    n, n_channels = values.shape
    rows = np.empty((n, 2 * n_channels + 4), np.uint8)
    rows[:, 0], rows[:, 1], rows[:, -1] = *HEAD, END
    rows[:, 2] = numbers % 256
    rows[:, 3:-1:2], rows[:, 4:-1:2] = values >> 8, values & 255
    return rows
