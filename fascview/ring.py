"""The last stretch of a stream, contiguous at any moment."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from fascview.stream import FloatArray


class Ring:
    """Mirrored ring buffer on the absolute sample index.

    Every row is written twice, one capacity apart, so that any window of up to ``capacity`` rows is one contiguous
    view. One thread appends, any number read; a reader is never waited for. A stretch that was never appended
    (lost samples) reads as NaN.

    Parameters
    ----------
    capacity : int
        Number of rows kept.
    n_channels : int
        Number of columns.
    """

    def __init__(self, capacity: int, n_channels: int) -> None:
        if capacity < 1 or n_channels < 1:
            raise ValueError("a ring needs at least one row and one channel")
        self.capacity = capacity
        self.n_channels = n_channels
        # Not filled: what was never written is never given, and memory is taken as it is needed.
        self._data = np.empty((2 * capacity, n_channels), np.float32)
        self._origin = 0
        self._end = 0
        self._reserved = 0  # end of what may be half written right now

    @property
    def end(self) -> int:
        """Index after the newest row."""
        return self._end

    @property
    def origin(self) -> int:
        """Index the ring began at."""
        return self._origin

    @property
    def first(self) -> int:
        """Index of the oldest row that can still be read safely."""
        return max(self._origin, self._reserved - self.capacity)

    def restart(self, at: int) -> None:
        """Forget everything; the next row has the index ``at``."""
        self._origin = self._end = self._reserved = at

    def append(self, start: int, samples: ArrayLike) -> None:
        """Add ``samples``, shape ``(n_samples, n_channels)``, from index ``start``; a jump ahead becomes NaN rows.

        Raises
        ------
        ValueError
            If ``start`` lies before the newest row: a ring never rewrites.
        """
        rows = np.asarray(samples, np.float32)
        if start < self._end:
            raise ValueError(f"rows from {start} come after row {self._end} was written")
        if start > self._end:
            self._write(max(self._end, start - self.capacity), None, start)
        if len(rows) > self.capacity:
            start += len(rows) - self.capacity
            rows = rows[-self.capacity :]
        if len(rows):
            self._write(start, rows, start + len(rows))

    def _write(self, start: int, rows: FloatArray | None, stop: int) -> None:
        self._reserved = stop
        capacity = self.capacity
        at = start % capacity
        head = min(stop - start, capacity - at)
        tail = stop - start - head
        for base in (0, capacity):
            self._data[base + at : base + at + head] = np.nan if rows is None else rows[:head]
            if tail:
                self._data[base : base + tail] = np.nan if rows is None else rows[head:]
        self._end = stop

    def view(self, start: int, stop: int) -> FloatArray:
        """Return rows ``start`` to ``stop`` (clipped to what is kept) as a view, shape ``(n, n_channels)``.

        The view is of live memory: its oldest rows change when the writer laps it. Use ``read`` to be sure.
        """
        start, stop = max(start, self.first), min(stop, self._end)
        if stop <= start:
            return self._data[:0]
        at = start % self.capacity
        out = self._data[at : at + stop - start]
        out.flags.writeable = False
        return out

    def read(self, start: int, stop: int) -> tuple[int, FloatArray]:
        """Return ``(first index, copy of the rows)``, without rows overwritten while copying."""
        start, stop = max(start, self.first), min(stop, self._end)
        rows = self.view(start, stop).copy()
        lost = min(max(0, self.first - start), len(rows))
        return start + lost, rows[lost:]
