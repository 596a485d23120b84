"""A noise gate that is open before the potential comes."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from fascview.stream import FloatArray

LOOK_AHEAD_S = 0.010
HOLD_S = 0.100
FRAME_S = 0.25
MEMORY_FRAMES = 120  # 30 s
NEVER = np.iinfo(np.int64).min // 2


class NoiseGate:
    """Lets a signal through where it rises above its own noise.

    The noise of each column is the 20th percentile over 30 s of 1.4826 times the median of its absolute value in frames
    of 0.25 s. The gate opens ``LOOK_AHEAD_S`` before the first sample above ``ratio`` times that, fully by then, and
    closes ``HOLD_S`` after the last. The output is the input, delayed by ``delay`` samples, times a gain from 0 to 1.
    Everything that is summed is an integer, so any cut of the input gives the same bits.

    Parameters
    ----------
    fs_hz : float
        Sampling rate [Hz].
    n_columns : int
        Number of signals.
    """

    def __init__(self, fs_hz: float, n_columns: int) -> None:
        self.delay = max(1, round(LOOK_AHEAD_S * fs_hz))
        self._hold = max(1, round((LOOK_AHEAD_S + HOLD_S) * fs_hz))
        self._frame = max(8, round(FRAME_S * fs_hz))
        self._n_columns = n_columns
        self.reset()

    def reset(self) -> None:
        """Forget everything; the gate is shut until it has heard 0.25 s."""
        self._n = 0
        self._part: list[FloatArray] = []
        self._levels: deque[FloatArray] = deque(maxlen=MEMORY_FRAMES)
        self.noise = np.full(self._n_columns, np.inf, np.float32)
        self._last = np.full(self._n_columns, NEVER, np.int64)
        self._past = np.zeros((self.delay, self._n_columns), np.float32)
        self._open = np.zeros((self.delay, self._n_columns), np.int32)

    def __call__(self, signals: FloatArray, ratio: float, heard: NDArray[np.bool_]) -> FloatArray:
        """Gate ``signals``, shape ``(n, n_columns)``; what is not ``heard`` is shut, with ``ratio`` 0 all else open."""
        out = [np.empty((0, self._n_columns), np.float32)]
        at = 0
        while at < len(signals):
            step = min(len(signals) - at, self._frame - self._n % self._frame)
            out.append(self._within_frame(signals[at : at + step], ratio, heard))
            at += step
        return np.concatenate(out)

    def _within_frame(self, x: FloatArray, ratio: float, heard: NDArray[np.bool_]) -> FloatArray:
        size = np.abs(x)
        index = np.arange(self._n, self._n + len(x), dtype=np.int64)[:, None]
        if ratio > 0.0:
            above = np.where(size > self.noise * np.float32(ratio), index, NEVER)
            last = np.maximum(np.maximum.accumulate(above, axis=0), self._last)
            self._last = last[-1]
            is_open = (index - last <= self._hold) & heard
        else:
            is_open = np.broadcast_to(heard, x.shape)
        open_now = np.concatenate((self._open, is_open.astype(np.int32)))
        total = np.cumsum(open_now, axis=0, dtype=np.int32)
        gain = (total[self.delay :] - total[: -self.delay]).astype(np.float32) / np.float32(self.delay)
        delayed = np.concatenate((self._past, x))
        self._past, self._open = delayed[-self.delay :], open_now[-self.delay :]
        self._n += len(x)
        self._learn(size)
        return np.asarray(delayed[: len(x)] * gain, np.float32)

    def _learn(self, size: FloatArray) -> None:
        self._part.append(size)
        if self._n % self._frame == 0:
            level = 1.4826 * np.median(np.concatenate(self._part), axis=0)
            self._levels.append(level.astype(np.float32))
            self._part = []
            self.noise = np.percentile(np.stack(self._levels), 20.0, axis=0).astype(np.float32)
