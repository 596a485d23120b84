"""The simulator of every device that talks from power-up and takes no commands."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from fascview.stream import FloatArray
from fascview_drivers.framing import ByteArray, IntArray


class TalkingSimulator:
    """Sends numbered packets, whatever it is told.

    Parameters
    ----------
    fs_hz : float
        Packets per second.
    n_channels : int
        Channels sent.
    uv_per_count : float
        Its scale.
    encode : callable
        Takes counts ``(n, n_channels)`` and counters ``(n,)``; returns packets ``(n, length)``.
    low, high : int
        The counts it can send.
    middle : int
        The count of no voltage.
    """

    greeting = b""
    streaming = True

    def __init__(
        self,
        fs_hz: float,
        n_channels: int,
        uv_per_count: float,
        encode: Callable[[NDArray[np.int64], IntArray], ByteArray],
        *,
        low: int,
        high: int,
        middle: int = 0,
    ) -> None:
        self.fs_hz, self.n_channels = fs_hz, n_channels
        self._uv_per_count, self._encode = uv_per_count, encode
        self._low, self._high, self._middle = low, high, middle
        self._number = 0

    def receive(self, data: bytes) -> bytes:
        """Take no notice."""
        return b""

    def encode(self, samples_uv: FloatArray) -> list[bytes]:
        """Return the packets of samples of shape ``(n, n_channels)``."""
        counts = np.rint(samples_uv.astype(np.float64) / self._uv_per_count).astype(np.int64) + self._middle
        numbers = self._number + np.arange(len(counts))
        self._number = (self._number + len(counts)) % 256
        return [row.tobytes() for row in self._encode(counts.clip(self._low, self._high), numbers)]
