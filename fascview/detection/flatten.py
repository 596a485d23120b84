"""Temporal whitening: filters that make the quiet noise of each muscle alike at all frequencies.

A matched filter finds most when the noise it works in is white. The noise of a muscle is taken for an autoregressive
process; its inverse filter, made symmetric so that nothing moves in time, is applied to signal and shapes alike.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_toeplitz

from fascview.stream import FloatArray

#: Order of the process and half length of the filter [rows]: 16 ms tell the spectrum to 60 Hz.
ORDER = 16
#: Share of white noise assumed beside what was measured: it keeps bands without noise from being blown up.
FLOOR = 0.01
#: Memory of the autocorrelation in hops looked at (about 20 s), and when the filters are first used.
MEMORY, FIRST = 25, 3


class Flattener:
    """Follows the autocorrelation of each muscle's quiet noise, all muscles at once.

    Parameters
    ----------
    parts : list of slice
        Columns of each muscle.
    """

    def __init__(self, parts: list[slice]) -> None:
        self._starts = np.array([p.start for p in parts])
        self._sizes = np.array([p.stop - p.start for p in parts])
        n = len(parts)
        self._sum = np.zeros((n, ORDER + 1))
        self._weight = np.zeros((n, ORDER + 1))
        self._count = np.zeros(n, int)
        #: Half of the symmetric filter of each muscle, shape ``(n_muscles, ORDER + 1)``: the middle first.
        self.taps: FloatArray = np.zeros((n, ORDER + 1), np.float32)
        self.taps[:, 0] = 1.0

    def learn(self, rows: FloatArray, quiet: NDArray[np.bool_], learns: NDArray[np.bool_]) -> None:
        """Take one hop.

        Parameters
        ----------
        rows : ndarray, shape (n, n_channels)
            Scaled and spatially whitened; zero in channels not in use.
        quiet : ndarray of bool, shape (n, n_muscles)
            Rows of pure noise.
        learns : ndarray of bool, shape (n_muscles,)
            Muscles that learn from this hop.
        """
        if not learns.any():
            return
        kept = (quiet & learns).astype(np.float32)
        noise = rows * np.repeat(kept, self._sizes, axis=1)
        keep = 1 - 1 / MEMORY
        for lag in range(ORDER + 1):
            stop = len(rows) - lag
            product = np.einsum("ij,ij->j", noise[:stop], noise[lag:])
            new = np.add.reduceat(product, self._starts)
            self._sum[learns, lag] = keep * self._sum[learns, lag] + new[learns]
            both = (kept[:stop] * kept[lag:]).sum(0)
            self._weight[learns, lag] = keep * self._weight[learns, lag] + both[learns]
        self._count[learns] += 1
        due = learns & (self._count >= FIRST)
        for i in np.nonzero(due)[0]:
            self.taps[i] = inverse_filter(self._sum[i] / np.maximum(self._weight[i], 1.0))


def symmetric(rows: FloatArray, taps: FloatArray) -> FloatArray:
    """Filter along axis -2 with half a symmetric filter per column, of shape ``(n_columns, n_taps)``."""
    out = rows * taps[:, 0]
    n = rows.shape[-2]
    for lag in range(1, min(taps.shape[1], n)):
        weight = taps[:, lag]
        out[..., lag:, :] += rows[..., : n - lag, :] * weight
        out[..., : n - lag, :] += rows[..., lag:, :] * weight
    return np.asarray(out, np.float32)


def inverse_filter(correlation: NDArray[np.float64]) -> FloatArray:
    """Return half of the symmetric filter that whitens noise of this autocorrelation and keeps its power.

    The power response is that of the prediction error filter (Makhoul 1975).
    """
    out = np.zeros(len(correlation), np.float32)
    out[0] = 1.0
    if correlation[0] <= 0:
        return out
    r = correlation / correlation[0]
    r[0] += FLOOR
    error = np.concatenate(([1.0], -solve_toeplitz(r[:-1], r[1:])))
    n = 16 * len(correlation)
    response = np.abs(np.fft.rfft(error, n))
    half = np.fft.irfft(response, n)[: len(correlation)]
    whole = np.concatenate((half[:0:-1], half))
    spread = np.convolve(whole, whole)
    middle = len(spread) // 2
    power = spread[middle] * r[0] + 2 * float(spread[middle + 1 : middle + len(r)] @ r[1:])
    return np.asarray(half / np.sqrt(max(power, 1e-9)), np.float32)
