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
        #: Muscle of each channel.
        self.muscle_of = np.repeat(np.arange(len(parts)), self.sizes)

    def middles(self, values: FloatArray) -> tuple[FloatArray, FloatArray, NDArray[np.intp]]:
        """Return the lower and the upper median of the finite values of each muscle, and their number.

        ``values`` of shape ``(..., n_channels)`` give ``(..., n_muscles)``; NaN where nothing is finite.
        """
        padded = np.full((*values.shape[:-1], values.shape[-1] + 1), np.nan, np.float32)
        padded[..., :-1] = values
        table = padded[..., self._index].reshape(-1, self._index.shape[1])
        table.sort(axis=1)  # NaN goes to the end
        counts = np.isfinite(table).sum(1)
        each = np.arange(len(table))
        shape = (*values.shape[:-1], len(self._index))
        lower = table[each, np.maximum(counts - 1, 0) // 2].reshape(shape)
        upper = table[each, np.minimum(counts // 2, table.shape[1] - 1)].reshape(shape)
        return lower, upper, counts.reshape(shape)

    def typical(self, values: FloatArray) -> FloatArray:
        """Return the median of the finite values of each muscle, NaN where there are none."""
        lower, upper, _ = self.middles(values)
        return np.asarray(0.5 * (lower + upper), np.float32)
