"""Takes the mains out of the band: phasors of each line at the borders of hops, joined by straight lines.

The amplitude of each line is found under a Hann window of four hops (0.77 s), so that a line up to 0.3 Hz off
its nominal
place is followed, and a potential, being fifty times shorter, hardly moves it. What exceeds four sigma of the rest is
limited before the fit. 50 or 60 Hz is decided from the signal.
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from fascview.detection.hops import HopBuffer
from fascview.detection.timing import Timing
from fascview.dsp.noise import robust_sigma
from fascview.stream import FloatArray

#: A line is there when it has this many times the power of its neighbourhood.
LINE_RATIO = 6.0
#: How far the neighbourhood is [Hz]: outside the main lobe of the window.
BESIDE_HZ = 6.0
LIMIT_SIGMA = 4.0
#: Lines that tell 50 from 60 Hz: higher and folded ones may coincide.
TELLING = 2
_WINDOW_HOPS = 4


def line_frequencies(fs_hz: float, rate_hz: float, mains_hz: float) -> NDArray[np.float64]:
    """Return where the mains and its harmonics appear below 0.48 of the rate [Hz], folded ones included."""
    top = 0.48 * min(fs_hz, rate_hz)
    found: list[float] = []
    for k in range(1, 20):
        f = k * mains_hz
        if fs_hz < 500.0:
            f = abs(f - round(f / fs_hz) * fs_hz)
        if 15.0 < f < top and f < 480.0 and all(abs(f - g) > 3.0 for g in found):
            found.append(f)
    return np.array(found)


class _Basis:
    """Projection and synthesis for one set of frequencies."""

    def __init__(self, frequencies_hz: NDArray[np.float64], timing: Timing) -> None:
        n, rate = timing.step, timing.rate_hz
        t = (np.arange(_WINDOW_HOPS * n) - _WINDOW_HOPS / 2 * n) / rate
        w = 0.5 * (1 + np.cos(2 * np.pi * t / (_WINDOW_HOPS * n / rate)))
        angle = 2 * np.pi * np.outer(frequencies_hz, t)
        self.project = np.vstack((w * np.cos(angle), w * np.sin(angle))).astype(np.float32) * np.float32(2 / w.sum())
        u = np.arange(n) / rate
        fade = np.arange(n) / n
        left = 2 * np.pi * np.outer(u, frequencies_hz)
        right = 2 * np.pi * np.outer(u - n / rate, frequencies_hz)
        self.synthesise = np.hstack(
            (
                (1 - fade)[:, None] * np.cos(left),
                (1 - fade)[:, None] * np.sin(left),
                fade[:, None] * np.cos(right),
                fade[:, None] * np.sin(right),
            )
        ).astype(np.float32)
        ahead = 2 * np.pi * np.outer(u + 2 * n / rate, frequencies_hz)
        self.extrapolate = np.hstack((np.cos(ahead), np.sin(ahead))).astype(np.float32)


class LineCanceller:
    """Returns each hop without its lines, two hops behind.

    Parameters
    ----------
    timing : Timing
        Lengths.
    n_channels : int
        Columns.
    mains_hz : float
        50 or 60, 0 for none, NaN to find it.
    """

    def __init__(self, timing: Timing, n_channels: int, mains_hz: float) -> None:
        self._timing = timing
        self._fixed = not math.isnan(mains_hz)
        self._candidates = (50.0, 60.0) if not self._fixed else ((mains_hz,) if mains_hz else ())
        self._bases = [_Basis(line_frequencies(timing.fs_hz, timing.rate_hz, f), timing) for f in self._candidates]
        telling = [line_frequencies(timing.fs_hz, timing.rate_hz, f)[:TELLING] for f in self._candidates]
        on = np.concatenate([np.empty(0), *telling])
        self._look = _Basis(np.concatenate((on, on - BESIDE_HZ, on + BESIDE_HZ)), timing).project
        self._first_lines = np.cumsum([0, *(len(t) for t in telling)])
        self._score = np.zeros(len(self._candidates))
        self._seen = 0
        self._n_channels = n_channels
        self.chosen: int | None = 0 if self._fixed and self._candidates else None
        self.reset()

    @property
    def mains_hz(self) -> float:
        """The mains in use [Hz]; 0 when none was found."""
        return self._candidates[self.chosen] if self.chosen is not None else 0.0

    def reset(self) -> None:
        """Forget the past signal; the choice of the mains stays."""
        self._band = HopBuffer(self._timing.step, self._n_channels, 3)
        self._limited = HopBuffer(self._timing.step, self._n_channels, _WINDOW_HOPS)
        self._phasors: list[FloatArray | None] = [None, None]

    def push(self, band: FloatArray) -> FloatArray:
        """Take a hop of the band, shape ``(step, n_channels)``; return the one two before it without its lines."""
        self._band.push(self._band.newest + 1, band)
        oldest = self._band.last(3)[: self._timing.step]
        if not self._candidates:
            return oldest.copy()
        self._limited.push(self._limited.newest + 1, self._limit(band))
        self._choose()
        if self.chosen is None:
            self._phasors = [None, None]
            return oldest.copy()
        basis = self._bases[self.chosen]
        now = basis.project @ self._limited.last(_WINDOW_HOPS)
        before = self._phasors[1] if self._phasors[1] is not None else now
        self._phasors = [np.asarray(before, np.float32), np.asarray(now, np.float32)]
        return np.asarray(oldest - basis.synthesise @ np.vstack((before, now)), np.float32)

    def _limit(self, band: FloatArray) -> FloatArray:
        """Clip what stands out of the line expected from the last phasors."""
        expected: FloatArray | None = None
        if self.chosen is not None and self._phasors[1] is not None:
            # the last phasors belong to the border two hops before this hop begins
            expected = self._bases[self.chosen].extrapolate @ self._phasors[1]
        rest = band - expected if expected is not None else band
        limit = LIMIT_SIGMA * robust_sigma(rest)
        kept: FloatArray = np.minimum(rest, limit)
        np.maximum(kept, -limit, out=kept)
        if expected is not None:
            kept += expected
        return kept

    def _choose(self) -> None:
        """Compare each candidate's lines with what lies beside them."""
        if self._fixed:
            return
        self._seen += 1
        power = np.square(self._look @ self._limited.last(_WINDOW_HOPS))
        half = len(power) // 2
        power = (power[:half] + power[half:]).reshape(3, -1, power.shape[1])
        line, beside = power[0], power[1] + power[2]
        beside *= 0.5
        # the strongest line over the mean channel: the mains reaches most of them
        ratio = np.log((line + 1e-6) / (beside + 1e-6)).mean(1).tolist()
        share = max(0.04, 1.0 / self._seen)
        for i, (a, b) in enumerate(pairwise(self._first_lines)):
            self._score[i] += share * (max(ratio[a:b]) - self._score[i])
        i = int(np.argmax(self._score))
        if self._score[i] > math.log(LINE_RATIO):
            if self.chosen != i:
                self._phasors = [None, None]
            self.chosen = i
        elif self.chosen is not None and self._score[self.chosen] < math.log(LINE_RATIO) / 3:
            self.chosen = None
            self._phasors = [None, None]
