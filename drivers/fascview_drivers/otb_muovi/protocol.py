"""Muovi and Muovi+ in EMG mode: 2000 samples a second of 16-bit numbers, big endian."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fascview_drivers.framing import Layout
from fascview_drivers.words import layout as words_layout

TCP_PORT = 54_321
FS_HZ = 2000.0
EXTRA = 6
"""Four numbers of orientation, one of trigger and buffer, one that counts samples."""
EMG_CHANNELS = {"muovi": 32, "plus": 64}
UV_PER_COUNT = {8: 0.2861, 4: 0.5722}


def command(*, gain: int, go: bool) -> bytes:
    """Return the one-byte command for EMG at this gain: start or stop."""
    mode = {8: 0, 4: 1}[gain]
    return bytes([1 << 3 | mode << 1 | int(go)])


def layout(n_emg: int) -> Layout:
    """Return samples with ``n_emg`` EMG channels."""
    return words_layout(n_emg + EXTRA, n_emg + EXTRA - 1)


def auxiliary(numbers: NDArray[np.int32], n_emg: int) -> NDArray[np.float32]:
    """Return orientation (4), trigger (0 or 1) and buffer use, shape ``(n, 6)``."""
    accessory = numbers[:, n_emg + 4] & 0xFFFF
    return np.column_stack([numbers[:, n_emg : n_emg + 4], accessory >> 15, accessory & 0x7FFF]).astype(np.float32)
