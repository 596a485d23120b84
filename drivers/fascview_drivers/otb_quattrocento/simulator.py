"""A Quattrocento that waits to be called."""

from __future__ import annotations

import numpy as np

from fascview.stream import FloatArray
from fascview_drivers import words
from fascview_drivers.otb_quattrocento import protocol


class QuattrocentoSimulator:
    """Takes 40-byte commands and sends samples."""

    greeting = b""

    def __init__(self) -> None:
        self._fs_hz, self._total, self.streaming = 2048, 120, False
        self._pending = b""
        self._count = 0

    @property
    def fs_hz(self) -> float:
        """Samples per second."""
        return float(self._fs_hz)

    @property
    def n_channels(self) -> int:
        """EMG channels sent."""
        return self._total - protocol.EXTRA

    def receive(self, data: bytes) -> bytes:
        """Take commands; there are no replies."""
        self._pending += data
        while len(self._pending) >= 40:
            asked = protocol.parse(self._pending[:40])
            if asked is None:  # out of step: look for the next command byte by byte
                self._pending = self._pending[1:]
                continue
            self._pending = self._pending[40:]
            fs_hz, total, self.streaming = asked
            if self.streaming:
                self._fs_hz, self._total, self._count = fs_hz, total, 0
        return b""

    def encode(self, samples_uv: FloatArray) -> list[bytes]:
        """Return the bytes of samples of shape ``(n, n_channels)``, one item per sample."""
        n = len(samples_uv)
        numbers = np.zeros((n, self._total), np.int64)
        counts = np.rint(samples_uv.astype(np.float64) / protocol.UV_PER_COUNT)
        numbers[:, : self.n_channels] = counts.clip(-32768, 32767)
        numbers[:, self._total - protocol.N_ACCESSORY] = (self._count + np.arange(n)) % 65_536
        self._count = (self._count + n) % 65_536
        return [row.tobytes() for row in words.encode(numbers, little=True)]
