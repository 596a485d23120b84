"""Energy of a muscle's channels over the length of a potential, on a scale where pure noise is a standard Gaussian.

The cube root of a sum of squares is nearly Gaussian (Wilson and Hilferty 1931). Its median and its upper spread are
followed per muscle, so that the threshold means the same for one channel as for a grid, in white noise as in
real noise.
"""

from __future__ import annotations

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
_THIRD = np.float32(1 / 3)


def cube_root(powers: FloatArray) -> FloatArray:
    """Return cube roots of what is not negative, to 2e-7 of their size: a quarter of the cost of ``np.cbrt``."""
    with np.errstate(divide="ignore"):
        roots = np.log(powers)
    roots *= _THIRD
    return np.exp(roots, out=roots)


class EnergyScale:
    """Scales statistics of ``n`` columns to z values.

    Parameters
    ----------
    freedom : ndarray, shape (n,)
        Degrees of freedom expected of each column: the prior of its spread.
    """

    def __init__(self, freedom: NDArray[np.float64]) -> None:
        self._prior = np.sqrt(2 / (9 * freedom))
        # hops lie side by side: so columns are sorted fast
        self._medians = np.full((len(freedom), MEMORY), np.nan, np.float32)
        self._uppers = np.full((len(freedom), MEMORY), np.nan, np.float32)
        self._at = 0
        self._count = 0
        self._set(np.ones(len(freedom)), self._prior.copy())

    def _set(self, centre: NDArray[np.float64], spread: NDArray[np.float64]) -> None:
        self.centre, self.spread = centre, spread
        self._factor = (1 / spread).astype(np.float32)
        self._offset = (centre / spread).astype(np.float32)

    def restart(self, columns: NDArray[np.intp], freedom: NDArray[np.float64]) -> None:
        """Forget what was learnt of some columns, as when the transform ahead of them changes.

        ``freedom`` is as in the class, for all columns.
        """
        self._prior[columns] = np.sqrt(2 / (9 * freedom[columns]))
        self._medians[columns] = np.nan
        self._uppers[columns] = np.nan
        self._count = 0

    def learn(self, powers: FloatArray, use: NDArray[np.bool_]) -> None:
        """Take the energy of one hop, shape ``(step, n)``; columns with ``use`` false are left as they are."""
        n = len(powers)
        ordered = np.array(powers.T, order="C")
        ordered.sort(axis=-1)
        middle, upper = cube_root(ordered[:, [n // 2, int(UPPER * n)]]).T
        self._medians[:, self._at] = np.where(use, middle, np.nan)
        self._uppers[:, self._at] = np.where(use, (upper - middle) / UPPER_Z, np.nan)
        self._at = (self._at + 1) % MEMORY
        self._count += 1
        if self._count > 2 * PRIOR_HOPS and self._count % EVERY:
            return
        counts = np.isfinite(self._medians).sum(1)
        known, typical = (middle_finite(t.T).astype(np.float64) for t in (self._medians, self._uppers))
        centre, typical = np.where(counts > 0, known, 1.0), np.where(counts > 0, typical, 0.0)
        relative = (PRIOR_HOPS * self._prior * centre + counts * typical) / (PRIOR_HOPS + counts)
        self._set(centre, np.maximum(relative, 0.3 * self._prior * centre))

    def score(self, powers: FloatArray) -> FloatArray:
        """Return how many spreads the cube roots lie above their centre."""
        z = cube_root(powers)
        z *= self._factor
        z -= self._offset
        return z

    def height(self, z: float) -> FloatArray:
        """Return the energy of each column at which it scores ``z``."""
        return np.asarray((self.centre + z * self.spread) ** 3, np.float32)
