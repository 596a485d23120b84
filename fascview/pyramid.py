"""Minimum and maximum at several scales: any stretch is drawn with its peaks in time that depends on pixels."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from fascview.stream import FloatArray


class _Level:
    """A growing or ring-like store of ``(bin, channel)`` minima and maxima."""

    def __init__(self, samples_per_bin: int, capacity: int, n_channels: int) -> None:
        self.samples_per_bin = samples_per_bin
        self.capacity = capacity
        self.low = np.full((capacity, n_channels), np.nan, np.float32)
        self.high = np.full((capacity, n_channels), np.nan, np.float32)
        self.end = 0  # bins complete


class Pyramid:
    """Min/max pyramid kept up on append; bins are tied to the absolute sample index, so traces never wiggle.

    NaN rows (lost samples) are passed over; a bin of nothing but NaN is NaN.

    Parameters
    ----------
    capacity : int
        Samples covered.
    n_channels : int
        Number of columns.
    base : int
        Samples per bin of the finest level; each further level is ``factor`` times coarser.
    factor : int
        Bins of one level per bin of the next.
    levels : int
        Number of levels.
    """

    def __init__(self, capacity: int, n_channels: int, base: int = 16, factor: int = 8, levels: int = 4) -> None:
        self.n_channels = n_channels
        self.base = base
        self.factor = factor
        sizes = [base * factor**k for k in range(levels)]
        self._levels = [_Level(s, max(2, -(-capacity // s) + 1), n_channels) for s in sizes]
        self._pending = np.empty((base, n_channels), np.float32)
        self._end = 0
        self._origin = 0
        self._started = False

    @property
    def end(self) -> int:
        """Samples seen (absolute index after the newest)."""
        return self._end

    @property
    def first(self) -> int:
        """Index of the oldest sample still covered at the finest level."""
        level = self._levels[0]
        return max(self._origin, (level.end - level.capacity) * level.samples_per_bin)

    def restart(self, at: int) -> None:
        """Forget everything; the next sample has the index ``at``."""
        for level in self._levels:
            level.low.fill(np.nan)
            level.high.fill(np.nan)
            level.end = at // level.samples_per_bin
        self._pending.fill(np.nan)
        self._end = self._origin = at
        self._started = True

    def append(self, start: int, samples: ArrayLike) -> None:
        """Add ``samples``, shape ``(n_samples, n_channels)``, from absolute index ``start``."""
        rows = np.asarray(samples, np.float32)
        if not self._started:
            self.restart(start)
        if start < self._end:
            raise ValueError(f"rows from {start} come after row {self._end} was added")
        longest = self._levels[-1].samples_per_bin * self._levels[-1].capacity
        if start - self._end > longest:
            self.restart(start)
        elif start > self._end:
            self._add(np.full((start - self._end, self.n_channels), np.nan, np.float32))
        self._add(rows)

    def _add(self, rows: FloatArray) -> None:
        base = self.base
        filled = self._end % base
        self._end += len(rows)
        if filled + len(rows) < base:
            self._pending[filled : filled + len(rows)] = rows
            return
        head = base - filled
        self._pending[filled:] = rows[:head]
        whole = (len(rows) - head) // base
        stop = head + whole * base
        middle = rows[head:stop].reshape(whole, base, self.n_channels)
        low = np.concatenate([np.fmin.reduce(self._pending, axis=0)[None], np.fmin.reduce(middle, axis=1)])
        high = np.concatenate([np.fmax.reduce(self._pending, axis=0)[None], np.fmax.reduce(middle, axis=1)])
        self._pending.fill(np.nan)
        self._pending[: len(rows) - stop] = rows[stop:]
        self._store(0, low, high)

    def _store(self, k: int, low: FloatArray, high: FloatArray) -> None:
        level = self._levels[k]
        first = level.end
        n = len(low)
        keep = min(n, level.capacity)
        at = np.arange(first + n - keep, first + n) % level.capacity
        level.low[at] = low[n - keep :]
        level.high[at] = high[n - keep :]
        level.end = first + n
        if k + 1 == len(self._levels):
            return
        coarse = self._levels[k + 1]
        begin = max(coarse.end, -(-(level.end - level.capacity) // self.factor))
        stop = level.end // self.factor
        coarse.end = begin
        if stop > begin:
            at = (np.arange(begin * self.factor, stop * self.factor)) % level.capacity
            shape = (stop - begin, self.factor, self.n_channels)
            self._store(
                k + 1,
                np.fmin.reduce(level.low[at].reshape(shape), axis=1),
                np.fmax.reduce(level.high[at].reshape(shape), axis=1),
            )

    def envelope(self, start: int, stop: int, samples_per_column: float) -> tuple[int, int, FloatArray, FloatArray]:
        """Return complete bins covering ``start`` to ``stop`` at the coarsest level not coarser than a column.

        Returns
        -------
        first_sample : int
            Index of the first sample of the first bin.
        samples_per_bin : int
        low, high : ndarray, shape (n_bins, n_channels)
        """
        level = self._levels[0]
        for candidate in self._levels[1:]:
            if candidate.samples_per_bin <= samples_per_column:
                level = candidate
        size = level.samples_per_bin
        first = max(start // size, level.end - level.capacity, 0)
        last = min(-(-stop // size), level.end)
        at = np.arange(first, max(first, last)) % level.capacity
        return first * size, size, level.low[at], level.high[at]
