"""The analysis with its look-ahead: hops in, final verdicts out."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fascview.detection.candidates import Candidate, peaks
from fascview.detection.energy import EnergyScale
from fascview.detection.front import Front, band_kernel
from fascview.detection.level import LocalLevel
from fascview.detection.lines import LineCanceller
from fascview.detection.timing import CONTEXT_DELAY, FILTER_DELAY, LINES_DELAY, NOISE_DELAY, Timing
from fascview.dsp.noise import QuietLevel
from fascview.settings import DetectorSettings
from fascview.stream import FloatArray

DELAY = FILTER_DELAY + LINES_DELAY + NOISE_DELAY + CONTEXT_DELAY
CORE_LOW_HZ, CORE_HIGH_HZ = 30.0, 200.0
SMOOTH_S = 0.012
APART_S = 0.045
_KEPT_HOPS = 16


@dataclass(frozen=True)
class Hop:
    """One cleaned hop and what is known of it."""

    band: FloatArray
    lost: NDArray[np.bool_]


class Analysis:
    """Runs on raw hops in order; see ``push``.

    Parameters
    ----------
    timing : Timing
        Lengths.
    muscle_of_channel : ndarray, shape (n_channels,)
        Index of each channel's muscle.
    settings : DetectorSettings
        Sensitivity, band and mains.
    threshold : float
        z above which an energy peak is a candidate.
    """

    def __init__(self, timing: Timing, muscle_of_channel: NDArray[np.intp], settings: DetectorSettings, threshold: float) -> None:
        self.timing = timing
        n = len(muscle_of_channel)
        self.channels = [np.nonzero(muscle_of_channel == m)[0] for m in range(int(muscle_of_channel.max()) + 1)]
        self._threshold = threshold
        self._front = Front(timing, n, settings.low_hz, settings.high_hz)
        self._lines = LineCanceller(timing, n, settings.mains_hz)
        self._level = LocalLevel(n)
        self.quiet = QuietLevel(n)
        self._second: list[FloatArray] = []
        self._margin = timing.samples(0.05)
        self._core = self._core_matrix()
        width = timing.samples(SMOOTH_S)
        window = np.hanning(width + 2)[1:-1]
        self._window = (window / window.sum()).astype(np.float32)
        high_hz = min(CORE_HIGH_HZ, 0.45 * timing.fs_hz)
        per_channel = 1.2 * SMOOTH_S * (high_hz - CORE_LOW_HZ) + 1
        sizes = np.array([len(c) for c in self.channels], float)
        self._scale = EnergyScale(np.concatenate((per_channel * sizes, np.full(len(sizes), per_channel))))
        self._hops: deque[Hop] = deque(maxlen=_KEPT_HOPS)
        self._found: deque[list[Candidate]] = deque(maxlen=DELAY + 2)
        self.sigma: FloatArray = np.full(n, np.nan, np.float32)
        self._lost: deque[NDArray[np.bool_]] = deque(maxlen=FILTER_DELAY + LINES_DELAY + 1)

    @property
    def mains_hz(self) -> float:
        """The mains found [Hz], 0 for none."""
        return self._lines.mains_hz

    def _core_matrix(self) -> FloatArray:
        """Band of the potentials' energy as a matrix from a hop with margins of ``2 m`` to one with ``m``."""
        t, m = self.timing, self._margin
        high_hz = min(CORE_HIGH_HZ, 0.45 * t.fs_hz)
        h = band_kernel(t.rate_hz, m, min(t.fs_hz, t.rate_hz), CORE_LOW_HZ, high_hz)
        lag = np.arange(t.step + 2 * m)[:, None] + m - np.arange(t.step + 4 * m)[None, :]
        return np.where(np.abs(lag) <= m, h[np.clip(lag + m, 0, 2 * m)], 0.0).astype(np.float32)

    def push(self, k: int, raw: FloatArray) -> tuple[int, list[Candidate]]:
        """Take raw hop ``k``, shape ``(hop, n_channels)``; return ``(hop whose verdicts are final, its candidates)``."""
        band, _, bad = self._front.push(raw)
        reach = (len(bad) - self.timing.hop) // 2
        self._lost.append(bad[reach:-reach])
        clean = self._lines.push(band)
        lost = self._lost[0] if len(self._lost) > LINES_DELAY else np.ones((self.timing.hop, band.shape[1]), bool)
        self._hops.append(Hop(clean, lost))
        missing = lost.mean(0) > 0.3
        self.sigma = self._level.push(clean, missing)
        self._quiet_second(k, clean, missing)
        d = k - FILTER_DELAY - LINES_DELAY - NOISE_DELAY
        self._found.append(self._find(d) if len(self._hops) > NOISE_DELAY + 2 else [])
        final = d - CONTEXT_DELAY
        done = self._found[-1 - CONTEXT_DELAY] if len(self._found) > CONTEXT_DELAY else []
        return final, done

    def _quiet_second(self, k: int, clean: FloatArray, missing: NDArray[np.bool_]) -> None:
        part = clean.copy()
        part[:, missing] = np.nan
        self._second.append(part)
        if len(self._second) * self.timing.hop_s >= 0.95:
            rows = np.abs(np.concatenate(self._second))
            self._second = []
            whole = np.isfinite(rows).all(0)
            value = np.full(rows.shape[1], np.nan, np.float32)
            value[whole] = 1.4826 * np.median(rows[:, whole], axis=0)
            value[value <= 0] = np.nan
            self.quiet.push(value)

    def stretch(self, d: int, newest: int, before: int, after: int) -> FloatArray:
        """Cleaned rows from ``before`` rows ahead of hop ``d`` to ``after`` rows behind it; ``newest`` is the last hop kept."""
        i = len(self._hops) - 1 - (newest - d)
        parts = [self._hops[j].band for j in range(max(0, i - 1), min(len(self._hops), i + 2))]
        rows = np.concatenate(parts)
        at = self.timing.step * (1 if i > 0 else 0)
        lo = at - before
        rows = rows[max(0, lo) : at + self.timing.step + after]
        if lo < 0:
            rows = np.concatenate((np.zeros((-lo, rows.shape[1]), np.float32), rows))
        return rows

    def snippet(self, at: int, newest: int, half: int) -> FloatArray:
        """Cleaned rows ``at - half`` to ``at + half`` (inclusive) of all channels."""
        d = at // self.timing.step
        rows = self.stretch(d, newest, half, half)
        first = at - d * self.timing.step
        return rows[first : first + 2 * half + 1]

    def _find(self, d: int) -> list[Candidate]:
        newest = d + NOISE_DELAY
        m = self._margin
        rows = self._core @ self.stretch(d, newest, 2 * m, 2 * m)
        with np.errstate(invalid="ignore"):
            weight = np.where(np.isfinite(self.sigma), 1 / self.sigma, 0.0).astype(np.float32)
        energy = np.square(rows * weight)
        kernel = self._window
        total = np.cumsum(energy, axis=0)
        del total
        smooth = np.apply_along_axis(lambda c: np.convolve(c, kernel, "same"), 0, energy).astype(np.float32)
        n = len(self.channels)
        roots = np.empty((len(smooth), 2 * n), np.float32)
        for i, channels in enumerate(self.channels):
            roots[:, i] = smooth[:, channels].mean(1)
            roots[:, n + i] = smooth[:, channels].max(1)
        roots = np.cbrt(roots)
        self._scale.learn(roots[m:-m], np.tile([bool(weight[c].any()) for c in self.channels], 2))
        z = self._scale.score(roots)
        z = np.maximum(z[:, :n], z[:, n:])
        found = []
        apart = self.timing.samples(APART_S)
        for i in range(n):
            if not weight[self.channels[i]].any():
                continue
            for row in peaks(z[:, i], m, m + self.timing.step, self._threshold, min(apart, m)):
                at = d * self.timing.step + int(row) - m
                if not self._near_loss(d, newest, int(row) - m, i):
                    found.append(Candidate(at, i, float(z[row, i])))
        return found

    def _near_loss(self, d: int, newest: int, row: int, muscle: int) -> bool:
        """Whether samples of the muscle were lost within 25 ms."""
        i = len(self._hops) - 1 - (newest - d)
        rows = np.concatenate(
            [self._hops[j].lost[:, self.channels[muscle]].all(1) for j in range(max(0, i - 1), min(len(self._hops), i + 2))]
        )
        middle = self.timing.hop * (1 if i > 0 else 0) + self.timing.to_input(row)
        half = round(0.025 * self.timing.fs_hz)
        return bool(rows[max(0, middle - half) : middle + half].any())
