"""A Muscle SpikerShield on an Uno, or another box by its hardware name."""

from __future__ import annotations

import numpy as np

from fascview.stream import FloatArray
from fascview_drivers.spikerbox import protocol

UV_PER_COUNT = 5.0
"""Only of the simulator: the maker states no gain."""


class SpikerBoxSimulator:
    """Talks from power-up; takes ``b:;`` and ``conf``.

    Parameters
    ----------
    hardware : str
        One of ``protocol.BOXES``.
    """

    streaming = True

    def __init__(self, hardware: str = "MUSCLESS") -> None:
        self._hardware, self._box = hardware, protocol.BOXES[hardware]
        self._n_channels = self._box.n_channels
        self._line = b""

    @property
    def greeting(self) -> bytes:
        """The Uno's banner after its restart."""
        return b"StartUp!\r\n" if self._box.shared else b""

    @property
    def fs_hz(self) -> float:
        """Frames per second."""
        return self._box.fs_hz / self._n_channels if self._box.shared else self._box.fs_hz

    @property
    def n_channels(self) -> int:
        """Channels sent at present."""
        return self._n_channels

    def receive(self, data: bytes) -> bytes:
        """Take commands and return the replies."""
        self._line += data
        replies = b""
        while b"\n" in self._line:
            line, self._line = self._line.split(b"\n", 1)
            facts = protocol.pairs(line.decode("ascii", "replace"))
            if line.startswith((b"b:", b"?:")):
                replies += protocol.message(f"HWT:{self._hardware};FWV:1.0;")
            elif self._box.shared and facts.get("c", "").isdigit() and 1 <= int(facts["c"]) <= 6:
                self._n_channels = int(facts["c"])
        self._line = self._line[-64:]
        return replies

    def encode(self, samples_uv: FloatArray) -> list[bytes]:
        """Return the frames of samples of shape ``(n, n_channels)``."""
        full = 1 << self._box.bits
        values = np.rint(samples_uv.astype(np.float64) / UV_PER_COUNT).astype(np.int64) + full // 2
        return [row.tobytes() for row in protocol.encode(values.clip(0, full - 1))]
