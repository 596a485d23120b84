"""A Muovi that calls the program."""

from __future__ import annotations

import numpy as np

from fascview.stream import FloatArray
from fascview_drivers import words
from fascview_drivers.otb_muovi import protocol


class MuoviSimulator:
    """Takes one-byte commands and sends samples in EMG mode."""

    greeting = b""
    fs_hz = protocol.FS_HZ

    def __init__(self, model: str = "muovi") -> None:
        self.n_channels = protocol.EMG_CHANNELS[model]
        self.streaming = False
        self._gain = 8
        self._ramp = 0

    def receive(self, data: bytes) -> bytes:
        """Take commands; there are no replies."""
        for byte in data:
            self._gain = 4 if byte >> 1 & 3 == 1 else 8
            self.streaming = bool(byte & 1)
        return b""

    def encode(self, samples_uv: FloatArray) -> list[bytes]:
        """Return the bytes of samples of shape ``(n, n_channels)``, one item per sample."""
        n = len(samples_uv)
        numbers = np.zeros((n, self.n_channels + protocol.EXTRA), np.int64)
        scale = protocol.UV_PER_COUNT[self._gain]
        numbers[:, : self.n_channels] = np.rint(samples_uv.astype(np.float64) / scale).clip(-32768, 32767)
        numbers[:, self.n_channels] = 16_384
        numbers[:, -1] = (self._ramp + np.arange(n)) % 65_536
        self._ramp = (self._ramp + n) % 65_536
        return [row.tobytes() for row in words.encode(numbers)]
