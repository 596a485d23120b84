"""The events of a run: the latest row of each, in order of first appearance, with a log of changes."""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import NDArray

from fascview.detection.events import EVENT_DTYPE
from fascview.stream import FloatArray


class EventStore:
    """One thread writes, any number read.

    ``version`` counts changes; a reader that remembers its version gets only what changed since.
    """

    def __init__(self) -> None:
        self._rows = np.zeros(256, EVENT_DTYPE)
        self._n = 0
        self._log = np.zeros(512, np.int64)
        self._version = 0
        self._index: dict[int, int] = {}
        self._footprints: dict[int, FloatArray] = {}
        self._verdicts: dict[int, str] = {}
        self._lock = threading.Lock()

    @property
    def version(self) -> int:
        """Number of changes so far."""
        return self._version

    def update(self, rows: NDArray[np.void], footprints: list[FloatArray]) -> None:
        """Take new rows, and rows that replace earlier ones of the same id."""
        with self._lock:
            for i, row in enumerate(rows):
                key = int(row["id"])
                at = self._index.get(key)
                if at is None:
                    at = self._append(key)
                self._rows[at] = row
                if i < len(footprints):
                    self._footprints[key] = footprints[i]
                self._note(at)

    def _append(self, key: int) -> int:
        at = self._n
        if at == len(self._rows):
            grown = np.zeros(2 * at, EVENT_DTYPE)
            grown[:at] = self._rows
            self._rows = grown
        self._index[key] = at
        self._n += 1
        return at

    def _note(self, at: int) -> None:
        if self._version == len(self._log):
            self._log = np.concatenate([self._log, np.zeros_like(self._log)])
        self._log[self._version] = at
        self._version += 1

    def judge(self, key: int, verdict: str) -> NDArray[np.void] | None:
        """Keep a person's verdict (``""`` takes it back) beside the machine's; return the row, or None."""
        with self._lock:
            at = self._index.get(key)
            if at is None:
                return None
            if verdict:
                self._verdicts[key] = verdict
            else:
                self._verdicts.pop(key, None)
            self._note(at)
            return self._rows[at : at + 1].copy()

    def verdict(self, key: int) -> str:
        """Return the person's verdict of an event, ``""`` for none."""
        return self._verdicts.get(key, "")

    def verdicts(self) -> dict[int, str]:
        """Return a person's verdict of every event that has one, by id."""
        with self._lock:
            return dict(self._verdicts)

    def footprint(self, key: int) -> FloatArray | None:
        """Return the Vpp [uV] of an event on each channel of its muscle."""
        return self._footprints.get(key)

    def rows(self) -> NDArray[np.void]:
        """Return all rows as a view that is not to be written to; a row that changes later changes in it."""
        with self._lock:
            rows = self._rows[: self._n]
        # A day has hundreds of thousands, and the window asks several times a second: too many to copy.
        rows.flags.writeable = False
        return rows

    def since(self, version: int) -> tuple[int, NDArray[np.void]]:
        """Return the present version and the rows changed after ``version``, each once."""
        with self._lock:
            if version >= self._version:
                return self._version, self._rows[:0].copy()
            changed = np.unique(self._log[version : self._version])
            return self._version, self._rows[changed]

    def from_sample(self, sample: int) -> NDArray[np.void]:
        """Return the rows at or after ``sample``."""
        with self._lock:
            rows = self._rows[: self._n]
            return rows[rows["sample"] >= sample].copy()
