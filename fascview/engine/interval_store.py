"""The stretches of a run that are not analysable, in order of appearance; the newest of a kind grow in place."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fascview.detection.events import INTERVAL_DTYPE


class IntervalStore:
    """One thread adds, any number read. What is read is a copy, made anew only when something has changed."""

    def __init__(self) -> None:
        self._rows = np.zeros(256, INTERVAL_DTYPE)
        self._n = 0
        self._newest: dict[tuple[int, str], int] = {}
        self._version = 0
        self._copy: tuple[int, NDArray[np.void]] = (0, self._rows[:0].copy())

    @property
    def version(self) -> int:
        """Number of changes so far."""
        return self._version

    def add(self, rows: NDArray[np.void]) -> None:
        """Add rows, joined to the newest stretch of the same muscle and reason where they touch."""
        for row in rows:
            key = (int(row["muscle"]), str(row["reason"]))
            at = self._newest.get(key)
            if at is not None and self._rows[at]["stop"] == row["start"]:
                self._rows[at]["stop"] = row["stop"]
            else:
                if self._n == len(self._rows):
                    self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
                self._rows[self._n] = row
                self._newest[key] = self._n
                self._n += 1
            self._version += 1

    def rows(self) -> NDArray[np.void]:
        """Return all stretches (INTERVAL_DTYPE), not to be written to."""
        version = self._version
        if self._copy[0] != version:
            self._copy = (version, self._rows[: self._n].copy())
        return self._copy[1]
