"""The last hops in one piece of memory, so that any stretch of them is a view."""

from __future__ import annotations

import numpy as np

from fascview.stream import FloatArray


class HopBuffer:
    """Keeps the newest ``kept`` hops.

    Parameters
    ----------
    step : int
        Rows per hop.
    n_channels : int
        Columns.
    kept : int
        Hops that can be read back.
    fill : float
        What lies before the first hop, zero or NaN.
    """

    def __init__(self, step: int, n_channels: int, kept: int, fill: float = 0.0) -> None:
        self.step, self._kept = step, kept
        self._rows = np.full((3 * kept * step, n_channels), fill, np.float32)
        self._stop = kept * step
        self.newest = -1
        self.count = 0

    def push(self, k: int, rows: FloatArray) -> None:
        """Append hop ``k``, shape ``(step, n_channels)``."""
        if self._stop + self.step > len(self._rows):
            held = self._kept * self.step
            self._rows[:held] = self._rows[self._stop - held : self._stop]
            self._stop = held
        self._rows[self._stop : self._stop + self.step] = rows
        self._stop += self.step
        self.newest = k
        self.count += 1

    def last(self, n: int) -> FloatArray:
        """Return the newest ``n`` hops, at most ``kept``: a view, good until the next ``push``."""
        return self._rows[self._stop - n * self.step : self._stop]

    def rows(self, first: int, stop: int) -> FloatArray:
        """Return rows ``first`` to ``stop`` by absolute index: a view, good until the next ``push``.

        What lies behind the newest hop, or further back than what is kept, reads as zero.
        """
        shift = self._stop - (self.newest + 1) * self.step
        a, b = first + shift, stop + shift
        oldest = self._stop - self._kept * self.step
        if a >= oldest and b <= self._stop:
            return self._rows[a:b]
        out = np.zeros((stop - first, self._rows.shape[1]), np.float32)
        lo, hi = max(a, oldest), min(b, self._stop)
        if hi > lo:
            out[lo - a : hi - a] = self._rows[lo:hi]
        return out
