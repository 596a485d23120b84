"""Energy of a muscle's channels over the length of a potential, on a scale where pure noise is a standard Gaussian.

The cube root of a sum of squares is nearly Gaussian (Wilson and Hilferty 1931). Its median and its upper spread are
followed per muscle, so that the threshold means the same for one channel as for a grid, in white noise as in
real noise.
"""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from fascview.dsp.noise import middle_finite
from fascview.stream import FloatArray

#: From the 90th percentile to one standard deviation.
UPPER = 0.9
UPPER_Z = 1.2816
#: Hops over which the scale is followed (20 s), and the weight of what theory expects, in hops.
MEMORY = 104
PRIOR_HOPS = 8
#: The scale is renewed every so many hops.
EVERY = 5


class EnergyScale:
    """Scales statistics of ``n`` columns to z values.

    Parameters
    ----------
    freedom : ndarray, shape (n,)
        Degrees of freedom expected of each column: the prior of its spread.
    """

    def __init__(self, freedom: NDArray[np.float64]) -> None:
        self._prior = np.sqrt(2 / (9 * freedom))
        self._medians: deque[NDArray[np.float64]] = deque(maxlen=MEMORY)
        self._uppers: deque[NDArray[np.float64]] = deque(maxlen=MEMORY)
        self._count = 0
        self.centre = np.ones(len(freedom))
        self.spread = self._prior.copy()

    def restart(self, freedom: NDArray[np.float64]) -> None:
        """Forget what was learnt, as when the transform ahead of it changes; ``freedom`` as in the class."""
        self._prior = np.sqrt(2 / (9 * freedom))
        self._medians.clear()
        self._uppers.clear()
        self._count = 0

    def learn(self, roots: FloatArray, use: NDArray[np.bool_]) -> None:
        """Take the cube roots of one hop, shape ``(step, n)``; columns with ``use`` false are left as they are."""
        n = len(roots)
        ordered = np.partition(roots.T, (n // 2, int(UPPER * n)), axis=-1)
        middle = np.where(use, ordered[:, n // 2], np.nan)
        upper = np.where(use, (ordered[:, int(UPPER * n)] - ordered[:, n // 2]) / UPPER_Z, np.nan)
        self._medians.append(middle)
        self._uppers.append(upper)
        self._count += 1
        if self._count > 2 * PRIOR_HOPS and self._count % EVERY:
            return
        middles, uppers = np.array(self._medians), np.array(self._uppers)
        counts = np.isfinite(middles).sum(0)
        centre, typical = middle_finite(middles), np.nan_to_num(middle_finite(uppers))
        self.centre = np.where(counts > 0, centre, 1.0)
        relative = (PRIOR_HOPS * self._prior * self.centre + counts * typical) / (PRIOR_HOPS + counts)
        self.spread = np.maximum(relative, 0.3 * self._prior * self.centre)

    def score(self, roots: FloatArray) -> FloatArray:
        """Return ``(roots - centre) / spread``."""
        return np.asarray((roots - self.centre) / self.spread, np.float32)
