"""The parser for frames that guard themselves too little to be taken one by one.

While frames follow each other, each is taken with the next one behind it. Where the chain breaks nothing is decided
until frames follow each other again; then the bytes between are looked at as a whole, by a rule of the family
(`Layout.settle`). What two explanations claim differently is given up: a frame may be lost, none is invented.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from fascview_drivers.framing import BoolArray, ByteArray, FrameParser, Frames, IntArray, Layout

FIRST = 3
"""So many frames in a row are where a stream is taken up."""
CHAIN = 4
"""After damage, so many in a row are a chain again; the first of them is still weighed against what is before."""
LONGEST = 64
"""After so many frames without a chain nothing is known any more of what was before."""
HELD = 1
ERROR, FRAME = 16, 8
"""What an error costs, and what a frame that fits speaks against one: eight bits that agree."""


def parser_of(layout: Layout) -> FrameParser | WeighingParser:
    """Return the parser for a layout."""
    return FrameParser(layout) if layout.settle is None else WeighingParser(layout)


class WeighingParser:
    """Cuts bytes into frames, like `fascview_drivers.framing.FrameParser`; the outcome never depends on how they came.

    Parameters
    ----------
    layout : Layout
        With a counter and a rule to settle what is between two chains.
    """

    def __init__(self, layout: Layout) -> None:
        if layout.counter is None or layout.settle is None:
            raise ValueError("frames without a counter cannot be weighed")
        self._layout, self._counter, self._settle = layout, layout.counter, layout.settle
        self.reset()

    def reset(self) -> None:
        """Forget everything, as before the first byte."""
        self._rest = b""
        self._locked = False
        self._expected: int | None = None  # the next counter
        self._behind = 0  # bytes since the last frame taken
        self.discarded = 0
        """Bytes so far that belonged to no frame."""

    @property
    def pending(self) -> int:
        """Bytes held back until more of them tell what they are."""
        return len(self._rest)

    def feed(self, data: bytes) -> Frames:
        """Take any number of bytes and return the frames they complete."""
        return self._parse(self._rest + data, final=False)

    def finish(self) -> Frames:
        """Return what the last bytes hold when no more will come."""
        return self._parse(self._rest, final=True)

    def _parse(self, data: bytes, *, final: bool) -> Frames:
        length = self._layout.length
        buffer = np.frombuffer(data, np.uint8)
        at = 0
        found: list[tuple[int, ByteArray]] = []  # bytes before, and frames that follow each other
        broken = False
        while True:
            if self._expected is not None and self._locked:
                rows = buffer[at:][: (len(buffer) - at) // length * length].reshape(-1, length)
                run = self._run(rows, self._expected)
                taken = run if final else max(run - HELD, 0)
                self._take(rows[:taken], found)
                self._expected = (self._expected + self._layout.step * taken) % self._layout.modulus
                at += taken * length
                if run == len(rows):
                    break
                self._locked, broken = False, True
            piece = buffer[at:] if self._expected is None else buffer[at : at + LONGEST * length]
            links = FIRST if self._expected is None else CHAIN
            start = self._chain(piece, links)
            if start is None and final:
                start = None if self._expected is not None else self._chain(piece, 2)
                if start is None:
                    self._last(piece, found)
                    break
            if start is None:
                if self._expected is not None and len(piece) < LONGEST * length:
                    break
                # Too long ago: what was before says nothing any more.
                self._expected, past = None, max(0, len(piece) - links * length + 1)
                self._behind += past
                at += past
                if at + len(piece) - past >= len(buffer):
                    break
                continue
            if self._expected is not None:
                self._between(piece[: start + length], found)
                start += length
            else:
                self._behind += start
            first = piece[start : start + length].reshape(1, length)
            self._expected, self._locked = int(self._counter(first)[0]), True
            at += start
        self._rest = data[at:]
        skipped = np.zeros(sum(len(rows) for _, rows in found), np.int64)
        place = 0
        for before, rows in found:
            skipped[place] = before
            place += len(rows)
        self.discarded += int(skipped.sum())
        if len(found) == 1 and not broken:
            return Frames(found[0][1], skipped, True)
        rows = np.concatenate([rows for _, rows in found]) if found else np.empty((0, length), np.uint8)
        return Frames(rows, skipped)

    def _take(self, rows: ByteArray, found: list[tuple[int, ByteArray]]) -> None:
        if len(rows):
            found.append((self._behind, rows))
            self._behind = 0

    def _run(self, rows: ByteArray, expected: int) -> int:
        """Return how many frames follow each other from the first one on."""
        if not len(rows):
            return 0
        ramp = (expected + self._layout.step * np.arange(len(rows))) % self._layout.modulus
        good = self._layout.valid(rows) & (self._counter(rows) == ramp)
        return len(rows) if good.all() else int(good.argmin())

    def _last(self, piece: ByteArray, found: list[tuple[int, ByteArray]]) -> None:
        """Take what still stands in its place when nothing more will come."""
        length, layout = self._layout.length, self._layout
        while self._expected is not None and len(piece) >= length:
            row = piece[:length].reshape(1, length)
            ahead = (int(self._counter(row)[0]) - self._expected) % layout.modulus
            if not layout.valid(row)[0] or ahead % layout.step or ahead > layout.modulus // 4:
                break
            self._take(row, found)
            self._expected = (self._expected + ahead + layout.step) % layout.modulus
            piece = piece[length:]

    def _chain(self, piece: ByteArray, links: int) -> int | None:
        """Return where the first ``links`` frames in a row begin."""
        length, layout = self._layout.length, self._layout
        m = len(piece) - links * length + 1
        if m <= 0:
            return None
        windows = sliding_window_view(piece, length)
        valid, counters = layout.valid(windows), self._counter(windows)
        good = valid[:m].copy()
        for link in range(1, links):
            at = link * length
            step = (counters[at : at + m] - counters[:m]) % layout.modulus
            good &= valid[at : at + m] & (step == link * layout.step % layout.modulus)
        return int(good.argmax()) if good.any() else None

    def _between(self, region: ByteArray, found: list[tuple[int, ByteArray]]) -> None:
        """Take the frames of a stretch that ends with the first frame of the new chain."""
        length, end = self._layout.length, 0
        last = region[-length:].reshape(1, length)
        anchor = (int(self._counter(last)[0]) + self._layout.step) % self._layout.modulus
        for at in self._settle(region, self._expected or 0, anchor):
            self._behind += at - end
            end = at + length
            self._take(region[at:end].reshape(1, length), found)
        self._behind += len(region) - end


def explain_most(
    length: int, modulus: int, valid: Callable[[ByteArray], BoolArray], counter: Callable[[ByteArray], IntArray]
) -> Callable[[ByteArray, int, int], list[int]]:
    """Return a rule for frames with a checksum: what explains a stretch with few errors and many frames.

    The shortest path through all that may be frames. An error is a frame that was damaged, frames that were dropped in
    a row, or stray bytes. Only frames that all best paths go through are taken.
    """

    def settle(region: ByteArray, expected: int, anchor: int) -> list[int]:
        windows = sliding_window_view(region, length)
        places = np.flatnonzero(valid(windows)).tolist()
        numbers = counter(windows[places]).tolist() if places else []
        # A node is where a frame ends and the next begins: the frames, between the last chain and the next one.
        begins = [-length, *places, len(region)]
        counts = [(expected - 1) % modulus, *numbers, anchor]
        n = len(begins)
        best = [0] + [1 << 30] * (n - 1)
        ways = [1] + [0] * (n - 1)
        before: list[list[int]] = [[] for _ in range(n)]
        for i in range(1, n):
            for j in range(i):
                gap = begins[i] - begins[j] - length
                if gap < 0 or not ways[j]:
                    continue
                cost = best[j] + errors(gap, (counts[i] - counts[j] - 1) % modulus, length) - FRAME * (i < n - 1)
                if cost < best[i]:
                    best[i], ways[i], before[i] = cost, 0, []
                if cost == best[i]:
                    ways[i] += ways[j]
                    before[i].append(j)
        on = [0] * (n - 1) + [1]  # ways from here to the end along best paths
        for i in range(n - 1, 0, -1):
            for j in before[i]:
                on[j] += on[i]
        return [begins[i] for i in range(1, n - 1) if on[i] and on[i] * ways[i] == ways[-1]]

    return settle


def errors(gap: int, missing: int, length: int) -> int:
    """Return what it costs that ``gap`` bytes stand where ``missing`` frames should."""
    if gap > missing * length:
        return ERROR * (max(1, missing) + (gap - missing * length - 1) // length)
    damaged = -(-gap // length)
    dropped = missing - damaged
    return ERROR * damaged + (ERROR + dropped - 1 if dropped else 0)
