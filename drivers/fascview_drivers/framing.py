"""One resynchronising parser for every device that sends frames of one length.

A frame is judged by what its family says of its bytes (`Layout.valid`) and by its neighbours: counters that go
on by one link frames into a chain. While the chain holds, frames are taken in bulk from a strided view; where it
breaks, candidates at every byte are weighed, and the outcome never depends on how the bytes were cut.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

ByteArray = NDArray[np.uint8]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Layout:
    """What the frames of one family look like.

    Attributes
    ----------
    length : int
        Bytes per frame.
    valid : callable
        Takes candidates, shape ``(n, length)``, and says for each whether its fixed bytes and checksum fit.
    counter : callable or None
        Takes frames and gives their counters, shape ``(n,)``; None where the family has none.
    modulus : int
        The counter runs from 0 to ``modulus - 1``.
    step : int
        By how much the counter grows from one frame to the next.
    links : int
        How many linked successors a frame needs before the parser locks on it. 0 trusts every valid frame, as is
        right for TCP, which loses no bytes.
    reach : int
        How far ahead of the last frame's counter an unlinked frame's may be; 0 stands for a quarter turn.
    head : int or None
        The first byte of every frame. When given, a frame is not taken before the byte behind it has come: where a
        frame was cut short, its beginning and a piece of the next can look like a whole one.
    settle : callable or None
        Where frames guard themselves so little that the neighbours must tell (`fascview_drivers.weighing`): takes the
        bytes between two chains, the counter expected first and the counter expected behind them, and returns where
        frames begin in them.
    """

    length: int
    valid: Callable[[ByteArray], BoolArray]
    counter: Callable[[ByteArray], IntArray] | None = None
    modulus: int = 256
    step: int = 1
    links: int = 1
    head: int | None = None
    reach: int = 0
    settle: Callable[[ByteArray, int, int], list[int]] | None = None


@dataclass(frozen=True, slots=True)
class Frames:
    """Frames in the order they came.

    Attributes
    ----------
    rows : ndarray, shape (n, length), uint8
        The bytes of each frame.
    skipped : ndarray, shape (n,), int64
        How many bytes that belong to no frame stood before each of them.
    """

    rows: ByteArray
    skipped: IntArray
    chained: bool = False
    """True when their counters are known to follow each other without a break."""

    def __len__(self) -> int:
        """Return the number of frames."""
        return len(self.rows)


class FrameParser:
    """Cuts bytes into frames: every intact one once, none invented.

    Parameters
    ----------
    layout : Layout
        The family's frames.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._ramp = layout.step * np.arange(256)
        self.reset()

    def reset(self) -> None:
        """Forget everything, as before the first byte."""
        self._rest = b""
        self._offset = 0  # absolute position of the first byte of _rest
        self._locked = self._layout.links == 0
        self._expected: int | None = None  # the next counter
        self._end = 0  # absolute position after the last frame taken
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
        layout = self._layout
        buffer = np.frombuffer(data, np.uint8)
        at = 0
        found: list[ByteArray] = []
        skips: list[tuple[int, int]] = []
        n_found = 0
        while True:
            if self._locked:
                taken, whole = self._chain(buffer, at, final)
                if taken:
                    found.append(buffer[at : at + taken * layout.length].reshape(taken, layout.length))
                    n_found += taken
                    at += taken * layout.length
                    self._end = self._offset + at
                if taken == whole:
                    break
                self._locked = False
            where, keep = self._search(buffer, at, final)
            if where is None:
                at = keep
                break
            before = self._offset + where - self._end
            if before:
                skips.append((n_found, before))
            self._take(buffer, where, found)
            n_found += 1
            at = where + layout.length
            self._end = self._offset + at
            self._locked = True
        self._rest = data[at:]
        self._offset += at
        skipped = np.zeros(n_found, np.int64)
        for index, count in skips:
            skipped[index] = count
            self.discarded += count
        if len(found) == 1:
            return Frames(found[0], skipped, self._layout.links > 0)
        rows = np.concatenate(found) if found else np.empty((0, layout.length), np.uint8)
        return Frames(rows, skipped)

    def _take(self, buffer: ByteArray, at: int, found: list[ByteArray]) -> None:
        layout = self._layout
        row = buffer[at : at + layout.length].reshape(1, layout.length)
        found.append(row)
        if layout.counter is not None:
            self._expected = (int(layout.counter(row)[0]) + layout.step) % layout.modulus

    def _chain(self, buffer: ByteArray, at: int, final: bool) -> tuple[int, int]:
        """Return how many frames follow at ``at`` without a break, and how many there could be.

        The expected counter moves on.
        """
        layout = self._layout
        n = (len(buffer) - at) // layout.length
        if layout.head is not None and not final and at + n * layout.length == len(buffer):
            n -= 1  # the byte behind the last one is still to come
        if n <= 0:
            return 0, 0
        rows = buffer[at : at + n * layout.length].reshape(n, layout.length)
        good = layout.valid(rows)
        if layout.counter is not None and layout.links:
            counters = layout.counter(rows)
            if self._expected is None:
                self._expected = int(counters[0])
            if n > len(self._ramp):
                self._ramp = layout.step * np.arange(2 * n)
            good &= counters == (self._ramp[:n] + self._expected) % layout.modulus
        if layout.head is not None:
            behind = buffer[at + layout.length : at + n * layout.length + 1 : layout.length]
            good[: len(behind)] &= behind == layout.head
        taken = n if good.all() else int(good.argmin())
        if taken and self._expected is not None:
            self._expected = (self._expected + layout.step * taken) % layout.modulus
        return taken, n

    def _search(self, buffer: ByteArray, at: int, final: bool) -> tuple[int | None, int]:
        """Look for the next frame from ``at`` on: its place, or None and the place from which bytes must be kept."""
        layout = self._layout
        reach = (layout.links + 2) * layout.length  # what a decision about one candidate can need
        while True:
            piece = buffer[at : at + 8 * reach]
            last = at + len(piece) == len(buffer)
            where, keep = self._weigh(piece, self._offset + at, final and last)
            if where is not None:
                return at + where, 0
            if last:
                return None, at + keep
            at += keep

    def _weigh(self, piece: ByteArray, absolute: int, final: bool) -> tuple[int | None, int]:
        layout = self._layout
        length, links = layout.length, layout.links
        m = len(piece) - length + 1
        if m <= 0:
            return None, 0
        windows = sliding_window_view(piece, length)
        valid = layout.valid(windows)
        counters = layout.counter(windows) if layout.counter is not None else None
        for p in np.flatnonzero(valid).tolist():
            if self._linked(valid, counters, p, links):
                return p, 0
            if p + (links + 1) * length > m and not final:  # a rival inside this candidate may still prove linked
                return None, p
            rivals = list(np.flatnonzero(valid[p + 1 : p + length]).tolist())
            if any(self._linked(valid, counters, p + 1 + q, min(1, links)) for q in rivals):
                continue
            if not self._followed(piece, p) and any(self._followed(piece, p + 1 + q) for q in rivals):
                continue
            if self._on_grid(counters, p, absolute):
                return p, 0
            behind = p + length
            directly = absolute + p == self._end
            if directly and behind < m and valid[behind] and self._on_grid(counters, behind, absolute):
                continue  # the frame behind it goes on where the last one ended: this one's counter is damaged
            if self._dropped_before(valid, counters, p, absolute):
                return p, 0
            rival_fits = any(self._on_grid(counters, p + 1 + q, absolute) for q in rivals)
            if not rival_fits and self._near(counters, p):
                return p, 0
        return None, m

    def _followed(self, piece: ByteArray, p: int) -> bool:
        """Say whether a frame begins right behind the candidate at ``p``."""
        behind = p + self._layout.length
        return self._layout.head is None or behind >= len(piece) or int(piece[behind]) == self._layout.head

    def _linked(self, valid: BoolArray, counters: IntArray | None, p: int, links: int) -> bool:
        layout = self._layout
        for j in range(1, links + 1):
            q = p + j * layout.length
            if q >= len(valid) or not valid[q]:
                return False
            if counters is not None:
                step = (int(counters[q]) - int(counters[p])) % layout.modulus
                if step != (j * layout.step) % layout.modulus:
                    return False
        return True

    def _dropped_before(self, valid: BoolArray, counters: IntArray | None, p: int, absolute: int) -> bool:
        """Say whether the device dropped frames here: right behind a good one, with valid ones behind it."""
        layout = self._layout
        if not self._end or absolute + p != self._end:
            return False
        if counters is not None and self._expected is not None:
            ahead = (int(counters[p]) - self._expected) % layout.modulus
            if ahead % layout.step or not self._near(counters, p):
                return False
        behind = range(p + layout.length, p + (max(1, layout.links) + 1) * layout.length, layout.length)
        return all(valid[q] for q in behind if q < len(valid))  # at the end of all bytes there may be fewer

    def _near(self, counters: IntArray | None, p: int) -> bool:
        """Say whether a candidate's counter is within reach of the last frame's."""
        if counters is None or self._expected is None:
            return True
        reach = self._layout.reach or self._layout.modulus // 4
        return (int(counters[p]) - self._expected) % self._layout.modulus <= reach

    def _on_grid(self, counters: IntArray | None, p: int, absolute: int) -> bool:
        """Say whether a candidate stands where its counter says it should, as after damage that moved no byte."""
        layout = self._layout
        frames, off = divmod(absolute + p - self._end, layout.length)
        if counters is None or self._expected is None or off:
            return False
        return int(counters[p]) == (self._expected + layout.step * frames) % layout.modulus
