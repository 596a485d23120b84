"""Everything received lately: to scroll back in, and to begin a recording with what came before the button.

The newest rows are in memory. Where the time to be kept needs more, all of it is also in a temporary file without a
name, which the operating system removes when the program ends, however it ends.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import numpy as np

from fascview.errors import UsageError
from fascview.stream import Block, FloatArray

DEFAULT_S, LONGEST_S = 120.0, 1800.0
RAM_BYTES = 64 << 20
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
        How much is kept, up to half an hour [s].
    ram_bytes : int
        How much memory is used; what needs more goes to a file.
    folder : Path, optional
        Where the file is made; the system's temporary folder where not given.
    """

    def __init__(
        self,
        n_channels: int,
        fs_hz: float,
        n_aux: int = 0,
        keep_s: float = DEFAULT_S,
        ram_bytes: int = RAM_BYTES,
        folder: Path | None = None,
    ) -> None:
        if not 0 < keep_s <= LONGEST_S:
            raise UsageError(f"{keep_s:g} s are to be kept; it must be more than 0 and at most {LONGEST_S:g} s.")
        self.n_channels, self._n_aux, self._fs_hz = n_channels, n_aux, fs_hz
        self._width = n_channels + n_aux
        self.capacity = max(1, round(keep_s * fs_hz))
        self._piece = max(1, round(_PIECE_S * fs_hz))
        in_ram = max(2 * self._piece, ram_bytes // (4 * self._width))
        self._ram = np.empty((min(self.capacity, in_ram), self._width), np.float32)
        self._lock = threading.Lock()
        self._origin: int | None = None
        self._end = 0
        self._in_file = 0  # rows before this index are in the file, as far as it reaches back
        self._file: IO[bytes] | None = None
        self.problem = ""
        if in_ram < self.capacity:
            try:
                self._file = tempfile.TemporaryFile(prefix="fascview-", dir=folder, buffering=0)  # noqa: SIM115
            except OSError as e:
                self._give_up_file(e)

    @property
    def end(self) -> int:
        """Index after the newest row."""
        return self._end

    @property
    def first(self) -> int:
        """Index of the oldest row that can be read."""
        if self._origin is None:
            return self._end
        return max(self._origin, self._end - (self.capacity if self._file is not None else len(self._ram)))

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
            if block.start > self._end:
                self._put(None, None, self._end, block.start)
            self._put(block.samples, block.aux, block.start, block.stop)

    def _put(self, rows: FloatArray | None, aux: FloatArray | None, start: int, stop: int) -> None:
        """Write rows in pieces small enough that what the file does not have yet is never overwritten in memory."""
        for a in range(start, stop, self._piece):
            b = min(a + self._piece, stop)
            for i, j, k in _wrapped(a, b, len(self._ram)):
                here = self._ram[k : k + j - i]
                here[:, : self.n_channels] = np.nan if rows is None else rows[i - start : j - start]
                if self._n_aux:
                    here[:, self.n_channels :] = np.nan if aux is None else aux[i - start : j - start]
            self._end = b
            if self._file is not None and b - self._in_file >= self._piece:
                self._spill(self._file)

    def _spill(self, file: IO[bytes]) -> None:
        row_bytes = 4 * self._width
        try:
            for a, b, at in _wrapped(self._in_file, self._end, self.capacity):
                data = b"".join(self._ram[k : k + j - i].tobytes() for i, j, k in _wrapped(a, b, len(self._ram)))
                file.seek(at * row_bytes)
                if file.write(data) != len(data):
                    raise OSError(28, "no space left on device")
        except OSError as e:
            self._give_up_file(e)
        self._in_file = self._end

    def _give_up_file(self, error: OSError) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
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
        """Yield what is kept from ``start`` to ``stop`` (default: to the newest row) as blocks of up to one second."""
        stop = self._end if stop is None else min(stop, self._end)
        at = max(start, self.first)
        while at < stop:
            first, rows = self._read(at, min(at + self._piece, stop))
            if len(rows) == 0:
                return
            at = first + len(rows)
            samples = np.ascontiguousarray(rows[:, : self.n_channels])
            yield Block(first, samples, np.ascontiguousarray(rows[:, self.n_channels :]) if self._n_aux else None)

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
