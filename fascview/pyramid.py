"""Minimum and maximum at several scales, so that any stretch is drawn with its peaks in time that depends on pixels."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fascview.stream import FloatArray


class _Level:
    """A ring of ``(bin, channel)`` minima and maxima; bin ``k`` covers samples ``k * samples_per_bin`` and on."""

    def __init__(self, samples_per_bin: int, capacity: int, n_channels: int) -> None:
        self.samples_per_bin = samples_per_bin
        self.capacity = capacity
        # Not filled: what was never written is never given, and memory is taken as it is needed.
        self.low = np.empty((capacity, n_channels), np.float32)
        self.high = np.empty((capacity, n_channels), np.float32)
        self.origin = 0  # first bin ever written
        self.end = 0  # bins complete
        self.reserved = 0  # end of what may be half written right now

    @property
    def first(self) -> int:
        """The oldest bin that can be read safely."""
        return max(self.origin, self.reserved - self.capacity)

    def restart(self, at: int, reach: int) -> None:
        """Begin at sample ``at``; the bin of ``reach`` samples of the next level that it lies in finds NaN before."""
        self.origin = self.end = self.reserved = at // self.samples_per_bin
        before = np.arange(at // reach * reach // self.samples_per_bin, self.origin) % self.capacity
        self.low[before] = self.high[before] = np.nan


def _extremes(low: FloatArray, high: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return minima of ``low`` and maxima of ``high`` along axis 1, passing over NaN.

    Doing that costs more than looking first whether there is any: it would be in both.
    """
    least: FloatArray = np.minimum.reduce(low, axis=1)
    if np.isnan(least).any():
        return np.fmin.reduce(low, axis=1), np.fmax.reduce(high, axis=1)
    return least, np.maximum.reduce(high, axis=1)


def _places(first: int, last: int, capacity: int) -> slice | NDArray[np.intp]:
    """Return where bins ``first`` to ``last`` lie in a ring: a slice wherever they do not wrap."""
    at = first % capacity
    if at + last - first <= capacity:
        return slice(at, at + last - first)
    return np.arange(first, last) % capacity


class Pyramid:
    """Min/max pyramid kept up on append; bins are tied to the absolute sample index, so traces never wiggle.

    NaN rows (lost samples) are passed over; a bin of nothing but NaN is NaN. Every level keeps the same number of bins:
    the finest covers ``capacity`` samples, each further one ``factor`` times more, so that a whole day stays in sight
    in a memory that does not grow. One thread appends, any number read.

    Parameters
    ----------
    capacity : int
        Samples covered at the finest level.
    n_channels : int
        Number of columns.
    base : int
        Samples per bin of the finest level; each further level is ``factor`` times coarser.
    factor : int
        Bins of one level per bin of the next.
    levels : int
        Number of levels.
    """

    def __init__(self, capacity: int, n_channels: int, base: int = 16, factor: int = 4, levels: int = 6) -> None:
        self.n_channels = n_channels
        self.base = base
        self.factor = factor
        n_bins = max(2 * factor, -(-capacity // base) + 1)
        self._levels = [_Level(base * factor**k, n_bins, n_channels) for k in range(levels)]
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
        """Index of the oldest sample still covered, however coarsely."""
        return max(self._origin, min(level.first * level.samples_per_bin for level in self._levels))

    def restart(self, at: int) -> None:
        """Forget everything; the next sample has the index ``at``."""
        for level in self._levels:
            level.restart(at, level.samples_per_bin * self.factor)
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
        if start > self._end:
            self._lose(start)
        # In pieces that fit, so that every level sees every bin of the one below.
        piece = self.base * (self._levels[0].capacity // 2)
        for at in range(0, len(rows), piece):
            self._add(rows[at : at + piece])

    def _lose(self, start: int) -> None:
        """Advance to ``start`` over lost samples: whole bins of the coarsest level are skipped, not filled."""
        whole = self._levels[-1].samples_per_bin
        if start - self._end > 2 * whole:
            self._fill(-self._end % whole)
            n = (start - self._end) // whole
            for level in self._levels:
                self._skip(level, level.end + n * (whole // level.samples_per_bin))
            self._end += n * whole
        self._fill(start - self._end)

    def _fill(self, n: int) -> None:
        """Add ``n`` lost samples."""
        piece = self.base * (self._levels[0].capacity // 2)
        lost = np.full((min(n, piece), self.n_channels), np.nan, np.float32)
        for at in range(0, n, piece):
            self._add(lost[: n - at])

    def _add(self, rows: FloatArray) -> None:
        base = self.base
        filled = self._end % base
        self._end += len(rows)
        if filled + len(rows) < base:
            self._pending[filled : filled + len(rows)] = rows
            return
        head = base - filled if filled else 0
        whole = (len(rows) - head) // base
        stop = head + whole * base
        middle = rows[head:stop].reshape(whole, base, self.n_channels)
        low, high = _extremes(middle, middle)
        if filled:
            self._pending[filled:] = rows[:head]
            first = _extremes(self._pending[None], self._pending[None])
            low, high = np.concatenate([first[0], low]), np.concatenate([first[1], high])
        if filled or stop < len(rows):
            self._pending.fill(np.nan)
            self._pending[: len(rows) - stop] = rows[stop:]
        self._store(0, low, high)

    def _store(self, k: int, low: FloatArray, high: FloatArray) -> None:
        level = self._levels[k]
        first = level.end
        n = len(low)
        level.reserved = first + n
        at = _places(first, first + n, level.capacity)
        level.low[at] = low
        level.high[at] = high
        level.end = first + n
        if k + 1 == len(self._levels):
            return
        coarse = self._levels[k + 1]
        begin, stop = coarse.end, level.end // self.factor
        if stop > begin:
            at = _places(begin * self.factor, stop * self.factor, level.capacity)
            shape = (stop - begin, self.factor, self.n_channels)
            self._store(k + 1, *_extremes(level.low[at].reshape(shape), level.high[at].reshape(shape)))

    @staticmethod
    def _skip(level: _Level, end: int) -> None:
        """Advance a level to bin ``end`` with bins of NaN."""
        level.reserved = end
        at = np.arange(max(level.end, end - level.capacity), end) % level.capacity
        level.low[at] = level.high[at] = np.nan
        level.end = end

    def _level_for(self, start: int, samples_per_column: float) -> _Level:
        """Return the coarsest level that is not coarser than a column, or where that has forgotten, a coarser one."""
        best = self._levels[0]
        for level in self._levels[1:]:
            if level.samples_per_bin <= samples_per_column or start < best.first * best.samples_per_bin:
                best = level
        return best

    def resolution(self, start: int, samples_per_column: float) -> int:
        """Return the samples per bin that ``envelope`` would use from ``start`` on."""
        return self._level_for(max(start, self._origin), samples_per_column).samples_per_bin

    def envelope(self, start: int, stop: int, samples_per_column: float) -> tuple[int, int, FloatArray, FloatArray]:
        """Return the complete bins that cover ``start`` to ``stop``.

        They are as coarse as they can be without being coarser than a column; where ``start`` is older than such a
        level remembers, they are coarser.

        Returns
        -------
        first_sample : int
            Index of the first sample of the first bin.
        samples_per_bin : int
        low, high : ndarray, shape (n_bins, n_channels)
        """
        return self._read(self._level_for(max(start, self._origin), samples_per_column), start, stop)

    def finest(self, start: int, stop: int) -> tuple[int, int, FloatArray, FloatArray]:
        """Return the complete bins of the finest level that cover ``start`` to ``stop``, as ``envelope``."""
        return self._read(self._levels[0], start, stop)

    @staticmethod
    def _read(level: _Level, start: int, stop: int) -> tuple[int, int, FloatArray, FloatArray]:
        size = level.samples_per_bin
        first = max(start // size, level.first)
        last = min(-(-stop // size), level.end)
        at = np.arange(first, max(first, last)) % level.capacity
        low, high = level.low[at], level.high[at]
        late = min(max(0, level.first - first), len(low))  # written over while being copied
        low[:late] = high[:late] = np.nan
        return first * size, size, low, high
