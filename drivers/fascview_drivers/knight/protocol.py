"""NeuroPawn Knight: 16-bit samples of an ADS1299 with lead-off flags."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fascview_drivers.framing import BoolArray, ByteArray, IntArray, Layout

LENGTH = 21
HEAD, TAIL = 0xA0, 0xC0
N_CHANNELS = 8
FS_HZ = 125.0
VREF_UV = 4.0e6
GAIN = 12.0


def _valid(rows: ByteArray) -> BoolArray:
    good: BoolArray = (rows[:, 0] == HEAD) & (rows[:, LENGTH - 1] == TAIL)
    return good


def counter(rows: ByteArray) -> IntArray:
    """Return the counters of packets, shape ``(n,)``."""
    return rows[:, 1].astype(np.int64)


LAYOUT = Layout(LENGTH, _valid, counter, head=HEAD)


def counts(rows: ByteArray) -> NDArray[np.int32]:
    """Return the values of packets, shape ``(n, 8)``."""
    words = (rows[:, 2:18:2].astype(np.uint16) << 8 | rows[:, 3:18:2]).astype(np.uint16)
    return words.view(np.int16).astype(np.int32)


def lead_off(rows: ByteArray) -> NDArray[np.float32]:
    """Return the lead-off flags of the positive and the negative inputs, shape ``(n, 2)``."""
    return rows[:, 18:20].astype(np.float32)


def uv_per_count(gain: float) -> float:
    """Return the scale [uV per count]."""
    return VREF_UV / gain / (2**15 - 1)


def encode(values: NDArray[np.int64], numbers: IntArray) -> ByteArray:
    """Return packets for counts ``(n, 8)`` and counters ``(n,)``, with all electrodes on."""
    rows = np.zeros((len(values), LENGTH), np.uint8)
    rows[:, 0], rows[:, LENGTH - 1] = HEAD, TAIL
    rows[:, 1] = numbers % 256
    rows[:, 2:18:2], rows[:, 3:18:2] = values >> 8 & 255, values & 255
    return rows
