"""Olimex SHIELD-EKG-EMG, packet format 2 of ModularEEG."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fascview_drivers.framing import BoolArray, ByteArray, IntArray, Layout

LENGTH = 17
SYNC = (0xA5, 0x5A, 0x02)
N_CHANNELS = 6
FS_HZ = 250.0
GAIN = 2848.0


def _valid(rows: ByteArray) -> BoolArray:
    sync = (rows[:, :3] == np.array(SYNC, np.uint8)).all(axis=1)
    good: BoolArray = sync & (rows[:, 4:16:2] <= 3).all(axis=1) & (rows[:, 16] <= 15)
    return good


def counter(rows: ByteArray) -> IntArray:
    """Return the counters of packets, shape ``(n,)``."""
    return rows[:, 3].astype(np.int64)


LAYOUT = Layout(LENGTH, _valid, counter, head=SYNC[0])


def counts(rows: ByteArray) -> NDArray[np.int32]:
    """Return the 10-bit values of packets, shape ``(n, 6)``."""
    values: NDArray[np.int32] = rows[:, 4:16:2].astype(np.int32) << 8 | rows[:, 5:16:2]
    return values


def switches(rows: ByteArray) -> NDArray[np.float32]:
    """Return the state of the switches, shape ``(n, 1)``."""
    return rows[:, 16:].astype(np.float32)


def uv_per_count(gain: float, vref_v: float) -> float:
    """Return the scale for a board with this gain and reference [uV per count]."""
    return vref_v * 1e6 / 1024 / gain


def encode(values: NDArray[np.int64], numbers: IntArray, switch: int = 1) -> ByteArray:
    """Return packets for counts ``(n, 6)`` and counters ``(n,)``."""
    rows = np.empty((len(values), LENGTH), np.uint8)
    rows[:, :3] = SYNC
    rows[:, 3] = numbers % 256
    rows[:, 4:16:2], rows[:, 5:16:2] = values >> 8, values & 255
    rows[:, 16] = switch
    return rows
