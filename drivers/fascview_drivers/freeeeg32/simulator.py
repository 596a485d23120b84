"""A FreeEEG32 that is streaming."""

from __future__ import annotations

import numpy as np

from fascview.stream import FloatArray
from fascview_drivers.freeeeg32 import protocol


class FreeEEG32Simulator:
    """Talks from power-up and takes no commands."""

    greeting = b""
    streaming = True
    fs_hz = protocol.FS_HZ
    n_channels = protocol.N_CHANNELS

    def __init__(self) -> None:
        self._number = 0

    def receive(self, data: bytes) -> bytes:
        """Take no notice."""
        return b""

    def encode(self, samples_uv: FloatArray) -> list[bytes]:
        """Return the packets of samples of shape ``(n, 32)``."""
        values = np.rint(samples_uv.astype(np.float64) / protocol.uv_per_count()).astype(np.int64)
        numbers = self._number + np.arange(len(values))
        self._number = (self._number + len(values)) % 256
        return [row.tobytes() for row in protocol.encode(values, numbers)]
