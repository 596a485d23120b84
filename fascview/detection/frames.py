"""Fixed frames on the absolute sample index, whatever the blocks are."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from fascview.stream import Block, FloatArray


class Framer:
    """Cuts any sequence of blocks into frames ``k``: rows ``k * length`` to ``(k + 1) * length``.

    A frame is handed out once all its rows have passed; rows that never came are NaN. A jump ahead by more than
    ``longest_gap`` frames is handed out as a jump of ``k``, so that an hour without data costs nothing.

    Parameters
    ----------
    length : int
        Rows per frame.
    n_channels : int
        Columns.
    longest_gap : int
        Empty frames handed out in a row before jumping.
    """

    def __init__(self, length: int, n_channels: int, longest_gap: int) -> None:
        self._length = length
        self._longest_gap = longest_gap
        self._frame = np.full((length, n_channels), np.nan, np.float32)
        self._next: int | None = None

    @property
    def position(self) -> int | None:
        """Absolute index of the next row expected; None before the first block."""
        return self._next

    def push(self, block: Block) -> Iterator[tuple[int, FloatArray]]:
        """Yield ``(k, frame)`` for each frame completed by ``block``; rows already seen are skipped.

        A frame is good until the next one is asked for, and may be a part of the block.
        """
        if not len(block):
            return
        if self._next is None:
            self._next = block.start
        start, rows = block.start, block.samples
        if start < self._next:
            rows = rows[self._next - start :]
            start = self._next
        if not len(rows):
            return
        if start > self._next:
            yield from self._lose(start)
        at = 0
        while at < len(rows):
            inside = self._next % self._length
            n = min(self._length - inside, len(rows) - at)
            part = rows[at : at + n]
            at += n
            if n == self._length:  # no need to be put together
                self._next += n
                yield self._next // self._length - 1, part
            else:
                self._frame[inside : inside + n] = part
                yield from self._advance(n)

    def flush(self) -> Iterator[tuple[int, FloatArray]]:
        """Yield the unfinished frame, its missing rows NaN."""
        if self._next is not None and self._next % self._length:
            yield from self._lack(self._length - self._next % self._length)

    def _lack(self, n: int) -> Iterator[tuple[int, FloatArray]]:
        """Go on by ``n`` rows of the frame that never came."""
        inside = (self._next or 0) % self._length
        self._frame[inside : inside + n] = np.nan
        yield from self._advance(n)

    def _advance(self, n: int) -> Iterator[tuple[int, FloatArray]]:
        self._next = (self._next or 0) + n
        if self._next % self._length == 0:
            yield self._next // self._length - 1, self._frame

    def _lose(self, until: int) -> Iterator[tuple[int, FloatArray]]:
        handed = 0
        while self._next is not None and self._next < until:
            if handed >= self._longest_gap and until // self._length > self._next // self._length + 1:
                self._next = until - until % self._length
                continue
            n = min(self._length - self._next % self._length, until - self._next)
            for item in self._lack(n):
                handed += 1
                yield item
