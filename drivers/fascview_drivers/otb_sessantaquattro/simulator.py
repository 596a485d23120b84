"""A Sessantaquattro+ that calls the program."""

from __future__ import annotations

import numpy as np

from fascview.stream import FloatArray
from fascview_drivers import words
from fascview_drivers.otb_sessantaquattro import protocol


class SessantaquattroSimulator:
    """Takes two-byte commands and sends samples."""

    greeting = b""

    def __init__(self) -> None:
        self._setting = protocol.Setting()
        self.streaming = False
        self._pending = b""
        self._ramp = 0

    @property
    def fs_hz(self) -> float:
        """Samples per second."""
        return float(self._setting.fs_hz)

    @property
    def n_channels(self) -> int:
        """EMG channels sent."""
        return self._setting.n_emg

    def receive(self, data: bytes) -> bytes:
        """Take commands; those that set give no reply."""
        self._pending += data
        while len(self._pending) >= 2:
            command, self._pending = self._pending[:2], self._pending[2:]
            if command[0] & 0x80 == 0:
                self._setting, self.streaming = protocol.parse(command)
        return b""

    def encode(self, samples_uv: FloatArray) -> list[bytes]:
        """Return the bytes of samples of shape ``(n, n_channels)``, one item per sample."""
        n, setting = len(samples_uv), self._setting
        top = 2 ** (setting.bits - 1)
        numbers = np.zeros((n, setting.n_emg + protocol.EXTRA), np.int64)
        scale = protocol.UV_PER_COUNT[setting.bits, setting.gain]
        numbers[:, : setting.n_emg] = np.rint(samples_uv.astype(np.float64) / scale).clip(-top, top - 1)
        numbers[:, setting.n_emg + 2] = 16_384
        numbers[:, -1] = (self._ramp + np.arange(n)) % 65_536
        self._ramp = (self._ramp + n) % 65_536
        return [row.tobytes() for row in words.encode(numbers, setting.bits // 8)]
