"""Quattrocento, protocol 1.7: a 40-byte command with a checksum, then 16-bit numbers, little endian."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fascview_drivers.framing import Layout
from fascview_drivers.words import layout as words_layout

HOST, TCP_PORT = "169.254.1.10", 23_456
RATES_HZ = (512, 2048, 5120, 10_240)
TOTALS = (120, 216, 312, 408)
N_AUX, N_ACCESSORY = 16, 8
EXTRA = N_AUX + N_ACCESSORY
UV_PER_COUNT = 5e6 / 2**16 / 150
AUX_V_PER_COUNT = 5 / 2**16 / 0.5
INPUT = bytes([0x00, 0x00, 0x14])
"""No muscle, no sensor, 10 to 500 Hz, monopolar."""


def crc8(data: bytes) -> int:
    """Return the checksum of a command: polynomial 8C reflected, beginning with 0 (Maxim/Dallas)."""
    crc = 0
    for byte in data:
        for _ in range(8):
            crc, byte = crc >> 1 ^ (0x8C if (crc ^ byte) & 1 else 0), byte >> 1
    return crc


def start_command(fs_hz: int, total: int) -> bytes:
    """Return the command that starts ``total`` channels (EMG, 16 auxiliary and 8 accessory ones)."""
    first = 0x80 | 1 << 6 | RATES_HZ.index(fs_hz) << 3 | TOTALS.index(total) << 1 | 1
    body = bytes([first, 0x09, 0x00]) + 12 * INPUT
    return body + bytes([crc8(body)])


def stop_command() -> bytes:
    """Return the command that stops."""
    body = bytes([0x80]) + bytes(38)
    return body + bytes([crc8(body)])


def parse(command: bytes) -> tuple[int, int, bool] | None:
    """Return rate [Hz], total channels and whether to start; None for a damaged command."""
    if len(command) != 40 or crc8(command[:39]) != command[39]:
        return None
    first = command[0]
    return RATES_HZ[first >> 3 & 3], TOTALS[first >> 1 & 3], bool(first & 1)


def layout(total: int) -> Layout:
    """Return samples of ``total`` channels; the first accessory channel counts them."""
    return words_layout(total, total - N_ACCESSORY, little=True)


def auxiliary(numbers: NDArray[np.int32]) -> NDArray[np.float32]:
    """Return 16 auxiliary inputs [V], the trigger (0 or 1) and the buffer's use, shape ``(n, 18)``."""
    total = numbers.shape[1]
    volts = numbers[:, total - EXTRA : total - N_ACCESSORY] * AUX_V_PER_COUNT
    trigger = numbers[:, total - N_ACCESSORY + 1] > 0
    return np.column_stack([volts, trigger, numbers[:, total - N_ACCESSORY + 3]]).astype(np.float32)
