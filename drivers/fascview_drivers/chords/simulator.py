"""A board with the Chords firmware."""

from __future__ import annotations

import numpy as np

from fascview.stream import FloatArray
from fascview_drivers.chords import protocol


class ChordsSimulator:
    """Answers ``WHORU``, ``START``, ``STOP`` and ``STATUS`` and packs samples into packets.

    Parameters
    ----------
    board : str
        One of ``protocol.BOARDS``.
    """

    greeting = b""

    def __init__(self, board: str = "UNO-R3") -> None:
        self._name, self._board = board, protocol.BOARDS[board]
        self.streaming = False
        self._number = 0
        self._line = b""

    @property
    def fs_hz(self) -> float:
        """Packets per second."""
        return self._board.fs_hz

    @property
    def n_channels(self) -> int:
        """Channels of this board."""
        return self._board.n_channels

    def receive(self, data: bytes) -> bytes:
        """Take commands and return the replies."""
        self._line += data
        replies = b""
        while b"\n" in self._line:
            command, self._line = self._line.split(b"\n", 1)
            replies += self._command(command.strip().upper())
        self._line = self._line[-64:]
        return replies

    def _command(self, command: bytes) -> bytes:
        if command == b"WHORU":
            return self._name.encode() + b"\r\n"
        if command == b"START":
            self.streaming = True
        elif command == b"STOP":
            self.streaming = False
        elif command == b"STATUS":
            return b"START\r\n" if self.streaming else b"STOP\r\n"
        return b""

    def encode(self, samples_uv: FloatArray) -> list[bytes]:
        """Return the packets of samples of shape ``(n, n_channels)``."""
        board = self._board
        part = samples_uv.astype(np.float64) * protocol.GAIN / (board.vref_v * 1e6) + 0.5
        values = np.rint(part * 2**board.bits).astype(np.int64).clip(0, 2**board.bits - 1)
        numbers = self._number + np.arange(len(values))
        self._number = (self._number + len(values)) % 256
        return [row.tobytes() for row in protocol.encode(values, numbers)]
