"""How strong the noise of each channel is, hop by hop and as it is shown."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fascview.dsp.noise import MAD_TO_SIGMA, QuietLevel
from fascview.stream import FloatArray

#: Order of the differences that leave what lies above the band of the potentials.
ORDER = 4


class NoiseOfHops:
    """Follows the robust sigma of the band, and of its fourth differences: of what lies above the potentials.

    Parameters
    ----------
    n_channels : int
        Columns.
    hop_s : float
        Length of a hop [s].
    """

    def __init__(self, n_channels: int, hop_s: float) -> None:
        self._hop_s = hop_s
        self._before: FloatArray = np.empty((n_channels, 0), np.float32)
        self._second: list[tuple[FloatArray, FloatArray, NDArray[np.bool_]]] = []
        #: The levels that are shown, of the band and of its differences.
        self.quiet, self.high = QuietLevel(n_channels), QuietLevel(n_channels)

    def push(self, band: FloatArray, missing: NDArray[np.bool_]) -> tuple[FloatArray, FloatArray]:
        """Take a hop of the band, shape ``(step, n_channels)``; return its sigma and that of its differences.

        ``missing`` marks channels of which so much was lost that they tell nothing for a whole second.
        """
        # a channel's rows lie side by side in here, in which medians are found three times faster
        columns = np.hstack((self._before, band.T))
        sizes = np.abs(columns[:, self._before.shape[1] :])
        steep = np.abs(np.diff(columns, n=ORDER, axis=1))
        inside = steep.shape[1] - (sizes.shape[1] - ORDER)
        self._second.append((sizes, steep, missing))
        self._before = columns[:, -ORDER:]
        sigma = middle_of_rows(sizes.copy())
        high = middle_of_rows(steep[:, inside:].copy())
        if len(self._second) * self._hop_s >= 0.95:
            self._end_second()
        return sigma, high

    def _end_second(self) -> None:
        lost = np.logical_or.reduce([missing for _, _, missing in self._second])
        for i, level in enumerate((self.quiet, self.high)):
            value = middle_of_rows(np.hstack([hop[i] for hop in self._second]))
            value[lost | ~(value > 0)] = np.nan
            level.push(value)
        self._second = []
        self._before = self._before[:, :0]


def middle_of_rows(sizes: FloatArray) -> FloatArray:
    """Return 1.4826 times the upper median of each row, shape ``(n_channels, n)``, whose order is lost."""
    k = sizes.shape[1] // 2
    sizes.partition(k, axis=1)
    return np.asarray(MAD_TO_SIGMA * sizes[:, k], np.float32)
