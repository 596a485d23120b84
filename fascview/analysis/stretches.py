"""Sorted sets of samples and of stretches of samples, cheap to grow at their end."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Int64Array = NDArray[np.int64]


class GrowingColumn:
    """A one-dimensional int64 array that doubles its room when full.

    Inserting or deleting costs a move of what lies behind; near the end, where live data arrive, that is nothing.
    """

    def __init__(self) -> None:
        self._room = np.empty(64, np.int64)
        self._n = 0

    def __len__(self) -> int:
        """Return how many values there are."""
        return self._n

    @property
    def values(self) -> Int64Array:
        """View of the values, shape ``(n,)``; valid until the next change."""
        return self._room[: self._n]

    def splice(self, first: int, last: int, values: ArrayLike) -> None:
        """Replace the values at ``first`` to ``last`` (exclusive) by ``values``."""
        new = np.asarray(values, np.int64)
        n = self._n - (last - first) + len(new)
        if n > len(self._room):
            room = np.empty(max(n, 2 * len(self._room)), np.int64)
            room[: self._n] = self._room[: self._n]
            self._room = room
        if last < self._n and len(new) != last - first:
            self._room[first + len(new) : n] = self._room[last : self._n].copy()
        self._room[first : first + len(new)] = new
        self._n = n


class SampleSet:
    """Sample indices in rising order; equal ones may occur."""

    def __init__(self) -> None:
        self._samples = GrowingColumn()

    def __len__(self) -> int:
        """Return how many samples there are."""
        return len(self._samples)

    @property
    def values(self) -> Int64Array:
        """Copy of the samples, shape ``(n,)``, rising."""
        return self._samples.values.copy()

    def add(self, sample: int) -> None:
        """Put ``sample`` in its place."""
        at = int(np.searchsorted(self._samples.values, sample, "right"))
        self._samples.splice(at, at, (sample,))

    def remove(self, sample: int) -> None:
        """Take one ``sample`` out.

        Raises
        ------
        KeyError
            If it is not in the set.
        """
        at = int(np.searchsorted(self._samples.values, sample))
        if at == len(self) or self._samples.values[at] != sample:
            raise KeyError(sample)
        self._samples.splice(at, at + 1, ())

    def before(self, edges: ArrayLike) -> Int64Array:
        """Return for each of ``edges`` how many samples lie before it."""
        return np.searchsorted(self._samples.values, edges)

    def count(self, start: int, stop: int) -> int:
        """Return how many samples lie from ``start`` to ``stop`` (exclusive)."""
        first, last = self._samples.values.searchsorted((start, stop)).tolist()
        return max(0, int(last) - int(first))

    def between(self, start: int, stop: int) -> Int64Array:
        """Return a copy of the samples from ``start`` to ``stop`` (exclusive)."""
        values = self._samples.values
        return values[np.searchsorted(values, start) : np.searchsorted(values, stop)].copy()


class StretchSet:
    """A union of stretches ``[start, stop)``, kept disjoint and sorted."""

    def __init__(self) -> None:
        self._starts = GrowingColumn()
        self._stops = GrowingColumn()
        self._before = GrowingColumn()  # length of all stretches before this one

    def __len__(self) -> int:
        """Return the number of disjoint stretches."""
        return len(self._starts)

    @property
    def values(self) -> Int64Array:
        """Copy of the stretches, shape ``(n, 2)``: start, stop."""
        return np.stack((self._starts.values, self._stops.values), axis=1)

    def add(self, start: int, stop: int) -> None:
        """Unite the set with ``[start, stop)``; empty and touching stretches are welcome."""
        if stop <= start:
            return
        first = int(np.searchsorted(self._stops.values, start))
        last = int(np.searchsorted(self._starts.values, stop, "right"))
        if first < last:
            start = min(start, int(self._starts.values[first]))
            stop = max(stop, int(self._stops.values[last - 1]))
        self._replace(first, last, [(start, stop)])

    def subtract(self, start: int, stop: int) -> None:
        """Take ``[start, stop)`` out of the set."""
        if stop <= start:
            return
        first = int(np.searchsorted(self._stops.values, start, "right"))
        last = int(np.searchsorted(self._starts.values, stop))
        if first >= last:
            return
        rest = ((int(self._starts.values[first]), start), (stop, int(self._stops.values[last - 1])))
        self._replace(first, last, [piece for piece in rest if piece[1] > piece[0]])

    def _replace(self, first: int, last: int, pieces: list[tuple[int, int]]) -> None:
        table = np.array(pieces, np.int64).reshape(-1, 2)
        self._starts.splice(first, last, table[:, 0])
        self._stops.splice(first, last, table[:, 1])
        self._before.splice(first, last, np.zeros(len(table), np.int64))
        lengths = self._stops.values[first:] - self._starts.values[first:]
        base = 0
        if first:
            base = int(self._before.values[first - 1] + self._stops.values[first - 1] - self._starts.values[first - 1])
        self._before.values[first:] = base + np.cumsum(lengths) - lengths

    def length_before(self, edges: ArrayLike) -> Int64Array:
        """Return for each of ``edges`` how many samples of the set lie before it, in the shape of ``edges``."""
        at = np.asarray(edges, np.int64)
        if not len(self):
            return np.zeros_like(at)
        index = np.maximum(np.searchsorted(self._starts.values, at, "right") - 1, 0)
        starts, stops = self._starts.values[index], self._stops.values[index]
        inside = np.clip(at, starts, stops) - starts
        return np.asarray(self._before.values[index] + inside, np.int64)

    def length(self, start: int, stop: int) -> int:
        """Return how many samples of the set lie from ``start`` to ``stop`` (exclusive)."""
        if not len(self):
            return 0
        low, high = self.length_before((start, stop)).tolist()
        return max(0, int(high) - int(low))

    def pieces(self, start: int, stop: int) -> list[tuple[int, int]]:
        """Return what of the set lies from ``start`` to ``stop``, clipped to it."""
        first = int(np.searchsorted(self._stops.values, start, "right"))
        last = int(np.searchsorted(self._starts.values, stop))
        starts, stops = self._starts.values[first:last].tolist(), self._stops.values[first:last].tolist()
        clipped = [(max(a, start), min(b, stop)) for a, b in zip(starts, stops, strict=True)]
        return [piece for piece in clipped if piece[1] > piece[0]]

    def without(self, start: int, stop: int) -> list[tuple[int, int]]:
        """Return what of ``[start, stop)`` is not in the set."""
        left: list[tuple[int, int]] = []
        for a, b in [*self.pieces(start, stop), (stop, stop)]:
            if a > start:
                left.append((start, a))
            start = max(start, b)
        return left
