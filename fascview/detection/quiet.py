"""How strong the noise of each channel is, hop by hop and as it is shown."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fascview.dsp.noise import MAD_TO_SIGMA, QuietLevel, middle_of_each
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
        self._before: FloatArray = np.empty((0, n_channels), np.float32)
        self._second: list[tuple[FloatArray, FloatArray, NDArray[np.bool_]]] = []
        #: The levels that are shown, of the band and of its differences.
        self.quiet, self.high = QuietLevel(n_channels), QuietLevel(n_channels)

    def push(self, band: FloatArray, missing: NDArray[np.bool_]) -> tuple[FloatArray, FloatArray]:
        """Take a hop of the band, shape ``(step, n_channels)``; return its sigma and that of its differences.

        ``missing`` marks channels of which so much was lost that they tell nothing for a whole second.
        """
        # the differences go on over the borders of hops within a second
        rows = np.concatenate((self._before, band))
        steep = np.abs(np.diff(rows, n=ORDER, axis=0))
        inside = len(steep) - (len(band) - ORDER)
        self._before = rows[-ORDER:]
        # a channel's rows lie side by side in here, in which medians are found three times faster
        sizes, steeps = np.array(np.abs(band).T, order="C"), np.array(steep.T, order="C")
        sigma = MAD_TO_SIGMA * middle_of_each(sizes)
        high = MAD_TO_SIGMA * middle_of_each(steeps[:, inside:])
        self._second.append((sizes, steeps, missing))
        if len(self._second) * self._hop_s >= 0.95:
            self._end_second()
        return sigma, high

    def _end_second(self) -> None:
        lost = np.logical_or.reduce([missing for _, _, missing in self._second])
        for i, level in enumerate((self.quiet, self.high)):
            value = MAD_TO_SIGMA * middle_of_each(np.hstack([hop[i] for hop in self._second]))
            value[lost | ~(value > 0)] = np.nan
            level.push(value)
        self._second = []
        self._before = self._before[:0]
