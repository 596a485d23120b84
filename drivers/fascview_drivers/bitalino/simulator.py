"""A BITalino (r)evolution with firmware 5.2."""

from __future__ import annotations

import numpy as np

from fascview.stream import FloatArray
from fascview_drivers.bitalino import protocol

BATTERY = 700


class BitalinoSimulator:
    """Answers single-byte commands and packs samples into frames with checksums."""

    baud = 115_200
    greeting = b""

    def __init__(self) -> None:
        self.streaming = False
        self._rate_hz = 1000
        self._active = [0, 1, 2, 3, 4, 5]
        self._number = 0
        self._threshold = 0
        self._outputs = 0
        self._pwm = False

    @property
    def fs_hz(self) -> float:
        """Frames per second."""
        return float(self._rate_hz)

    @property
    def n_channels(self) -> int:
        """Inputs there are; those switched on are sent."""
        return 6

    def receive(self, data: bytes) -> bytes:
        """Take commands and return the replies."""
        return b"".join(self._command(byte) for byte in data)

    def _command(self, byte: int) -> bytes:
        if self.streaming:
            if byte in (0x00, 0xFF):
                self.streaming = False
            elif byte & 0xF3 == 0xB3:
                self._outputs = byte >> 2 & 3
            return b""
        if self._pwm:  # the value of the command before
            self._pwm = False
        elif byte in (0x07, 0x0F):
            return b"BITalino_v5.2\n"
        elif byte == 0x0B:
            return self._status()
        elif byte == 0xA3:
            self._pwm = True
        elif byte & 0xF3 == 0xB3:
            self._outputs = byte >> 2 & 3
        elif byte & 0x3F == 0x03:
            self._rate_hz = protocol.RATES_HZ[byte >> 6]
        elif byte & 3 in (1, 2) and byte >> 2:
            self._active = [i for i in range(6) if byte >> 2 >> i & 1]
            self._number, self.streaming = 0, True
        elif byte & 3 == 0:
            self._threshold = byte >> 2
        return b""

    def _status(self) -> bytes:
        words = np.array([512] * 6 + [BATTERY], "<u2").tobytes()
        row = np.frombuffer(words + bytes([self._threshold, 0, self._nibble() << 4]), np.uint8)[None].copy()
        row[0, -1] |= protocol.checksum(row)[0]
        return row.tobytes()

    def _nibble(self) -> int:
        return (self._outputs & 1) << 1 | self._outputs >> 1

    def encode(self, samples_uv: FloatArray) -> list[bytes]:
        """Return the frames of samples of shape ``(n, 6)``."""
        n = len(self._active)
        full = 2.0 ** protocol.bits(n)
        shown = samples_uv[:, self._active].astype(np.float64)
        values = np.rint((shown * protocol.EMG_GAIN / protocol.VCC_UV + 0.5) * full).astype(np.int64)
        values = values.clip(0, full.astype(np.int64) - 1)
        numbers = self._number + np.arange(len(values))
        self._number = (self._number + len(values)) % 16
        return [row.tobytes() for row in protocol.encode(values, numbers, self._nibble())]
