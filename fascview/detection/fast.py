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
from fascview.detection.timing import FRAMES_PER_HOP, Timing
from fascview.detection.whiten import Group
from fascview.dsp.bandpass import BlockFilter, FrameFilter, butter_bandpass
from fascview.dsp.mains import mains_notches
from fascview.stream import FloatArray

#: Where the energy of surface potentials lies [Hz].
CORE_LOW_HZ, CORE_HIGH_HZ = 30.0, 200.0
SMOOTH_S = 0.008
HOLD_S = 0.045
#: A word is said at the height at which the search calls an energy peak an event.
EXTRA_Z = 0.75
#: A muscle is busy when more than this share of the last so many frames lies above this z: nothing is said then.
BUSY_SHARE, BUSY_FRAMES, BUSY_Z = 0.6, 24, 1.5
#: Where the next beat of a known rhythm makes itself felt around the time it is due [s], and how far its height varies.
BEAT_DUE_S, BEAT_HEIGHT = (-0.13, 0.17), 2.0


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
        z that pure noise exceeds as often as is accepted.
    band_hz : tuple of float
        Edges of the band the user wants analysed.
    """

    def __init__(
        self,
        timing: Timing,
        starts: NDArray[np.intp],
        n_channels: int,
        threshold: float,
        band_hz: tuple[float, float] = (CORE_LOW_HZ, CORE_HIGH_HZ),
    ) -> None:
        self._timing = timing
        self._starts, self._n_channels = starts, n_channels
        self._threshold = threshold + EXTRA_Z
        high_hz = min(CORE_HIGH_HZ, 0.4 * timing.fs_hz)
        low_hz = min(CORE_LOW_HZ, high_hz / 3)
        if band_hz[0] < 0.5 * high_hz and band_hz[1] > 2 * low_hz:  # else nothing would be left to look at
            low_hz, high_hz = max(low_hz, band_hz[0]), min(high_hz, band_hz[1])
        self._band = butter_bandpass(timing.fs_hz, low_hz, high_hz)
        self._notch_to_hz = 1.5 * high_hz
        self._filter = FrameFilter(self._band, timing.frame, timing.down, n_channels)
        self._mains_hz = 0.0
        width = max(1, round(SMOOTH_S * timing.fs_hz / timing.down))
        n = timing.frame // timing.down
        lag = np.arange(n + width - 1)[None, :] - np.arange(n)[:, None]
        self._smooth = np.where((lag >= 0) & (lag < width), 1 / width, 0.0).astype(np.float32)
        sizes = np.diff(np.append(starts, n_channels))
        self._mean = np.repeat(np.eye(len(starts)) / sizes, sizes, axis=0).astype(np.float32)
        per_channel = 1.2 * SMOOTH_S * (high_hz - low_hz) + 1
        self._freedom = np.concatenate((per_channel * sizes, np.full(len(starts), per_channel)))
        self._scale = EnergyScale(self._freedom)
        self._high, self._lifted = self._scale.height(self._threshold), self._scale.height(BUSY_Z)
        self._sizes = sizes
        # delay of the filter and the smoothing, found from the response to an impulse
        probe = BlockFilter(self._band, 1)
        x = np.zeros((max(8, round(0.1 * timing.fs_hz)), 1))
        x[0] = 1.0
        self._lag = int(np.argmax(np.abs(probe(x)))) + width * timing.down // 2
        self._weight = np.zeros(n_channels, np.float32)
        self._joined = np.zeros((n + width - 1, n_channels), np.float32)
        self._mixes: list[tuple[slice, FloatArray]] = []
        # energies of a hop, behind the last two rows of the hop before
        self._powers = np.zeros((2 + FRAMES_PER_HOP * n, 2 * len(starts)), np.float32)
        self._stop = 2
        self._spoilt = False
        self._held = np.full(len(starts), -(1 << 60), np.int64)
        self._blind_until = -(1 << 60)
        self._above = np.zeros((BUSY_FRAMES, len(starts)), np.int64)
        self._frames = 0
        self.busy: NDArray[np.bool_] = np.zeros(len(starts), bool)
        #: Muscles of which nothing is said, their verdict being known.
        self.silent: NDArray[np.bool_] = np.zeros(len(starts), bool)
        self._beat = np.full((len(starts), 2), np.nan)
        self._height = np.full(len(starts), np.nan)

    def whiten(self, groups: list[Group], begun: list[int]) -> None:
        """Take the whitening of the muscles, and those for which it has just begun."""
        self._mixes = [(g.channels, self._weight[g.channels, None] * g.matrix) for g in groups]
        for m in begun:
            self._scale.restart(np.array([m, m + len(self._starts)]), self._freedom)

    def expect_beats(self, rhythms: NDArray[np.float64]) -> None:
        """Take the last beat and the period of each muscle's heart beat [s], shape ``(n_muscles, 2)``; NaN for none."""
        self._beat = rhythms
        self._height[np.isnan(rhythms[:, 0])] = np.nan

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
        if self._stop > 2 and not first and not self._spoilt:
            powers = self._powers[2 : self._stop]
            known = np.tile(np.add.reduceat(self._weight, self._starts) > 0, 2)
            self._scale.learn(powers, known & (powers > 0).all(0))
        self._start_hop()
        self._spoilt = False
        self._high, self._lifted = self._scale.height(self._threshold), self._scale.height(BUSY_Z)

    def _start_hop(self) -> None:
        self._powers[:2] = self._powers[self._stop - 2 : self._stop]
        self._stop = 2

    def push(self, start: int, frame: FloatArray, bad: NDArray[np.bool_] | None) -> list[FirstWord]:
        """Take the frame that begins at input index ``start``; return the events it completes.

        ``bad`` marks samples that are not finite, None for none.
        """
        rows = self._filter(frame, bad)
        down = self._timing.down
        if bad is not None:
            lost = np.nonzero(bad.all(1))[0]
            if len(lost):
                self._spoilt = True  # what the filter makes of a loss says nothing of the noise
                self._blind_until = start + int(lost[-1]) + round(0.05 * self._timing.fs_hz)
        if not self._mixes:
            return []
        n, k = len(rows), len(self._starts)
        joined = self._joined
        joined[:-n] = joined[n:]
        for channels, mix in self._mixes:
            np.matmul(rows[:, channels], mix, out=joined[-n:, channels])
        np.square(joined[-n:], out=joined[-n:])
        smooth = self._smooth @ joined
        if self._stop + n > len(self._powers):  # a hop that was begun was leapt out of
            self._start_hop()
        new = self._powers[self._stop : self._stop + n]
        np.matmul(smooth, self._mean, out=new[:, :k])
        np.maximum.reduceat(smooth, self._starts, axis=1, out=new[:, k:])
        around = self._powers[self._stop - 2 : self._stop + n]
        self._stop += n
        above = new > self._lifted
        self._above[self._frames % BUSY_FRAMES] = (above[:, :k] | above[:, k:]).sum(0)
        self._frames += 1
        self.busy = self._above.sum(0) > BUSY_SHARE * BUSY_FRAMES * n
        if not (around > self._high).any():
            return []
        z = self._scale.score(around)
        line = np.maximum(z[:, :k], z[:, k:])
        peak = (line[1:-1] > self._threshold) & (line[1:-1] >= line[:-2]) & (line[1:-1] > line[2:])
        words = []
        for row, muscle in zip(*np.nonzero(peak), strict=True):
            seen = start + (int(row) - 1) * down
            sample = seen - self._lag
            height = float(line[row + 1, muscle])
            if sample < self._held[muscle] or seen < self._blind_until or self.busy[muscle] or self.silent[muscle]:
                continue
            if self._is_beat(int(muscle), sample / self._timing.fs_hz, height):
                continue
            self._held[muscle] = sample + round(HOLD_S * self._timing.fs_hz)
            words.append(FirstWord(sample, int(muscle), height))
        return words

    def _is_beat(self, muscle: int, time_s: float, height: float) -> bool:
        """Whether a peak comes when the next heart beat is due, and is about as high as those that came then before."""
        last_s, period_s = self._beat[muscle]
        if not np.isfinite(last_s):
            return False
        since = time_s - last_s - BEAT_DUE_S[0]
        if since < 0 or since % period_s > BEAT_DUE_S[1] - BEAT_DUE_S[0]:
            return False
        usual = self._height[muscle]
        self._height[muscle] = height if np.isnan(usual) else usual + 0.1 * (height - usual)
        return bool(np.isnan(usual) or height < BEAT_HEIGHT * usual)
