"""FreeEEG32: 32 channels of 24 bits; the length of a packet is told by where the next one begins."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fascview_drivers.framing import BoolArray, ByteArray, IntArray, Layout
from fascview_drivers.words import big_endian_24

HEAD, TAIL = 0xA0, 0xC0
N_CHANNELS = 32
FS_HZ = 512.0
VREF_UV = 2.5e6
GAIN = 8.0
FULL_SCALE = 2**23 - 1
LENGTHS = range(99, 121)
"""Counter, 32 values and what firmware adds; 105 and 106 are in use."""
USUAL_LENGTH = 106


def counter(rows: ByteArray) -> IntArray:
    """Return the counters of packets, shape ``(n,)``."""
    return rows[:, 1].astype(np.int64)


def layout(length: int = USUAL_LENGTH) -> Layout:
    """Return packets of this length."""

    def valid(rows: ByteArray) -> BoolArray:
        good: BoolArray = (rows[:, 0] == HEAD) & (rows[:, -1] == TAIL)
        return good

    return Layout(length, valid, counter, head=HEAD)


def find_length(data: bytes) -> int | None:
    """Return the length of packets in a stream, told from two that follow each other; None while unknown."""
    buffer = np.frombuffer(data, np.uint8)
    heads = np.flatnonzero((buffer[1:] == HEAD) & (buffer[:-1] == TAIL)) + 1
    found = set(heads.tolist())
    for at in heads.tolist():
        for length in LENGTHS:
            follows = at + length in found and at + length + 1 < len(buffer)
            if follows and int(buffer[at + length + 1]) == (int(buffer[at + 1]) + 1) % 256:
                return length
    return None


def counts(rows: ByteArray) -> NDArray[np.int32]:
    """Return the values of packets, shape ``(n, 32)``."""
    return big_endian_24(rows, 2, N_CHANNELS)


def uv_per_count(gain: float = GAIN) -> float:
    """Return the scale [uV per count]."""
    return VREF_UV / gain / FULL_SCALE


def encode(values: NDArray[np.int64], numbers: IntArray, length: int = USUAL_LENGTH) -> ByteArray:
    """Return packets for counts ``(n, 32)`` and counters ``(n,)``."""
    n = len(values)
    rows = np.zeros((n, length), np.uint8)
    rows[:, 0], rows[:, -1] = HEAD, TAIL
    rows[:, 1] = numbers % 256
    limited = values.clip(-(2**23), FULL_SCALE)
    rows[:, 2:98] = limited.astype(">i4", order="C").view(np.uint8).reshape(n, N_CHANNELS, 4)[:, :, 1:].reshape(n, 96)
    return rows
