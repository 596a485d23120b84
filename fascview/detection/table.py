"""Values of channels laid out muscle by muscle, so that all muscles are gone through at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fascview.stream import FloatArray


class MuscleTable:
    """Rows of muscles, columns of their channels, filled up with NaN.

    Parameters
    ----------
    parts : list of slice
        Channels of each muscle, without a gap between them.
    """

    def __init__(self, parts: list[slice]) -> None:
        self.sizes = np.array([p.stop - p.start for p in parts])
        starts = np.array([p.start for p in parts])
        place = np.arange(self.sizes.max())[None, :]
        self._index = np.where(place < self.sizes[:, None], starts[:, None] + place, starts[-1] + self.sizes[-1])
        self._muscles = np.arange(len(parts))
        #: Muscle of each channel.
        self.muscle_of = np.repeat(self._muscles, self.sizes)
        self._padded: FloatArray = np.full(len(self.muscle_of) + 1, np.nan, np.float32)

    def ordered(self, values: FloatArray) -> tuple[FloatArray, NDArray[np.intp]]:
        """Return the values of each muscle in rising order, NaN at the end, and how many are finite."""
        self._padded[:-1] = values
        table = self._padded[self._index]
        table.sort(axis=1)
        return table, np.isfinite(table).sum(1)

    def upper(self, values: FloatArray) -> tuple[FloatArray, NDArray[np.intp]]:
        """Return the upper median of the finite values of each muscle, NaN where there are none, and their number."""
        table, counts = self.ordered(values)
        return table[self._muscles, np.minimum(counts // 2, table.shape[1] - 1)], counts

    def typical(self, values: FloatArray) -> FloatArray:
        """Return the median of the finite values of each muscle, NaN where there are none."""
        table, counts = self.ordered(values)
        lower = table[self._muscles, np.maximum(counts - 1, 0) // 2]
        middle = 0.5 * (lower + table[self._muscles, np.minimum(counts // 2, table.shape[1] - 1)])
        return np.where(counts > 0, middle, np.float32(np.nan))
