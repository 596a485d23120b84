"""An Arduino sketch that prints one line per sample."""

from __future__ import annotations

from fascview.stream import FloatArray
from fascview_drivers.csv_lines import protocol


class LinesSimulator:
    """Prints microvolt with as many columns as the source has channels.

    Parameters
    ----------
    fs_hz : float
        Lines per second.
    n_channels : int
        Numbers per line.
    """

    greeting = b"Sensor ready\r\n"
    streaming = True

    def __init__(self, fs_hz: float = 250.0, n_channels: int = 2) -> None:
        self.fs_hz, self.n_channels = fs_hz, n_channels

    def receive(self, data: bytes) -> bytes:
        """Take no notice."""
        return b""

    def encode(self, samples_uv: FloatArray) -> list[bytes]:
        """Return one line per row of ``(n, n_channels)``."""
        return protocol.encode(samples_uv.round(3))
