"""Rows gathered into chunks, and runs of lost rows found in them."""

from __future__ import annotations

import numpy as np

from fascview.stream import FloatArray


class RowBatch:
    """Consecutive rows on their way to one chunk.

    Parameters
    ----------
    start : int
        Absolute index of the first row to come.
    n_aux : int
        Auxiliary columns; 0 for none.
    """

    def __init__(self, start: int, n_aux: int) -> None:
        self.start = self.stop = start
        self._n_aux = n_aux
        self._rows: list[FloatArray] = []
        self._aux: list[FloatArray] = []

    def __len__(self) -> int:
        """Return the number of rows gathered."""
        return self.stop - self.start

    def fits(self, aux: FloatArray | None) -> bool:
        """Tell whether rows with or without auxiliary values can follow those gathered."""
        return not self._rows or bool(self._aux) == self._is_aux(aux)

    def _is_aux(self, aux: FloatArray | None) -> bool:
        return aux is not None and aux.shape[1] == self._n_aux > 0

    def add(self, rows: FloatArray, aux: FloatArray | None) -> None:
        """Append rows, shape ``(n, n_channels)``."""
        self._rows.append(rows)
        if aux is not None and self._is_aux(aux):
            self._aux.append(aux)
        self.stop += len(rows)

    def skip_to(self, start: int) -> None:
        """Go on at ``start``; nothing may be gathered."""
        self.start = self.stop = start

    def take(self) -> tuple[int, FloatArray, FloatArray | None]:
        """Return and forget ``(first index, rows, auxiliary rows)``, contiguous little-endian float32."""
        first, self.start = self.start, self.stop
        rows = np.concatenate(self._rows, dtype="<f4")
        aux = np.concatenate(self._aux, dtype="<f4") if self._aux else None
        self._rows.clear()
        self._aux.clear()
        return first, rows, aux


class LostRuns:
    """Finds runs of rows that are NaN in every channel, across chunks."""

    def __init__(self) -> None:
        self._from: int | None = None

    def feed(self, first: int, rows: FloatArray) -> list[tuple[int, int]]:
        """Return the runs ``(start, stop)`` that end within ``rows``, of which the first has the index ``first``."""
        if not np.isnan(rows[:, 0].min()):  # a lost row is NaN in the first channel too
            return self.end(first)
        lost = np.isnan(rows).all(axis=-1)
        found = []
        edges = np.flatnonzero(np.diff(np.concatenate(([self._from is not None], lost)).astype(np.int8)))
        for edge in edges.tolist():
            if self._from is None:
                self._from = first + edge
            else:
                found.append((self._from, first + edge))
                self._from = None
        return found

    def end(self, stop: int) -> list[tuple[int, int]]:
        """Return the run that ends at ``stop``, if one is open."""
        start, self._from = self._from, None
        return [] if start is None else [(start, stop)]
