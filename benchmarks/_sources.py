"""Signals for the benchmarks, made beforehand so that making them is not measured."""

from __future__ import annotations

import threading
import time

import numpy as np

from fascview.stream import Block, SourceEvent, StreamInfo
from fascview_drivers.registry import open_source


def rendered(address: str, seconds: float) -> tuple[StreamInfo, np.ndarray]:
    """Return the stream and ``seconds`` of the samples of a simulated source."""
    source = open_source(address)
    info = source.open()
    parts: list[np.ndarray] = []
    while sum(map(len, parts)) < seconds * info.fs_hz:
        block = source.read(1.0)
        if block is not None:
            parts.append(block.samples)
    source.close()
    return info, np.concatenate(parts)[: int(seconds * info.fs_hz)]


class LoopSource:
    """Gives an array over and over, in real time, in blocks of 16 ms, by absolute deadlines."""

    def __init__(self, info: StreamInfo, samples: np.ndarray, block_s: float = 0.016) -> None:
        self.info = info
        self._n = max(1, round(block_s * info.fs_hz))
        whole = len(samples) // self._n * self._n
        self._blocks = [np.ascontiguousarray(samples[i : i + self._n]) for i in range(0, whole, self._n)]
        self._k = 0
        self._began_s = 0.0
        self._closed = threading.Event()

    def open(self) -> StreamInfo:
        self._began_s = time.monotonic()
        return self.info

    def read(self, timeout_s: float = 0.1) -> Block | None:
        due_s = self._began_s + (self._k + 1) * self._n / self.info.fs_hz
        wait_s = due_s - time.monotonic()
        if wait_s > timeout_s:
            self._closed.wait(timeout_s)
            return None
        if wait_s > 0 and self._closed.wait(wait_s):
            return None
        block = Block(self._k * self._n, self._blocks[self._k % len(self._blocks)])
        self._k += 1
        return block

    def events(self) -> list[SourceEvent]:
        return []

    @property
    def ended(self) -> bool:
        return False

    def close(self) -> None:
        self._closed.set()
