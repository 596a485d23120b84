"""Spatial whitening of each muscle's channels by the covariance of its quiet noise."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fascview.stream import FloatArray

#: Memory of the covariance in hops (about 20 s), how often the matrix is renewed, and when it is first used.
MEMORY, EVERY, FIRST = 100, 8, 8
#: Muscles that lie side by side share one product up to so many channels: a product more costs more than its zeros.
TOGETHER = 64


class Group:
    """Muscles that are whitened by one matrix, with zeros between them.

    Attributes
    ----------
    muscles, channels : slice
        Which muscles and channels these are.
    matrix : ndarray, shape (n_channels, n_channels)
        The whitening, with zeros for channels not in use.
    """

    def __init__(self, parts: list[slice], first: int) -> None:
        self.muscles = slice(first, first + len(parts))
        self.channels = slice(parts[0].start, parts[-1].stop)
        self.parts = [slice(p.start - parts[0].start, p.stop - parts[0].start) for p in parts]
        n = self.channels.stop - self.channels.start
        self.whole: FloatArray = np.eye(n, dtype=np.float32)
        self.matrix = self.whole
        self.sum = np.zeros((n, n))


def grouped(parts: list[slice]) -> list[Group]:
    """Put neighbours together."""
    groups: list[Group] = []
    first = 0
    for i in range(1, len(parts) + 1):
        if i == len(parts) or parts[i].stop - parts[first].start > TOGETHER:
            groups.append(Group(parts[first:i], first))
            first = i
    return groups


class Whitening:
    """Follows the noise covariance of the sigma-scaled channels of each muscle and gives its inverse square root.

    Parameters
    ----------
    parts : list of slice
        Channels of each muscle, without a gap between them.
    """

    def __init__(self, parts: list[slice]) -> None:
        sizes = np.array([p.stop - p.start for p in parts])
        self._sizes = sizes
        self._muscle_of = np.repeat(np.arange(len(parts)), sizes)
        self._first = np.maximum(FIRST, sizes // 3)
        self._weight = np.zeros(len(parts))
        self._count = np.zeros(len(parts), int)
        self._used: NDArray[np.bool_] = np.ones(len(self._muscle_of), bool)
        self.groups = grouped(parts)

    @property
    def under_way(self) -> bool:
        """Whether the matrix of any muscle is more than the identity."""
        return bool((self._count >= self._first).any())

    def use(self, used: NDArray[np.bool_]) -> None:
        """Say which channels are in use."""
        if not np.array_equal(used, self._used):
            self._used = used.copy()
            for group in self.groups:
                self._mask(group)

    def _mask(self, group: Group) -> None:
        mine = self._used[group.channels]
        group.matrix = group.whole if mine.all() else group.whole * mine[None, :] * mine[:, None]

    def __call__(self, scaled: FloatArray) -> FloatArray:
        """Whiten sigma-scaled rows, shape ``(n, n_channels)``."""
        if not self.under_way:
            return scaled
        out = np.empty_like(scaled)
        for group in self.groups:
            np.matmul(scaled[:, group.channels], group.matrix, out=out[:, group.channels])
        return out

    def learn(self, scaled: FloatArray, quiet: NDArray[np.bool_], use: NDArray[np.bool_]) -> list[int]:
        """Take one hop of sigma-scaled rows, shape ``(step, n_channels)``.

        Parameters
        ----------
        scaled : ndarray, shape (step, n_channels)
            The rows.
        quiet : ndarray of bool, shape (step, n_muscles)
            The rows that are noise.
        use : ndarray of bool, shape (n_muscles,)
            Muscles that learn from this hop.

        Returns
        -------
        list of int
            Muscles for which whitening begins with this hop.
        """
        use = use & (self._sizes > 1)
        if not use.any():
            return []
        keep = 1 - 1 / MEMORY
        rows = scaled * (quiet & use)[:, self._muscle_of]
        kept = np.where(use, keep, 1.0)
        self._weight = kept * self._weight + use * quiet.sum(0)
        self._count += use
        begins = use & (self._count == self._first)
        due = begins | (use & (self._count > self._first) & (self._count % EVERY == 0))
        for group in self.groups:
            part = rows[:, group.channels]
            group.sum *= kept[self._muscle_of[group.channels], None]
            group.sum += part.T @ part
            if due[group.muscles].any():
                self._renew(group, np.nonzero(due[group.muscles])[0])
        return [int(i) for i in np.nonzero(begins)[0]]

    def _renew(self, group: Group, muscles: NDArray[np.intp]) -> None:
        """Find the matrices of some muscles of a group anew: those of one size together."""
        group.whole = group.whole.copy()
        weight, used = self._weight[group.muscles], self._used[group.channels]
        alike: dict[int, list[tuple[int, NDArray[np.intp]]]] = {}
        for i in muscles:
            part = group.parts[i]
            group.whole[part, part] = np.eye(part.stop - part.start, dtype=np.float32)
            index = part.start + np.nonzero(used[part])[0]
            if len(index) > 1:
                alike.setdefault(len(index), []).append((int(i), index))
        for found in alike.values():
            rows = np.array([index for _, index in found])
            w = weight[[i for i, _ in found]]
            sums = group.sum[rows[:, :, None], rows[:, None, :]]
            roots = inverse_root(sums / np.maximum(w, 1.0)[:, None, None], w / 4)
            group.whole[rows[:, :, None], rows[:, None, :]] = roots
        self._mask(group)


def inverse_root(covariance: NDArray[np.float64], n_free: NDArray[np.float64]) -> FloatArray:
    """Inverse square roots of covariances shrunk towards their diagonals as their independent samples demand.

    Parameters
    ----------
    covariance : ndarray, shape (n, n_channels, n_channels)
        Covariances.
    n_free : ndarray, shape (n,)
        Independent samples of each.

    Returns
    -------
    ndarray, shape (n, n_channels, n_channels)
        Inverse roots of the correlations.
    """
    n = covariance.shape[-1]
    size = np.sqrt(np.maximum(np.diagonal(covariance, axis1=1, axis2=2), 1e-12))
    part = covariance / (size[:, :, None] * size[:, None, :])
    shrink = np.minimum(0.5, 0.05 + n / np.maximum(n_free, 1.0))[:, None, None]
    part = (1 - shrink) * part + shrink * np.eye(n)
    values, vectors = np.linalg.eigh(part)
    roots = vectors @ (vectors / np.sqrt(np.maximum(values, 1e-3))[:, None, :]).transpose(0, 2, 1)
    return np.asarray(roots, np.float32)
