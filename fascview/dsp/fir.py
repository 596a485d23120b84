"""Finite filters over all channels as a few matrix products."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from fascview.stream import FloatArray

#: Rows made by one product: shorter ones waste calls, longer ones multiply by zeros.
_BLOCK = 48


class BlockedFir:
    """Filters ``n_out + 2 * reach`` rows to ``n_out`` rows with a kernel of ``2 * reach + 1`` taps.

    Parameters
    ----------
    kernel : array_like, shape (2 * reach + 1,)
        The taps; symmetric ones only, since none is reversed.
    n_out : int
        Rows returned by each call.
    """

    def __init__(self, kernel: ArrayLike, n_out: int) -> None:
        taps = np.asarray(kernel, np.float64)
        self.reach = len(taps) // 2
        self.n_out = n_out
        pieces = max(1, round(n_out / _BLOCK))
        self._edges = [round(i * n_out / pieces) for i in range(pieces + 1)]
        longest = max(b - a for a, b in zip(self._edges[:-1], self._edges[1:], strict=True))
        lag = np.arange(longest + 2 * self.reach)[None, :] - np.arange(longest)[:, None]
        inside = (lag >= 0) & (lag < len(taps))
        self._matrix = np.where(inside, taps[np.clip(lag, 0, len(taps) - 1)], 0.0).astype(np.float32)

    def __call__(self, rows: FloatArray) -> FloatArray:
        """Return the filtered rows, shape ``(n_out, n_channels)``, of ``rows``, ``reach`` longer at either end."""
        out = np.empty((self.n_out, rows.shape[1]), np.float32)
        for a, b in zip(self._edges[:-1], self._edges[1:], strict=True):
            n = b - a
            np.matmul(self._matrix[:n, : n + 2 * self.reach], rows[a : b + 2 * self.reach], out=out[a:b])
        return out


class Banded:
    """Products with one matrix whose rows are zero but for a band that moves on from row to row.

    Parameters
    ----------
    matrix : ndarray, shape (n_out, n_in)
        The matrix.
    block : int
        Rows made by one product.
    """

    def __init__(self, matrix: FloatArray, block: int = 32) -> None:
        self._n_out = len(matrix)
        self._pieces: list[tuple[slice, slice, FloatArray]] = []
        for first in range(0, len(matrix), block):
            rows = slice(first, min(first + block, len(matrix)))
            used = np.nonzero(matrix[rows].any(0))[0]
            if len(used):
                columns = slice(int(used[0]), int(used[-1]) + 1)
                self._pieces.append((rows, columns, np.ascontiguousarray(matrix[rows, columns])))

    def __call__(self, rows: FloatArray) -> FloatArray:
        """Return ``matrix @ rows``, shape ``(n_out, n_channels)``."""
        out = np.zeros((self._n_out, rows.shape[1]), np.float32)
        for made, used, part in self._pieces:
            np.matmul(part, rows[used], out=out[made])
        return out
