"""Spatial whitening of one muscle's channels by the covariance of its quiet noise."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fascview.stream import FloatArray

#: Memory of the covariance in hops (about 20 s), how often the matrix is renewed, and when it is first used.
MEMORY, EVERY, FIRST = 100, 8, 8


class Whitener:
    """Follows the noise covariance of sigma-scaled channels and gives its inverse square root.

    Parameters
    ----------
    n_channels : int
        Channels of the muscle.
    """

    def __init__(self, n_channels: int) -> None:
        self._sum = np.zeros((n_channels, n_channels))
        self._weight = 0.0
        self._count = 0
        self.matrix: FloatArray = np.eye(n_channels, dtype=np.float32)
        self.first = max(FIRST, n_channels // 3)
        self._masked, self._used = self.matrix, np.ones(n_channels, bool)

    @property
    def begun(self) -> bool:
        """Whether the matrix is more than the identity."""
        return self._count >= self.first

    def masked(self, used: NDArray[np.bool_]) -> FloatArray:
        """Return the matrix with zeros for channels not ``used``."""
        if not np.array_equal(used, self._used):
            self._used = used.copy()
            self._masked = self.matrix * used[None, :] * used[:, None]
        return self._masked

    def learn(self, scaled: FloatArray, quiet: NDArray[np.bool_], used: NDArray[np.bool_]) -> bool:
        """Take the quiet rows of one hop, shape ``(step, n_channels)``; ``used`` marks the channels in use.

        Return whether whitening begins with this hop.
        """
        if len(used) < 2:
            return False
        rows = scaled[quiet]
        keep = 1 - 1 / MEMORY
        self._sum *= keep
        self._sum += rows.T @ rows
        self._weight = keep * self._weight + len(rows)
        self._count += 1
        if self._count == self.first or (self._count % EVERY == 0 and self._count > self.first):
            self.matrix = inverse_root(self._sum / max(self._weight, 1.0), self._weight / 4, used)
            self._masked, self._used = self.matrix * used[None, :] * used[:, None], used.copy()
        return self._count == self.first


def inverse_root(covariance: NDArray[np.float64], n_free: float, used: NDArray[np.bool_]) -> FloatArray:
    """Inverse square root of a covariance shrunk towards its diagonal as its ``n_free`` independent samples demand.

    Channels not ``used`` stay as they are. The diagonal of the result is such that each output has unit variance.
    """
    n = len(covariance)
    out = np.eye(n)
    index = np.nonzero(used)[0]
    if len(index) < 2:
        return out.astype(np.float32)
    part = covariance[np.ix_(index, index)]
    size = np.sqrt(np.maximum(np.diag(part), 1e-12))
    part = part / np.outer(size, size)
    shrink = min(0.5, 0.05 + len(index) / max(n_free, 1.0))
    part = (1 - shrink) * part + shrink * np.eye(len(index))
    values, vectors = np.linalg.eigh(part)
    root = vectors @ (vectors / np.sqrt(np.maximum(values, 1e-3))).T
    out[np.ix_(index, index)] = root
    return out.astype(np.float32)
