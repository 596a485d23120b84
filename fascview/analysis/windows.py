"""Counts in windows of 10 s, kept up as they close: for the Fano factor and the sparkline."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fascview.analysis.stretches import GrowingColumn, SampleSet, StretchSet

WINDOW_S = 10.0
FEWEST_WINDOWS = 12
# Short blankings (one per heart beat) must not cost the whole window, a lost half must.
LEAST_SHARE = 0.8
LEAST_SHARE_OF_RATE = 0.2


def fano_factor(counts: ArrayLike) -> float:
    """Return variance over mean of ``counts`` in equal windows: 1 for a Poisson train, more when events cluster.

    NaN with fewer than 12 windows, or no event at all. The variance has n - 1 in its denominator (U. Fano,
    Phys. Rev. 72, 1947, 26-29).
    """
    values = np.asarray(counts, np.float64)
    if len(values) < FEWEST_WINDOWS or not values.any():
        return math.nan
    return float(values.var(ddof=1) / values.mean())


class CountWindows:
    """Events and analysable samples in each closed window of 10 s.

    Windows lie on multiples of 10 s of the sample index, so they do not move with the clock. A closed window is worked
    out once, and again only after something in it was changed.
    """

    def __init__(self, fs_hz: float) -> None:
        self._fs_hz = fs_hz
        self._counts = GrowingColumn()
        self._free = GrowingColumn()  # analysable samples
        self._first = 0  # number of the first window kept
        self._good = 0  # windows before this number are as they should be
        self._version = 0
        self._told: tuple[tuple[int, int, int], float] | None = None
        self._drawn: tuple[tuple[int, int, int], NDArray[np.float32]] | None = None

    def _edge(self, windows: ArrayLike) -> NDArray[np.int64]:
        return np.rint(np.asarray(windows, np.float64) * (WINDOW_S * self._fs_hz)).astype(np.int64)

    def _number(self, sample: int) -> int:
        width = WINDOW_S * self._fs_hz
        number = math.floor(sample / width)
        return number + 1 if round((number + 1) * width) <= sample else number

    def touch(self, sample: int) -> None:
        """Say that something changed from ``sample`` on."""
        number = self._number(sample)
        if number < self._good:
            self._good = number

    def _bring_up(self, counted: SampleSet, held: StretchSet, origin: int, settled: int) -> tuple[int, int]:
        """Work out what is missing; return the first whole window since ``origin`` and the one after the last."""
        first = self._number(origin - 1) + 1
        stop = max(self._number(settled), first)
        if first < self._first or not len(self._counts):
            self._counts.splice(0, len(self._counts), ())
            self._free.splice(0, len(self._free), ())
            self._first = self._good = first
        self._good = max(self._good, self._first)
        if self._good < stop:
            edges = self._edge(np.arange(self._good, stop + 1))
            at = self._good - self._first
            self._counts.splice(at, len(self._counts), np.diff(counted.before(edges)))
            self._free.splice(at, len(self._free), np.diff(edges - held.length_before(edges)))
            self._good = stop
            self._version += 1
        return first, stop

    def fano(self, counted: SampleSet, held: StretchSet, origin: int, settled: int) -> float:
        """Return the Fano factor of the windows at least 80 % analysable, NaN with fewer than 12 of them."""
        first, stop = self._bring_up(counted, held, origin, settled)
        key = (first, stop, self._version)
        if self._told is None or self._told[0] != key:
            rows = slice(first - self._first, stop - self._first)
            enough = self._free.values[rows] >= LEAST_SHARE * WINDOW_S * self._fs_hz
            self._told = key, fano_factor(self._counts.values[rows][enough])
        return self._told[1]

    def rates(
        self, counted: SampleSet, held: StretchSet, origin: int, settled: int, n_windows: int
    ) -> NDArray[np.float32]:
        """Return the rate [1/min] in each of the last ``n_windows`` windows, read-only; NaN under 2 s analysable."""
        first, stop = self._bring_up(counted, held, origin, settled)
        first = max(first, stop - n_windows)
        key = (first, stop, self._version)
        if self._drawn is not None and self._drawn[0] == key:
            return self._drawn[1]
        rows = slice(first - self._first, stop - self._first)
        free_s = self._free.values[rows] / self._fs_hz
        enough = free_s >= LEAST_SHARE_OF_RATE * WINDOW_S
        out = np.full(n_windows, np.nan, np.float32)
        told = np.full(stop - first, np.nan)
        told[enough] = 60.0 * self._counts.values[rows][enough] / free_s[enough]
        out[n_windows - len(told) :] = told
        out.flags.writeable = False
        self._drawn = key, out
        return out
