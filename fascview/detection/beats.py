"""Heart beats and slow artefacts of one muscle, told by what they do below the band.

Anything that stands out of the slow signal, and is large there compared with the band, is no potential of a
motor unit: a
heart beat when it keeps coming with the same shape at 40 to 180 a minute, an artefact otherwise.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from fascview.detection.slow import SLOW_RATE_HZ
from fascview.stream import FloatArray

#: How far an excursion stands out of the slow noise, and its least size relative to the band's Vpp.
EXCURSION_Z = 5.0
SLOW_SHARE = 0.5
#: A steady rhythm may show less below the band.
BEAT_SHARE = 0.2
#: Likeness of two beats, and range of their intervals [s].
LIKENESS = 0.8
SHORTEST_S, LONGEST_S = 0.33, 1.5
#: Beats that make a rhythm, and how long it lives without one [s].
RHYTHM, LONG_RHYTHM = 3, 5
FORGET_S = 5.0
#: Half length of the waveform compared [s], and closest spacing of excursions [s].
HALF_S = 0.06
APART_S = 0.2


@dataclass(frozen=True)
class Excursion:
    """Something slow: time [s on the sample clock], size in slow sigmas, whether it is a heart beat."""

    time_s: float
    size: float
    beat: bool


class BeatTracker:
    """Follows the excursions of one muscle, hop by hop."""

    def __init__(self) -> None:
        self._pool: deque[tuple[float, FloatArray]] = deque(maxlen=12)
        self._template: FloatArray | None = None
        self._last_beat_s = -np.inf
        self._last_s = -np.inf
        self._gaps: deque[float] = deque(maxlen=8)

    def rhythm(self, now_s: float) -> tuple[float, float]:
        """Return the last beat and the usual interval [s]; NaN when no rhythm is known at ``now_s``."""
        if self._template is None or len(self._gaps) < RHYTHM or now_s - self._last_beat_s > FORGET_S:
            return np.nan, np.nan
        return self._last_beat_s, float(np.median(self._gaps))

    def push(self, time_s: float, slow: FloatArray, sigma: FloatArray, band_vpp: FloatArray) -> list[Excursion]:
        """Take one hop of the slow signal.

        Parameters
        ----------
        time_s : float
            Time of the first row of the hop.
        slow : ndarray, shape (n + 2 * half, n_channels)
            Slow signal with ``half`` rows of context on either side.
        sigma : ndarray, shape (n_channels,)
            Its noise.
        band_vpp : ndarray, shape (n + 2 * half, n_channels)
            Peak to peak of the band around each row.
        """
        half = round(HALF_S * SLOW_RATE_HZ)
        if self._template is not None and time_s - self._last_beat_s > FORGET_S:
            self._template = None
        ratio = np.abs(slow) / np.maximum(sigma, 1e-6)
        share = np.sqrt(np.square(slow).sum(1) / np.maximum(np.square(band_vpp).sum(1), 1e-12))
        top = np.where(share > BEAT_SHARE, ratio.max(1), 0.0)
        found = []
        apart = round(APART_S * SLOW_RATE_HZ / 2)
        for row in np.nonzero(top[half:-half] > EXCURSION_Z)[0] + half:
            if top[row] < top[max(0, row - apart) : row + apart + 1].max():
                continue
            t = time_s + (row - half + 0.5) / SLOW_RATE_HZ
            if t - self._last_s < APART_S / 2:
                continue
            wave = (slow[row - half : row + half + 1] / np.maximum(sigma, 1e-6)).ravel().astype(np.float32)
            slowest = bool(share[row] > SLOW_SHARE)
            beat = self._is_beat(t, wave, slowest)
            if beat or slowest:
                self._last_s = t
                found.append(Excursion(t, float(top[row]), beat))
        return found

    def _is_beat(self, t: float, wave: FloatArray, slowest: bool) -> bool:
        if self._template is not None:
            if like(wave, self._template) >= LIKENESS and 0.4 < size(wave) / size(self._template) < 2.5:
                self._template = (0.85 * self._template + 0.15 * wave).astype(np.float32)
                self._came(t)
                return True
            return False
        self._pool.append((t, wave))
        alike = [(u, w) for u, w in self._pool if like(w, wave) >= LIKENESS and t - u < LONG_RHYTHM * LONGEST_S]
        needed, even = (RHYTHM, 0.25) if slowest else (LONG_RHYTHM, 0.15)
        if len(alike) < needed:
            return False
        gaps = np.diff([u for u, _ in alike])[1 - needed :]
        if (gaps > SHORTEST_S).all() and (gaps < LONGEST_S).all() and gaps.std() < even * gaps.mean():
            self._template = np.mean([w for _, w in alike], axis=0).astype(np.float32)
            self._gaps.extend(gaps)
            self._last_beat_s = t
            self._pool.clear()
            return True
        return False

    def _came(self, t: float) -> None:
        """Note one more beat of the rhythm."""
        gap = t - self._last_beat_s
        if SHORTEST_S < gap < LONGEST_S:
            self._gaps.append(gap)
        self._last_beat_s = t


def size(wave: FloatArray) -> float:
    """Euclidean norm."""
    return float(np.sqrt(np.square(wave).sum()))


def like(a: FloatArray, b: FloatArray) -> float:
    """Correlation of two waveforms, allowing one row of shift."""
    best = max(float(a @ b), float(a[1:] @ b[:-1]), float(a[:-1] @ b[1:]))
    return best / max(size(a) * size(b), 1e-9)
