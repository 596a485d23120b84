"""The samples of an XDF stream on one sample axis: gaps as NaN, damaged stretches never shown as signal."""

from __future__ import annotations

import math
import time
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fascview.session.xdf_read import XdfFile
from fascview.session.xdf_stream import XdfStream, decode
from fascview.stream import FloatArray

MAX_GAP_S = 24 * 3600.0
GAP_S = 0.1
_BUFFER = 4 << 20
_HEAD = 16  # bytes of a chunk before its first sample, at most
_MAX_RANGE = 256 << 20
_RECORD_HEAD = 13  # bytes of an integrity record's chunk before its stamp


def _records(file: XdfFile) -> XdfStream | None:
    return next(
        (
            s
            for s in file.streams.values()
            if s.name == "fascview.integrity" and s.channel_format == "int64" and s.n_channels == 4
        ),
        None,
    )


def has_records(file: XdfFile) -> bool:
    """Tell whether a file has integrity records."""
    stream = _records(file)
    return stream is not None and len(stream.offsets) > 0


class Integrity:
    """The integrity records of one file, checked when the bytes they cover are first needed.

    ``before`` has what was checked when the file was shorter.
    """

    def __init__(self, file: XdfFile, before: Integrity | None = None) -> None:
        self._file = file
        self._stream = _records(file)
        # A record lies right behind what it covers, so the places alone tell the stretches; a record is read, and must
        # say the same, when its stretch is first needed.
        ends = [] if self._stream is None else [offset - _RECORD_HEAD for offset in self._stream.offsets]
        self._ranges = list(zip([0, *ends], ends, strict=False))
        self._stops = np.array(ends, np.int64)
        self._state = bytearray(len(ends))
        if before is not None:  # the same file when it was shorter
            self._state[: len(before._state)] = before._state
        self.present = len(ends) > 0

    def damaged(self, start: int, stop: int, base: int = 0, held: bytes = b"") -> bool:
        """Tell whether any byte from ``start`` to ``stop`` lies in a stretch whose sum is wrong.

        ``held`` are the bytes of the file from ``base`` on, as far as they have been read already.
        """
        i = int(np.searchsorted(self._stops, start, "right"))
        while i < len(self._ranges) and self._ranges[i][0] < stop:
            if self._check(i, base, held):
                return True
            i += 1
        return False

    def _check(self, i: int, base: int = 0, held: bytes = b"") -> bool:
        if self._state[i] == 0 and self._stream is not None:
            first, stop = self._ranges[i]
            record = self._file.numbers(self._stream, i)[0][0].tolist()
            wrong = record[:2] != [first, stop] or stop - first > _MAX_RANGE
            if not wrong and base <= first and stop <= base + len(held):
                wrong = zlib.crc32(memoryview(held)[first - base : stop - base]) != record[2]
            elif not wrong:
                wrong = zlib.crc32(self._file.bytes.read(first, stop - first)) != record[2]
            self._state[i] = 2 if wrong else 1
        return self._state[i] == 2

    def last_stop(self) -> int:
        """Return the absolute index after the last sample, as the last record tells it; -1 without one."""
        told = self.record(len(self._ranges) - 1) if self.present else None
        return -1 if told is None else told[1]

    def damaged_ranges(self, known_only: bool = False) -> list[tuple[int, int]]:
        """Check everything, or look at what was checked before, and return the byte ranges whose sum is wrong."""
        if known_only:
            return [r for r, state in zip(self._ranges, self._state, strict=True) if state == 2]
        return [self._ranges[i] for i in range(len(self._ranges)) if self._check(i)]

    @property
    def head_damaged(self) -> bool:
        """True where the stretch with the stream headers fails its check."""
        return self.present and self._check(0)

    @property
    def n_records(self) -> int:
        """How many records there are."""
        return len(self._ranges)

    def covering(self, offset: int) -> int:
        """Return the number of the record that covers a byte."""
        return int(np.searchsorted(self._stops, offset, "right"))

    def stop(self, i: int) -> int:
        """Return the byte after the last one that record ``i`` covers."""
        return self._ranges[i][1]

    def sound(self, i: int) -> bool:
        """Tell whether the stretch of record ``i`` passes its check."""
        return not self._check(i)

    def record(self, i: int) -> tuple[float, int] | None:
        """Return what record ``i`` says of the clock: its stamp [s] and the absolute sample index at that stamp."""
        if self._stream is None or not np.isfinite(self._stream.stamps[i]):
            return None
        return self._stream.stamps[i], int(self._file.numbers(self._stream, i)[0][0, 3])


@dataclass
class Piece:
    """One stream in one file, and that file's integrity records."""

    file: XdfFile
    stream: XdfStream
    integrity: Integrity


class ForeignPlaces:
    """Where the samples of a stream recorded by another program lie, chunk after chunk.

    Stamps wander; a gap is where they jump ahead by more than 0.1 s and stay ahead for the second that follows. Where a
    chunk has stamps inside it has to be read, which takes its time in a long file: ``take`` goes on with that.

    Attributes
    ----------
    n_chunks : int
        How many chunks have been looked at.
    """

    def __init__(self, file: XdfFile, stream: XdfStream, fs_hz: float) -> None:
        self._file, self._stream, self._fs_hz = file, stream, fs_hz
        self.n_chunks = self._n = 0
        self._at: list[NDArray[np.int64]] = []
        self._stamps: list[NDArray[np.float64]] = []

    def take(self, limit_s: float = math.inf) -> bool:
        """Look at further chunks for about ``limit_s``, at least at one; return whether all have been looked at."""
        stream, until = self._stream, time.monotonic() + limit_s
        while self.n_chunks < len(stream.counts):
            k = self.n_chunks
            count = stream.counts[k]
            if stream.sizes[k] - count * (1 + stream.width) > 8:
                _, inner = self._file.numbers(stream, k)
                if inner is not None:
                    known = np.flatnonzero(np.isfinite(inner))
                    self._at.append(self._n + known)
                    self._stamps.append(inner[known])
            elif np.isfinite(stream.stamps[k]):
                self._at.append(np.array([self._n]))
                self._stamps.append(np.array([stream.stamps[k]]))
            self._n += count
            self.n_chunks += 1
            if time.monotonic() > until:
                break
        return self.n_chunks == len(stream.counts)

    def runs(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Return the runs ``(row, chunk, first in chunk, n)`` of the chunks looked at."""
        fs_hz, counts = self._fs_hz, np.array(self._stream.counts[: self.n_chunks], np.int64)
        begins = np.concatenate(([0], np.cumsum(counts)))[:-1] if len(counts) else counts
        # One array each from now on, so that the next call has less to join.
        self._at = [np.concatenate(self._at)] if self._at else []
        self._stamps = [np.concatenate(self._stamps)] if self._stamps else []
        index = self._at[0] if self._at else np.zeros(0, np.int64)
        late = (self._stamps[0] if self._stamps else np.zeros(0)) - index / fs_hz
        jumps: list[tuple[int, int]] = []
        for k in (np.flatnonzero(np.diff(late) > GAP_S) + 1).tolist():
            before = late[np.searchsorted(index, index[k] - fs_hz) : k]
            after = late[k : max(k + 1, int(np.searchsorted(index, index[k] + fs_hz)))]
            step = float(after.min() - before.max()) if len(before) else 0.0
            if GAP_S < step <= MAX_GAP_S:
                jumps.append((int(index[k]), round(float(np.median(after) - np.median(before)) * fs_hz)))
        cuts = np.unique(np.concatenate((begins, np.array([j[0] for j in jumps], np.int64))))
        chunk = np.searchsorted(begins, cuts, "right") - 1
        first = cuts - begins[chunk] if len(cuts) else cuts
        n = np.diff(np.concatenate((cuts, [counts.sum()]))).astype(np.int64)
        shift = np.zeros(len(cuts), np.int64)
        for start, length in jumps:
            shift[cuts >= start] += length
        return cuts + shift, chunk, first, n


class XdfSignal:
    """Samples of one stream, in one or several files.

    Parameters
    ----------
    pieces : list of Piece
        The files in order of time.
    runs : ndarray, shape (n_runs, 5), int64
        ``(row, piece, chunk, first sample in the chunk, n)``; of rows that appear twice the later run counts.
    n_samples : int
    columns : ndarray of int
        Which channels are EMG.
    scales : ndarray, shape (len(columns),)
        Factor to microvolt.
    aux : tuple (runs, pieces, columns) or None
    """

    def __init__(
        self,
        pieces: list[Piece],
        runs: NDArray[np.int64],
        n_samples: int,
        columns: NDArray[np.intp],
        scales: FloatArray,
        aux: tuple[list[Piece], NDArray[np.int64], NDArray[np.intp]] | None = None,
    ) -> None:
        self.n_samples = n_samples
        self.files = [p.file for p in pieces]
        self._pieces, self._columns, self._scales = pieces, columns, scales
        n_all = pieces[0].stream.n_channels if pieces else 0
        self._whole = len(columns) == n_all and bool((columns == np.arange(n_all)).all())
        self._plain = bool((scales == 1).all())
        self._runs = runs[np.argsort(runs[:, 0], kind="stable")] if len(runs) else runs
        self._stops = np.maximum.accumulate(self._runs[:, 0] + self._runs[:, 4]) if len(runs) else np.zeros(0, np.int64)
        self._aux: XdfSignal | None = None
        if aux is not None:
            self._aux = XdfSignal(aux[0], aux[1], n_samples, aux[2], np.ones(len(aux[2]), np.float32))

    def close(self) -> None:
        """Close the files."""
        for file in self.files:
            file.close()

    def read_aux(self, start: int, stop: int) -> FloatArray | None:
        """Return the auxiliary rows, or None without any."""
        return None if self._aux is None else self._aux.read(start, stop)

    def read(self, start: int, stop: int) -> FloatArray:
        """Return rows ``start`` to ``stop``; rows that were lost or whose check sum is wrong are NaN."""
        out = np.full((stop - start, len(self._columns)), np.nan, np.float32)
        begin = int(np.searchsorted(self._stops, start, "right"))
        end = int(np.searchsorted(self._runs[:, 0], stop, "left"))
        buffer, base, held = b"", 0, -1
        for row, p, k, first, n in self._runs[begin:end].tolist():
            piece = self._pieces[p]
            stream = piece.stream
            offset, size = stream.offsets[k], stream.sizes[k]
            if held != p or offset < base or offset + size > base + len(buffer):
                ahead = min(_BUFFER, (stop - row) * (stream.width + 2))
                buffer, base, held = piece.file.bytes.read(offset, max(size, ahead)), offset, p
            if piece.integrity.present and piece.integrity.damaged(offset - _HEAD, offset + size, base, buffer):
                continue
            data = buffer[offset - base : offset - base + size]
            if len(data) < size:
                continue
            values, _ = decode(stream, data, stream.counts[k])
            a, b = max(start, row), min(stop, row + n)
            if a >= b:
                continue
            part = values[first + a - row : first + b - row]
            part = part if self._whole else part[:, self._columns]
            out[a - start : b - start] = part
            if not self._plain:
                out[a - start : b - start] *= self._scales
        return out

    def missing(self) -> list[tuple[int, int]]:
        """Return the stretches ``(start, stop)`` no chunk holds."""
        begins = np.append(self._runs[:, 0], self.n_samples)
        ends = np.concatenate(([0], self._stops))
        holes = np.flatnonzero(begins > ends)
        return list(zip(ends[holes].tolist(), begins[holes].tolist(), strict=True))

    def damaged(self, known_only: bool = False) -> list[tuple[int, int]]:
        """Check every integrity record and return the stretches of samples ``(start, stop)`` not to be trusted.

        A stretch of the file that holds no samples comes as ``(0, 0)``.
        """
        found: list[tuple[int, int]] = []
        for p, piece in enumerate(self._pieces):
            mine = self._runs[self._runs[:, 1] == p]
            for first, stop in piece.integrity.damaged_ranges(known_only):
                offsets = np.array(piece.stream.offsets, np.int64)[mine[:, 2]]
                sizes = np.array(piece.stream.sizes, np.int64)[mine[:, 2]]
                hit = mine[(offsets + sizes > first) & (offsets - _HEAD < stop)]
                found.append((int(hit[0, 0]), int((hit[:, 0] + hit[:, 4]).max())) if len(hit) else (0, 0))
        return found
