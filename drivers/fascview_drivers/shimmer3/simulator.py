"""A Shimmer3 EXG unit with LogAndStream 0.16.9."""

from __future__ import annotations

import numpy as np

from fascview.stream import FloatArray
from fascview_drivers.shimmer3 import protocol

#: Arguments that follow a command byte; of 61, the length is in its fourth byte.
ARGUMENTS = {0x05: 2, 0x08: 3, 0x61: 3, 0x63: 3, 0x8B: 1, 0xA3: 1}
ACK = b"\xff"
CALIBRATION = b"\x2d" + bytes(84)
EXG1_24, EXG1_16 = (0x10, 0, 0), (0, 0, 0x10)


class ShimmerSimulator:
    """Acknowledges every command, keeps the registers, and packs samples into packets."""

    greeting = b""
    n_channels = 2

    def __init__(self) -> None:
        self.streaming = False
        self._divider = 64
        self._sensors: tuple[int, ...] = EXG1_24
        self._registers = [bytearray(protocol.EMG_CHIP_1), bytearray(protocol.EMG_CHIP_2)]
        self._ticks = 0
        self._pending = b""
        self._crc = False

    @property
    def fs_hz(self) -> float:
        """Packets per second."""
        return protocol.CLOCK_HZ / self._divider

    @property
    def _bits(self) -> int:
        return 16 if self._sensors[2] & 0x10 else 24

    @property
    def _gain(self) -> int:
        code = self._registers[0][3] >> 4 & 7
        return next((gain for gain, c in protocol.GAIN_CODES.items() if c == code), 12)

    def receive(self, data: bytes) -> bytes:
        """Take commands and return the replies."""
        self._pending += data
        replies = b""
        while self._pending:
            command = self._pending[0]
            length = 1 + ARGUMENTS.get(command, 0)
            if command == 0x61 and len(self._pending) >= 4:
                length += self._pending[3]
            if len(self._pending) < length:
                break
            reply = ACK + self._command(command, self._pending[1:length])
            if self._crc:
                reply = protocol.with_crc(np.frombuffer(reply, np.uint8)[None]).tobytes()
            replies += reply
            self._pending = self._pending[length:]
        return replies

    def _command(self, command: int, more: bytes) -> bytes:
        if command == 0x3F:
            return b"\x25\x03"
        if command == 0x2E:
            return b"\x2f\x03\x00\x00\x00\x10\x09"
        if command == 0x01:
            fields = protocol.FIELDS[self._bits]
            head = b"\x02" + self._divider.to_bytes(2, "little") + bytes(4)
            return head + bytes([len(fields), 1]) + fields
        if command == 0x03:
            return b"\x04" + self._divider.to_bytes(2, "little")
        if command == 0x05:
            self._divider = max(1, int.from_bytes(more, "little"))
        elif command == 0x08:
            self._sensors = tuple(more)
        elif command == 0x61 and more[0] < 2:
            self._registers[more[0]][more[1] : more[1] + more[2]] = more[3:]
        elif command == 0x63 and more[0] < 2:
            return bytes([0x62, more[2]]) + bytes(self._registers[more[0]][more[1] : more[1] + more[2]])
        elif command == 0x2C:
            return CALIBRATION
        elif command == 0x72:
            return b"\x8a\x71" + bytes([0x10 if self.streaming else 0])
        elif command == 0x95:
            return b"\x8a\x94\x80\x0b\x80"
        elif command == 0x8B:
            self._crc = more[0] == protocol.CRC_LENGTH
        elif command == 0x07:
            self.streaming, self._ticks = True, 0
        elif command == 0x20:
            self.streaming = False
        return b""

    def encode(self, samples_uv: FloatArray) -> list[bytes]:
        """Return the packets of samples of shape ``(n, 2)``."""
        top = 2 ** (self._bits - 1)
        scale = protocol.uv_per_count(self._bits, self._gain)
        values = np.rint(samples_uv.astype(np.float64) / scale).astype(np.int64).clip(-top, top - 1)
        ticks = (self._ticks + self._divider * np.arange(len(values))) % protocol.TICKS
        self._ticks = (self._ticks + self._divider * len(values)) % protocol.TICKS
        rows = protocol.encode(values, ticks, self._bits)
        return [row.tobytes() for row in (protocol.with_crc(rows) if self._crc else rows)]
