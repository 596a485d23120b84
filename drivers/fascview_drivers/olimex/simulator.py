"""An Uno with six stacked shields."""

from __future__ import annotations

import numpy as np

from fascview.stream import FloatArray
from fascview_drivers.olimex import protocol

VREF_V = 5.0


class OlimexSimulator:
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
        """Return the packets of samples of shape ``(n, 6)``."""
        scale = protocol.uv_per_count(protocol.GAIN, VREF_V)
        values = np.rint(samples_uv.astype(np.float64) / scale).astype(np.int64) + 512
        numbers = self._number + np.arange(len(values))
        self._number = (self._number + len(values)) % 256
        return [row.tobytes() for row in protocol.encode(values.clip(0, 1023), numbers)]
