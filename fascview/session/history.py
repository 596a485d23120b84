"""Everything received lately: to scroll back in, and to begin a recording with what came before the button.

The newest rows are in memory. What grows out of there, before it is too old to be kept, goes to a temporary file
without a name, which the operating system removes when the program ends, however it ends.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import numpy as np

from fascview.errors import UsageError
from fascview.stream import Block, FloatArray

IN_MEMORY_S, LONGEST_S = 120.0, 1800.0
FARTHEST_S = 4 * 3600.0  # what the screen can go back to; a session is made of no more than LONGEST_S of it
RAM_BYTES = 64 << 20
DISK_SHARE = 0.1  # of what is free, so that no recording is ever short of room because of this
_PIECE_S = 1.0


class History:
    """The last stretch of a stream, random access.

    One thread appends; any thread may read. A lost stretch reads as NaN.

    Parameters
    ----------
    n_channels, n_aux : int
        Columns.
    fs_hz : float
        Sampling rate [Hz].
    keep_s : float
        How much is kept, up to four hours [s].
    ram_bytes : int
        How much memory is used at most, and never more than for two minutes; what is older goes to a file.
    folder : Path, optional
        Where the file is made; the system's temporary folder where not given.

    Attributes
    ----------
    problem : str
        Why less is kept than was asked for, in one sentence, or nothing.
    """

    def __init__(
        self,
        n_channels: int,
        fs_hz: float,
        n_aux: int = 0,
        keep_s: float = IN_MEMORY_S,
        ram_bytes: int = RAM_BYTES,
        folder: Path | None = None,
    ) -> None:
        if not 0 < keep_s <= FARTHEST_S:
            raise UsageError(f"{keep_s:g} s are to be kept; it must be more than 0 and at most {FARTHEST_S:g} s.")
        self.n_channels, self._n_aux, self._fs_hz = n_channels, n_aux, fs_hz
        self._width = n_channels + n_aux
        self.capacity = max(1, round(keep_s * fs_hz))
        self._piece = max(1, round(_PIECE_S * fs_hz))
        in_ram = max(2 * self._piece, min(ram_bytes // (4 * self._width), round(IN_MEMORY_S * fs_hz)))
        self._ram = np.empty((min(self.capacity, in_ram), self._width), np.float32)
        self._lock = threading.Lock()
        self._origin: int | None = None
        self._end = 0
        self._in_file = 0  # rows before this index are in the file, as far as it reaches back
        self._stamps: deque[tuple[int, float]] = deque()
        self._lost: deque[tuple[int, int]] = deque()
        self._file: IO[bytes] | None = None
        self._folder = folder
        self._outgrows = in_ram < self.capacity
        self.problem = ""

    @property
    def end(self) -> int:
        """Index after the newest row."""
        return self._end

    @property
    def first(self) -> int:
        """Index of the oldest row that can be read."""
        if self._origin is None:
            return self._end
        return max(self._origin, self._end - (self.capacity if self._outgrows else len(self._ram)))

    @property
    def kept_s(self) -> float:
        """Length of what can be read [s]."""
        return (self._end - self.first) / self._fs_hz

    @property
    def on_disk_bytes(self) -> int:
        """Size of the temporary file; 0 without one."""
        return 0 if self._file is None else min(self._in_file - (self._origin or 0), self.capacity) * 4 * self._width

    def append(self, block: Block) -> None:
        """Add a block; a jump ahead becomes NaN rows, a jump back forgets everything (the source was rewound)."""
        n = len(block)
        if n == 0:
            return
        with self._lock:
            if self._origin is None or block.start < self._end or block.start - self._end > self.capacity:
                self._origin = self._end = self._in_file = block.start
                self._stamps.clear()
                self._lost.clear()
            if block.start > self._end:
                self._lost.append((self._end, block.start))
                self._put(None, None, self._end, block.start)
            self._put(block.samples, block.aux, block.start, block.stop)
            if block.stamp_s is not None and (not self._stamps or block.stop - self._stamps[-1][0] >= self._piece):
                self._stamps.append((block.stop, block.stamp_s))
            first = self.first
            while self._stamps and self._stamps[0][0] <= first:
                self._stamps.popleft()
            while self._lost and self._lost[0][1] <= first:
                self._lost.popleft()

    def _put(self, rows: FloatArray | None, aux: FloatArray | None, start: int, stop: int) -> None:
        """Write rows in pieces small enough that what the file does not have yet is never overwritten in memory."""
        size = len(self._ram)
        for a in range(start, stop, self._piece):
            b = min(a + self._piece, stop)
            if self._outgrows and b - size > self._in_file:
                self._spill(min(self._end, max(b - size, self._in_file + self._piece)))
            for i, j, k in _wrapped(a, b, size):
                here = self._ram[k : k + j - i]
                here[:, : self.n_channels] = np.nan if rows is None else rows[i - start : j - start]
                if self._n_aux:
                    here[:, self.n_channels :] = np.nan if aux is None else aux[i - start : j - start]
            self._end = b

    def _spill(self, stop: int) -> None:
        """Write the oldest rows in memory, up to ``stop``, to the file, which is made when it is first needed."""
        row_bytes = 4 * self._width
        try:
            if self._file is None:
                self._file = self._make_file(row_bytes)
            for a, b, at in _wrapped(self._in_file, stop, self.capacity):
                data = b"".join(self._ram[k : k + j - i].tobytes() for i, j, k in _wrapped(a, b, len(self._ram)))
                self._file.seek(at * row_bytes)
                if self._file.write(data) != len(data):
                    raise OSError(28, "no space left on device")
        except OSError as e:
            self._give_up_file(e)
        self._in_file = stop

    def _make_file(self, row_bytes: int) -> IO[bytes]:
        """Make the file; where the disk is short of room less is kept."""
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
        file = tempfile.TemporaryFile(prefix="fascview-", dir=self._folder, buffering=0)  # noqa: SIM115
        free = shutil.disk_usage(self._folder or tempfile.gettempdir()).free
        rows = int(DISK_SHARE * free) // row_bytes
        if rows < self.capacity:
            if rows < len(self._ram):
                file.close()
                raise OSError(28, "no space left on device")
            self.capacity = rows
            if rows >= LONGEST_S * self._fs_hz:
                return file  # no less than anyone was promised
            self.problem = (
                f"What came before is kept for {rows / self._fs_hz / 60:.0f} min only: more would take too much of the "
                "free disk."
            )
        return file

    def _give_up_file(self, error: OSError) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        self._outgrows = False
        self.problem = (
            f"What came before is kept for {len(self._ram) / self._fs_hz:.0f} s only: the temporary file cannot be "
            f"written ({(error.strerror or 'disk error').lower()})."
        )

    def read(self, start: int, stop: int) -> tuple[int, FloatArray]:
        """Return ``(first index, rows)``: what is kept from ``start`` to ``stop``, shape ``(n, n_channels)``, uV."""
        at, rows = self._read(start, stop)
        return at, rows[:, : self.n_channels]

    def _read(self, start: int, stop: int) -> tuple[int, FloatArray]:
        with self._lock:
            start = max(start, self.first)
            stop = max(start, min(stop, self._end))
            out = np.full((stop - start, self._width), np.nan, np.float32)
            from_ram = max(start, self._end - len(self._ram))
            if self._file is not None and start < from_ram:
                row_bytes = 4 * self._width
                for a, b, at in _wrapped(start, min(from_ram, stop), self.capacity):
                    self._file.seek(at * row_bytes)
                    data = self._file.read((b - a) * row_bytes) or b""
                    rows = np.frombuffer(data[: len(data) // row_bytes * row_bytes], np.float32).reshape(
                        -1, self._width
                    )
                    out[a - start : a - start + len(rows)] = rows
            for a, b, at in _wrapped(min(from_ram, stop), stop, len(self._ram)):
                out[a - start : b - start] = self._ram[at : at + b - a]
        return start, out

    def blocks(self, start: int, stop: int | None = None) -> Iterator[Block]:
        """Yield what is kept from ``start`` to ``stop`` (default: to the newest row) as blocks of up to one second.

        Lost stretches are left out: the index jumps as it did. Where the source told the time of a sample a block ends
        there, and has it as its stamp.
        """
        stop = self._end if stop is None else min(stop, self._end)
        at = max(start, self.first)
        while at < stop:
            end, stamp_s = min(at + self._piece, stop), None
            with self._lock:
                stamps, lost = list(self._stamps), list(self._lost)
            if gap := next(((a, b) for a, b in lost if b > at), None):
                if gap[0] <= at:
                    at = gap[1]
                    continue
                end = min(end, gap[0])
            k = bisect_right(stamps, (at, float("inf")))
            if k < len(stamps) and stamps[k][0] <= end:
                end, stamp_s = stamps[k]
            first, rows = self._read(at, end)
            if len(rows) == 0:
                return
            at = first + len(rows)
            samples = np.ascontiguousarray(rows[:, : self.n_channels])
            aux = np.ascontiguousarray(rows[:, self.n_channels :]) if self._n_aux else None
            yield Block(first, samples, aux, stamp_s)

    def time_of_zero_s(self, start: int) -> float | None:
        """Return the time of sample 0 by the source's own clock, as it ran at ``start``; None where it tells none."""
        with self._lock:
            if not self._stamps:
                return None
            k = bisect_right(self._stamps, (start, float("inf")))
            stop, stamp_s = self._stamps[min(k, len(self._stamps) - 1)]
        return stamp_s - (stop - 1) / self._fs_hz

    def close(self) -> None:
        """Forget everything. Safe to call twice."""
        with self._lock:
            if self._file is not None:
                self._file.close()
                self._file = None
            self._origin, self._in_file = None, 0


def _wrapped(start: int, stop: int, capacity: int) -> Iterator[tuple[int, int, int]]:
    """Yield ``(start, stop, place)`` for each contiguous piece of a ring of ``capacity`` rows."""
    while start < stop:
        place = start % capacity
        end = min(stop, start + capacity - place)
        yield start, end, place
        start = end
