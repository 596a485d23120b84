"""From raw hops to the band at the analysis rate, without delay of phase.

One matrix does band-pass, decimation or interpolation: a finite, symmetric kernel, so that the main deflection stays
where it is and nothing can latch. The price is a look-ahead of 80 ms, which the look-ahead of the verdict contains.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from fascview.detection.hops import HopBuffer
from fascview.detection.timing import REACH_S, Timing
from fascview.dsp.bandpass import butter_bandpass
from fascview.dsp.fir import Banded
from fascview.stream import FloatArray

FloatMatrix = NDArray[np.float32]


def band_kernel(rate_hz: float, half: int, fs_hz: float, low_hz: float, high_hz: float) -> NDArray[np.float64]:
    """Zero-phase kernel with the power response of a second-order Butterworth band-pass.

    Parameters
    ----------
    rate_hz : float
        Rate of the kernel's own samples [Hz].
    half : int
        The kernel has ``2 * half + 1`` samples.
    fs_hz : float
        Input rate: nothing passes above 0.5 of it [Hz].
    low_hz, high_hz : float
        Edges [Hz].

    Returns
    -------
    ndarray, shape (2 * half + 1,)
        Symmetric, with a sum of zero.
    """
    n = 1 << int(np.ceil(np.log2(16 * half)))
    f = np.fft.rfftfreq(n, 1 / rate_hz)
    sos = butter_bandpass(fs_hz, low_hz, high_hz)
    inside = f < 0.5 * fs_hz
    gain = np.zeros(len(f))
    gain[inside] = np.abs(signal.sosfreqz(sos, f[inside], fs=fs_hz)[1]) ** 2
    gain *= 0.5 * (1 + np.cos(np.pi * np.clip((f / fs_hz - 0.44) / 0.06, 0, 1)))
    h = np.fft.irfft(gain)
    h = np.concatenate((h[-half:], h[: half + 1]))
    window = signal.windows.kaiser(2 * half + 1, 4.0)
    h *= window
    return np.asarray(h - window * (h.sum() / window.sum()), np.float64)


class Front:
    """Turns consecutive raw hops into band-passed hops at the analysis rate, one hop behind.

    Samples that are not finite are bridged by a straight line between their good neighbours within reach.

    Parameters
    ----------
    timing : Timing
        Lengths.
    n_channels : int
        Columns.
    low_hz, high_hz : float
        Band [Hz].
    """

    def __init__(self, timing: Timing, n_channels: int, low_hz: float, high_hz: float) -> None:
        self.timing = timing
        self._reach = round(REACH_S * timing.fs_hz)
        self._low_hz, self._high_hz = low_hz, high_hz
        self._matrix = self._build(low_hz, high_hz)
        self._product = Banded(self._matrix)
        self._raw = HopBuffer(timing.hop, n_channels, 3, np.nan)
        self._whole = [False] * 3

    def _build(self, low_hz: float, high_hz: float) -> FloatMatrix:
        t = self.timing
        half = self._reach * t.up
        h = band_kernel(t.fs_hz * t.up, half, t.fs_hz, low_hz, high_hz) * t.up
        if t.down > 1:  # what would fold back is taken out first
            cut = np.sinc(0.9 / t.down * np.arange(-half, half + 1)) * 0.9 / t.down
            cut *= signal.windows.kaiser(2 * half + 1, 5.0)
            h = np.convolve(h, cut / cut.sum())[half:-half]
            window = signal.windows.kaiser(2 * half + 1, 4.0)
            h -= window * (h.sum() / window.sum())
        rows = np.arange(t.step)[:, None] * t.down
        columns = (np.arange(t.hop + 2 * self._reach)[None, :] - self._reach) * t.up
        lag = rows - columns
        matrix = np.where(np.abs(lag) <= half, h[np.clip(lag + half, 0, 2 * half)], 0.0)
        matrix -= np.where(np.abs(lag) <= half, 1.0, 0.0) * (
            matrix.sum(1, keepdims=True) / np.maximum(1, (np.abs(lag) <= half).sum(1, keepdims=True))
        )
        return matrix.astype(np.float32)

    def beyond(self, low_hz: float, high_hz: float) -> FloatMatrix:
        """Return the matrix that gives what the band ``low_hz`` to ``high_hz`` has beyond the filter's own.

        Shape ``(step, hop + 2 * reach)``, for the raw samples ``push`` returns.
        """
        return self._build(low_hz, high_hz) - self._matrix

    @property
    def centre(self) -> FloatArray:
        """The raw hop the last ``push`` returned the band of, NaN where samples were lost."""
        return self._raw.last(2)[: self.timing.hop]

    def push(self, hop: FloatArray) -> tuple[FloatArray, FloatArray, NDArray[np.bool_] | None]:
        """Take a raw hop, shape ``(hop, n_channels)``, NaN where samples were lost; return the one before it.

        Returns
        -------
        band : ndarray, shape (step, n_channels)
            Band-passed, at the analysis rate [uV].
        raw : ndarray, shape (hop + 2 * reach, n_channels)
            The raw samples it was made of, bridged, less their first row.
        bad : ndarray of bool, shape (hop + 2 * reach, n_channels)
            Where samples were lost or not finite, None for nowhere.
        """
        n = self.timing.hop
        self._raw.push(self._raw.newest + 1, hop)
        self._whole = [*self._whole[1:], math.isfinite(np.dot(hop.ravel(), hop.ravel()))]
        window = self._raw.last(3)[n - self._reach : 2 * n + self._reach]
        bad = None if all(self._whole) else ~np.isfinite(window)
        if bad is not None:
            window = window.copy()
            bridge(window, bad)
        window = window - window[0]
        return self._product(window), window, bad


def bridge(rows: FloatArray, bad: NDArray[np.bool_]) -> None:
    """Replace ``rows`` where ``bad`` by a straight line per column, in place; zero without any good sample."""
    index = np.arange(len(rows))
    whole: NDArray[np.bool_] = np.asarray(bad.all(1))
    if (bad == whole[:, None]).all():  # the usual case: lost rows
        good = index[~whole]
        if not len(good):
            rows[:] = 0.0
            return
        right = np.searchsorted(good, index[whole])
        after, before = good[np.minimum(right, len(good) - 1)], good[np.maximum(right - 1, 0)]
        share = (index[whole] - before) / np.maximum(after - before, 1)
        share = np.clip(share, 0.0, 1.0).astype(np.float32)[:, None]
        rows[whole] = rows[before] * (1 - share) + rows[after] * share
        return
    for c in np.nonzero(bad.any(0))[0]:
        good = index[~bad[:, c]]
        rows[:, c] = np.interp(index, good, rows[good, c]) if len(good) else 0.0
