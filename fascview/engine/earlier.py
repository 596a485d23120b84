"""What was received so far, recorded or not: to scroll back in, and to begin a recording with."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np

from fascview.session.history import FARTHEST_S, IN_MEMORY_S, LONGEST_S, History
from fascview.session.places import cache_folder
from fascview.stream import Block, FloatArray, StreamInfo

STEP_S = 4.0  # of what came before so much is written between two looks at what comes now


class Earlier:
    """The last hours of a source, and how far a recording that begins in them has caught up.

    The writer's thread feeds it; any thread may read a window. A recording from a file can be had again at any time, so
    of such a source no more is kept than fits into memory.
    """

    def __init__(self, info: StreamInfo, keep_s: float = FARTHEST_S) -> None:
        self._info, self._fs_hz = info, info.fs_hz
        keep_s = min(keep_s, IN_MEMORY_S) if info.kind == "file" else keep_s
        self._history = History(info.n_channels, info.fs_hz, len(info.aux_channels), keep_s, folder=cache_folder())
        self._at: int | None = None
        self._newest = time.monotonic()

    @property
    def info(self) -> StreamInfo:
        """What is kept of which stream."""
        return self._info

    @property
    def first(self) -> int:
        """Index of the oldest row."""
        return self._history.first

    @property
    def n_samples(self) -> int:
        """Index after the newest row, as a recording of all of it would have it."""
        return self._history.end

    def read(self, start: int, stop: int) -> FloatArray:
        """Return rows ``start`` to ``stop`` exactly, NaN where there is nothing any more or nothing yet."""
        first, rows = self._history.read(start, stop)
        out = np.full((max(0, stop - start), self._info.n_channels), np.nan, np.float32)
        out[first - start : first - start + len(rows)] = rows
        return out

    @property
    def end(self) -> int:
        """Index after the newest row."""
        return self._history.end

    @property
    def kept_s(self) -> float:
        """How far back a session can begin [s]."""
        return min(self._history.kept_s, LONGEST_S)

    @property
    def problem(self) -> str:
        """Why less is kept than should be, in one sentence, or nothing."""
        return self._history.problem

    def take(self, block: Block) -> None:
        """Keep a block."""
        self._history.append(block)
        self._newest = time.monotonic()

    def window(self, start: int, stop: int) -> tuple[int, FloatArray]:
        """Return ``(first index, rows)`` as received, NaN where lost."""
        return self._history.read(start, stop)

    def first_of(self, samples: int) -> int:
        """Return the index at which a recording begins that takes the last ``samples`` with it."""
        return max(self._history.first, self._history.end - samples)

    def time_of_zero_s(self, start: int) -> float:
        """Return the time of sample 0: by the source's clock at ``start``, or by when the newest sample came [s]."""
        told = self._history.time_of_zero_s(start)
        return self._newest - (self._history.end - 1) / self._fs_hz if told is None else told

    # ---- a recording that begins in the past

    @property
    def behind(self) -> bool:
        """True while a recording has not caught up with what comes now."""
        return self._at is not None

    @property
    def behind_s(self) -> float:
        """How much has still to be written before what comes now [s]."""
        return 0.0 if self._at is None else max(0, self._history.end - self._at) / self._fs_hz

    def begin(self, start: int) -> None:
        """Let ``step`` give what is kept from ``start`` on."""
        self._at = start if start < self._history.end else None

    def step(self, seconds: float = STEP_S) -> Iterator[Block]:
        """Give the next blocks that a recording needs, about ``seconds`` of them; ``behind`` ends with the last."""
        if self._at is None:
            return
        stop = min(self._history.end, self._at + round(seconds * self._fs_hz))
        for block in self._history.blocks(self._at, stop):
            self._at = block.stop
            yield block
        self._at = max(self._at, stop)  # the end of what there is may have been lost
        if self._at >= self._history.end:
            self._at = None

    def end_recording(self) -> None:
        """Give nothing more."""
        self._at = None

    def close(self) -> None:
        """Forget everything."""
        self._history.close()
