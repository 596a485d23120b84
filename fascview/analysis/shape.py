"""How much the shape of one shape group varies from discharge to discharge.

It is not jitter: that needs a needle.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fascview.analysis.patterns import likeness_of_neighbours

FEWEST_MEMBERS = 10
LEAST_SNR = 15.0
ALIGN_S = 0.001


@dataclass(frozen=True, slots=True)
class ShapeVariability:
    """``ccc``: mean correlation of consecutive members; ``cad_percent``: consecutive amplitude difference."""

    n: int
    ccc: float = math.nan
    cad_percent: float = math.nan


def shape_variability(
    waves: ArrayLike, fs_hz: float, snr: ArrayLike | None = None, noise: ArrayLike | None = None
) -> ShapeVariability:
    """Measure the variability of a shape group.

    Parameters
    ----------
    waves : array_like, shape (n, n_samples)
        The members in order of time, on one channel [uV], with at least 1 ms to spare at both ends.
    fs_hz : float
        Sampling rate [Hz].
    snr : array_like, shape (n,), optional
        Vpp over sigma of each; members under 15 are left out, since noise would be taken for variability.
    noise : array_like, shape (m, n_samples), optional
        Stretches of the same channel without events; what they would seem to vary is taken off.

    Returns
    -------
    ShapeVariability
        NaN with fewer than 10 members. CCC aligns each pair within 1 ms. CAD = 100 * sum over t of the median over i of
        |x(i+1)(t) - x(i)(t)|, divided by the sum over t of |mean x(t)|, less the same on noise: the consecutive
        amplitude difference of macro and surface electromyography, here of members aligned to their mean.
    """
    table = np.asarray(waves, np.float32)
    if snr is not None:
        table = table[np.asarray(snr) >= LEAST_SNR]
    if len(table) < FEWEST_MEMBERS:
        return ShapeVariability(len(table))
    shift = max(1, round(ALIGN_S * fs_hz))
    ccc = float(likeness_of_neighbours(table, shift).mean())
    aligned = align(table, shift)
    size = float(np.abs(aligned.mean(axis=0)).sum())
    if not size > 0.0:
        return ShapeVariability(len(table), ccc)
    difference = float(np.median(np.abs(np.diff(aligned, axis=0)), axis=0).sum())
    if noise is not None and len(np.asarray(noise)) > 1:
        quiet = np.asarray(noise, np.float32)[:, shift : table.shape[1] - shift]
        difference -= float(np.median(np.abs(np.diff(quiet, axis=0)), axis=0).sum())
    return ShapeVariability(len(table), ccc, 100.0 * max(0.0, difference) / size)


def align(waves: NDArray[np.float32], most_shift: int) -> NDArray[np.float32]:
    """Shift each member by up to ``most_shift`` samples to fit the mean of all; the ends are lost.

    Two rounds: the mean itself gets sharper.
    """
    n = waves.shape[1] - 2 * most_shift
    places = np.full(len(waves), most_shift)
    windows = np.lib.stride_tricks.sliding_window_view(waves, n, axis=1)
    rows = np.arange(len(waves))
    for _ in range(2):
        mean = windows[rows, places].mean(axis=0)
        norm = np.sqrt((windows.astype(np.float64) ** 2).sum(axis=2)) + 1e-12
        places = np.argmax((windows @ mean) / norm, axis=1)
    return np.asarray(windows[rows, places], np.float32)
