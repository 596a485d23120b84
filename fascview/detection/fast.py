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
from fascview.dsp.bandpass import BlockFilter, FrameFilter, butter_bandpass
from fascview.dsp.mains import mains_notches
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
    starts : ndarray
        Where each muscle begins among the channels, which lie in the order of their muscles.
    n_channels : int
        Columns.
    threshold : float
        z above which an event is announced.
    """

    def __init__(self, timing: Timing, starts: NDArray[np.intp], n_channels: int, threshold: float) -> None:
        self._timing = timing
        self._starts, self._n_channels = starts, n_channels
        self._threshold = threshold
        high_hz = min(CORE_HIGH_HZ, 0.4 * timing.fs_hz)
        self._band = butter_bandpass(timing.fs_hz, min(CORE_LOW_HZ, high_hz / 3), high_hz)
        self._notch_to_hz = 1.5 * high_hz
        self._filter = FrameFilter(self._band, timing.frame, timing.down, n_channels)
        self._mains_hz = 0.0
        width = max(1, round(SMOOTH_S * timing.fs_hz / timing.down))
        n = timing.frame // timing.down
        lag = np.arange(n + width - 1)[None, :] - np.arange(n)[:, None]
        self._smooth = np.where((lag >= 0) & (lag < width), 1 / width, 0.0).astype(np.float32)
        sizes = np.diff(np.append(starts, n_channels))
        self._mean = np.repeat(np.eye(len(starts)) / sizes, sizes, axis=0).astype(np.float32)
        per_channel = 1.2 * SMOOTH_S * (high_hz - CORE_LOW_HZ) + 1
        self._scale = EnergyScale(np.concatenate((per_channel * sizes, np.full(len(starts), per_channel))))
        # delay of the filter and the smoothing, found from the response to an impulse
        probe = BlockFilter(self._band, 1)
        x = np.zeros((max(8, round(0.1 * timing.fs_hz)), 1))
        x[0] = 1.0
        self._lag = int(np.argmax(np.abs(probe(x)))) + width * timing.down // 2
        self._weight = np.zeros(n_channels, np.float32)
        self._joined = np.zeros((n + width - 1, n_channels), np.float32)
        self._roots: list[FloatArray] = []
        self._last = np.zeros((2, len(starts)), np.float32)
        self._held = np.full(len(starts), -(1 << 60), np.int64)
        self._blind_until = -(1 << 60)

    def use(self, sigma_uv: FloatArray, mains_hz: float) -> None:
        """Take the noise of each channel (NaN: not used) and the mains, at a border of hops; learn the hop's scale."""
        with np.errstate(divide="ignore", invalid="ignore"):
            weight = 1.0 / sigma_uv
        first = not self._weight.any()
        self._weight = np.where(np.isfinite(weight), weight, 0.0).astype(np.float32)
        if mains_hz != self._mains_hz:
            self._mains_hz = mains_hz
            notches = mains_notches(self._timing.fs_hz, mains_hz, self._notch_to_hz)
            self._filter = self._filter.followed_by(np.vstack((self._band, notches)))
        if self._roots and not first:
            roots = np.concatenate(self._roots)
            known = np.tile(np.add.reduceat(self._weight, self._starts) > 0, 2)
            self._scale.learn(roots, known & (roots > 0).all(0))
        self._roots = []

    def push(self, start: int, frame: FloatArray, bad: NDArray[np.bool_] | None) -> list[FirstWord]:
        """Take the frame that begins at input index ``start``; return the events it completes.

        ``bad`` marks samples that are not finite, None for none.
        """
        rows = self._filter(frame, bad)
        down = self._timing.down
        if bad is not None:
            lost = np.nonzero(bad.all(1))[0]
            if len(lost):
                self._blind_until = start + int(lost[-1]) + round(0.05 * self._timing.fs_hz)
        if not self._weight.any():
            return []
        n = len(rows)
        joined = self._joined
        joined[:-n] = joined[n:]
        rows *= self._weight
        np.square(rows, out=joined[-n:])
        smooth = self._smooth @ joined
        mean = smooth @ self._mean
        top = np.maximum.reduceat(smooth, self._starts, axis=1)
        roots = np.cbrt(np.hstack((mean, top)))
        self._roots.append(roots)
        z = self._scale.score(roots)
        k = len(self._starts)
        line = np.concatenate((self._last, np.maximum(z[:, :k], z[:, k:])))
        self._last = line[-2:]
        if not (line > self._threshold).any():
            return []
        peak = (line[1:-1] > self._threshold) & (line[1:-1] >= line[:-2]) & (line[1:-1] > line[2:])
        words = []
        for row, muscle in zip(*np.nonzero(peak), strict=True):
            seen = start + (int(row) - 1) * down
            sample = seen - self._lag
            if sample < self._held[muscle] or seen < self._blind_until:
                continue
            self._held[muscle] = sample + round(HOLD_S * self._timing.fs_hz)
            words.append(FirstWord(sample, int(muscle), float(line[row + 1, muscle])))
        return words
