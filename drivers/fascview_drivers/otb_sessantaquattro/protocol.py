"""Sessantaquattro+, TCP protocol 2.1: a two-byte command, then 16- or 24-bit numbers, big endian."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

TCP_PORT = 45_454
RATES_HZ = (500, 1000, 2000, 4000)
SIZES = (8, 16, 32, 64)
MODES = {"monopolar": 0, "bipolar": 1, "differential": 2}
EXTRA = 8
"""Two auxiliary inputs, four numbers of orientation, trigger and buffer, and one that counts samples."""
UV_PER_COUNT = {(16, 8): 0.2861, (16, 6): 0.3815, (16, 4): 0.5722, (24, 2): 0.2861}
GAIN_CODES = {(16, 8): 0, (16, 6): 2, (16, 4): 1, (24, 2): 0}


@dataclass(frozen=True, slots=True)
class Setting:
    """What one command says."""

    fs_hz: int = 2000
    size: int = 64
    mode: str = "monopolar"
    bits: int = 16
    high_pass: bool = True
    gain: int = 8

    @property
    def n_emg(self) -> int:
        """EMG channels sent: a bipolar adapter halves them."""
        return self.size // 2 if self.mode == "bipolar" else self.size

    def command(self, *, go: bool) -> bytes:
        """Return the two bytes that start or stop."""
        code = RATES_HZ.index(self.fs_hz) << 13 | SIZES.index(self.size) << 11 | MODES[self.mode] << 8
        code |= (self.bits == 24) << 7 | self.high_pass << 6 | GAIN_CODES[self.bits, self.gain] << 4 | go
        return code.to_bytes(2, "big")


def parse(command: bytes) -> tuple[Setting, bool]:
    """Return what two bytes ask for, and whether they start."""
    code = int.from_bytes(command, "big")
    bits = 24 if code >> 7 & 1 else 16
    gain = 2 if bits == 24 else {0: 8, 3: 8, 2: 6, 1: 4}[code >> 4 & 3]
    modes = {value: name for name, value in MODES.items()}
    setting = Setting(
        RATES_HZ[code >> 13 & 3],
        SIZES[code >> 11 & 3],
        modes.get(code >> 8 & 7, "monopolar"),
        bits,
        bool(code >> 6 & 1),
        gain,
    )
    return setting, bool(code & 1)


def auxiliary(numbers: NDArray[np.int32], n_emg: int) -> NDArray[np.float32]:
    """Return two auxiliary inputs, orientation (4), and trigger with buffer use, shape ``(n, 7)``."""
    return numbers[:, n_emg : n_emg + 7].astype(np.float32)
