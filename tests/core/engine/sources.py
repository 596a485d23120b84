"""Sources made of arrays, for tests of the engine."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np

from fascview.errors import SourceError, SourceLostError
from fascview.stream import Block, Channel, Muscle, SourceEvent, StreamInfo


def counted(start: int, n: int, n_channels: int = 2) -> np.ndarray:
    """Samples whose first column is their own index."""
    rows = np.zeros((n, n_channels), np.float32)
    rows[:, 0] = np.arange(start, start + n)
    return rows


class ListSource:
    """Gives the blocks of a list, then ends (or is lost, or stays silent)."""

    def __init__(
        self,
        blocks: Sequence[Block],
        *,
        kind: str = "file",
        fs_hz: float = 1000.0,
        n_channels: int = 2,
        after: str = "end",
        refuse: str = "",
    ) -> None:
        muscles = [Muscle("Deltoid", "R"), Muscle("Biceps", "R")]
        channels = tuple(Channel(f"ch{i}", muscles[i % 2]) for i in range(n_channels))
        self.info = StreamInfo("list", kind, fs_hz, channels)
        self._blocks = list(blocks)
        self._after = after
        self._refuse = refuse
        self._at = 0
        self.closed = 0
        self._silence = threading.Event()

    def open(self) -> StreamInfo:
        if self._refuse:
            raise SourceError(self._refuse)
        return self.info

    def read(self, timeout_s: float = 0.1) -> Block | None:
        if self._at < len(self._blocks):
            self._at += 1
            return self._blocks[self._at - 1]
        if self._after == "lost":
            raise SourceLostError("The device is gone; what was recorded is safe. Plug it in again.")
        self._silence.wait(min(timeout_s, 0.02))
        return None

    def events(self) -> list[SourceEvent]:
        return []

    @property
    def ended(self) -> bool:
        return self._after == "end" and self._at >= len(self._blocks)

    def seek(self, sample: int) -> None:
        self._at = next((i for i, b in enumerate(self._blocks) if b.stop > sample), len(self._blocks))
        if self._at < len(self._blocks):
            b = self._blocks[self._at]
            self._blocks[self._at] = Block(sample, b.samples[sample - b.start :])

    def close(self) -> None:
        self.closed += 1


def cut(samples: np.ndarray, size: int, start: int = 0) -> list[Block]:
    """Cut samples into blocks of ``size`` rows."""
    return [Block(start + i, samples[i : i + size].copy()) for i in range(0, len(samples), size)]
