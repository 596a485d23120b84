"""What companions bring, kept while nothing is recorded and written while something is."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass

from fascview.beside import SideInfo, SideRows
from fascview.session.writer import SessionWriter

MAX_KEPT = 2_000_000  # values


@dataclass(frozen=True)
class Side:
    """Rows of the companion ``key``; ``samples`` says for each text on which sample of the EMG it falls."""

    key: str
    info: SideInfo
    rows: SideRows
    samples: tuple[int, ...] = ()


class SideKeeper:
    """Used by the writer's thread only.

    Parameters
    ----------
    keep_s : float
        How much is kept while nothing is recorded [s].
    """

    def __init__(self, keep_s: float) -> None:
        self._keep_s = keep_s
        self._kept: deque[Side] = deque()
        self._n_kept = 0
        self._numbers: dict[str, int] = {}

    def keep(self, side: Side) -> None:
        """Hold rows that may become part of a recording begun later."""
        self._kept.append(side)
        self._n_kept += _values(side)
        while self._kept and (self._n_kept > MAX_KEPT or _newest_s(self._kept[0]) < time.monotonic() - self._keep_s):
            self._n_kept -= _values(self._kept.popleft())

    def begin(self, kept_s: float) -> list[Side]:
        """Begin anew with another session, and return what was kept of the last ``kept_s`` seconds."""
        self._numbers.clear()
        kept, self._kept, self._n_kept = self._kept, deque(), 0
        since_s = time.monotonic() - kept_s
        pairs = [(side, side.rows.later_than(since_s)) for side in kept]
        return [Side(s.key, s.info, rows, s.samples[len(s.rows) - len(rows) :]) for s, rows in pairs]

    def write(self, writer: SessionWriter, side: Side) -> None:
        """Write rows; texts become notes of the recording too."""
        if not len(side.rows):
            return
        if side.key not in self._numbers:
            self._numbers[side.key] = writer.add_beside(side.info)
        writer.write_beside(self._numbers[side.key], side.rows)
        for sample, text in zip(side.samples, side.rows.texts, strict=False):
            if sample >= writer.start_sample:
                writer.write_note(sample, f"{side.info.name}: {text}")


def _values(side: Side) -> int:
    return max(1, len(side.rows) * (1 + len(side.info.channels)))


def _newest_s(side: Side) -> float:
    return float(side.rows.stamps_s[-1]) + side.rows.offset_s if len(side.rows) else 0.0
