"""The quick first word: a provisional event within 60 ms of its peak.

Runs on frames of 16 ms with a causal filter and the noise last known. Every word it says is taken back or
confirmed by the
analysis that follows with its look-ahead.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fascview.detection.energy import EnergyScale
from fascview.detection.timing import Timing
from fascview.dsp.bandpass import BlockFilter, butter_bandpass
from fascview.dsp.mains import MainsCanceller
from fascview.stream import FloatArray

#: Where the energy of surface potentials lies [Hz].
CORE_LOW_HZ, CORE_HIGH_HZ = 30.0, 200.0
SMOOTH_S = 0.008
HOLD_S = 0.045


@dataclass(frozen=True)
class FirstWord:
    """A peak of the energy: input index and z of a muscle."""

    sample: int
    muscle: int
    z: float


class FastLook:
    """Finds provisional events frame by frame.

    Parameters
    ----------
    timing : Timing
        Lengths.
    order, starts : ndarray
        Channels sorted by muscle and where each muscle begins in that order.
    threshold : float
        z above which an event is announced.
    """

    def __init__(self, timing: Timing, order: NDArray[np.intp], starts: NDArray[np.intp], threshold: float) -> None:
        self._fs_hz = timing.fs_hz
        self._order, self._starts = order, starts
        self._threshold = threshold
        n = len(order)
        high_hz = min(CORE_HIGH_HZ, 0.4 * timing.fs_hz)
        self._band = BlockFilter(butter_bandpass(timing.fs_hz, min(CORE_LOW_HZ, high_hz / 3), high_hz), n)
        self._mains = MainsCanceller(timing.fs_hz, 0.0, n)
        self._mains_hz = 0.0
        self._width = max(1, round(SMOOTH_S * timing.fs_hz))
        self._sizes = np.diff(np.append(starts, n)).astype(float)
        per_channel = 1.2 * SMOOTH_S * (high_hz - CORE_LOW_HZ) + 1
        self._scale = EnergyScale(np.concatenate((per_channel * self._sizes, np.full(len(starts), per_channel))))
        # delay of the filter and the smoothing, found from the response to an impulse
        probe = BlockFilter(butter_bandpass(timing.fs_hz, min(CORE_LOW_HZ, high_hz / 3), high_hz), 1)
        x = np.zeros((max(8, round(0.1 * timing.fs_hz)), 1))
        x[0] = 1.0
        self._lag = int(np.argmax(np.abs(probe(x)))) + self._width // 2
        self._weight = np.zeros(n, np.float32)
        self.reset()

    def reset(self) -> None:
        """Forget the past, as after a gap."""
        self._band.reset()
        self._mains.reset()
        self._tail = np.zeros((self._width - 1, len(self._order)), np.float32)
        self._roots: list[FloatArray] = []
        self._last = np.zeros((2, len(self._starts)), np.float32)
        self._held = np.full(len(self._starts), -(1 << 60), np.int64)
        self._blind_until = -(1 << 60)

    def use(self, sigma_uv: FloatArray, mains_hz: float) -> None:
        """Take the noise of each channel (NaN: not used) and the mains, at a border of hops; learn the hop's scale."""
        with np.errstate(divide="ignore", invalid="ignore"):
            weight = 1.0 / sigma_uv[self._order]
        first = not self._weight.any()
        self._weight = np.where(np.isfinite(weight), weight, 0.0).astype(np.float32)
        if mains_hz != self._mains_hz:
            self._mains_hz = mains_hz
            self._mains = MainsCanceller(self._fs_hz, mains_hz, len(self._order))
        if self._roots and not first:
            roots = np.concatenate(self._roots)
            known = np.tile(np.add.reduceat(self._weight, self._starts) > 0, 2)
            self._scale.learn(roots, known & (roots > 0).all(0))
        self._roots = []

    def push(self, start: int, frame: FloatArray) -> list[FirstWord]:
        """Take the frame that begins at input index ``start``; return the events it completes."""
        rows = self._mains(self._band(frame[:, self._order]))
        lost = np.nonzero(~np.isfinite(frame).any(1))[0]
        if len(lost):
            self._blind_until = start + int(lost[-1]) + round(0.05 * self._fs_hz)
        energy = np.square(rows * self._weight)
        joined = np.concatenate((self._tail, energy))
        self._tail = joined[len(joined) - self._width + 1 :]
        total = np.cumsum(joined, axis=0, dtype=np.float64)
        total = np.concatenate((np.zeros((1, total.shape[1])), total))
        smooth = (total[self._width :] - total[: -self._width]) / self._width
        mean = np.add.reduceat(smooth, self._starts, axis=1) / self._sizes
        top = np.maximum.reduceat(smooth, self._starts, axis=1)
        roots = np.cbrt(np.maximum(np.hstack((mean, top)), 0.0)).astype(np.float32)
        self._roots.append(roots)
        if not self._weight.any():
            return []
        z = self._scale.score(roots)
        n = len(self._starts)
        z = np.maximum(z[:, :n], z[:, n:])
        line = np.concatenate((self._last, z))
        self._last = line[-2:]
        peak = (line[1:-1] > self._threshold) & (line[1:-1] >= line[:-2]) & (line[1:-1] > line[2:])
        words = []
        for row, muscle in zip(*np.nonzero(peak), strict=True):
            sample = start + int(row) - 1 - self._lag
            if sample < self._held[muscle] or start + int(row) < self._blind_until:
                continue
            self._held[muscle] = sample + round(HOLD_S * self._fs_hz)
            words.append(FirstWord(sample, int(muscle), float(line[row + 1, muscle])))
        return words
