"""One XDF file being written: appended to, checked, made lasting, closed."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import time
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fascview.session import xdf_index, xdf_write
from fascview.session.folder import BINARY, write_all

INTEGRITY_CHANNELS = ("first_byte", "stop_byte", "crc32", "stop_sample")
HASH_BUDGET_S = 1.5
_FIRST_TAIL, _LONG_TAIL = 1 << 20, 16 << 20

_fdatasync = getattr(os, "fdatasync", os.fsync)


@dataclass
class Written:
    """What a footer says of one stream."""

    stream_id: int
    first_s: float = 0.0
    last_s: float = 0.0
    count: int = 0
    offsets: list[tuple[float, float]] = field(default_factory=list)

    def add(self, first_s: float, last_s: float, n: int) -> None:
        """Count ``n`` more samples."""
        if self.count == 0:
            self.first_s = first_s
        self.last_s, self.count = last_s, self.count + n


class Item(NamedTuple):
    """One chunk not yet known to last: its bytes in the tail, and what it adds to its stream (0 for none)."""

    start: int
    stop: int
    stream_id: int = 0
    n: int = 0
    first_s: float = 0.0
    last_s: float = 0.0
    again: bool = True


class Part:
    """An XDF file on disk that only grows, by whole chunks.

    Chunks are built in one buffer, the tail, and handed to the operating system by ``flush``. The tail keeps what was
    built since the last ``seal``, to be summed once a second and to be written again should the disk fail.

    Parameters
    ----------
    path : Path
        A file that does not exist yet.

    Attributes
    ----------
    size : int
        Bytes written, all of them whole chunks.
    unsound : bool
        True after a failed sync: nothing tells what of the file lasts, and another sync would only seem to succeed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self.unsound = False
        self.streams: dict[int, Written] = {}
        self.index = xdf_index.IndexBuilder()
        self._tail = np.empty(_FIRST_TAIL, np.uint8)
        self._used = self._flushed = 0
        self._base = 0  # offset in the file of the tail's first byte
        self._items: list[Item] = []
        self._flushed_items = 0
        self._fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | BINARY, 0o600)
        try:
            self.add(xdf_write.file_header())
            self.flush()
        except OSError:
            self.abandon()
            raise

    def _room(self, n: int) -> None:
        if self._used + n > len(self._tail):
            more = np.empty(max(2 * len(self._tail), self._used + n), np.uint8)
            more[: self._used] = self._tail[: self._used]
            self._tail = more

    def add_rows(
        self, stream_id: int, first_s: float, last_s: float, rows: NDArray[np.generic], again: bool = True
    ) -> None:
        """Build a chunk of samples; contiguous rows in the type of the stream."""
        n, at = len(rows), self._used
        self._room(n * (1 + rows.shape[1] * rows.itemsize) + 32)
        self._used = xdf_write.put_samples(self._tail, at, stream_id, first_s, rows)
        self._items.append(Item(at, self._used, stream_id, n, first_s, last_s, again))

    def add(
        self,
        chunk: bytes,
        stream_id: int = 0,
        n: int = 0,
        first_s: float = 0.0,
        last_s: float = 0.0,
        again: bool = False,
    ) -> None:
        """Add a finished chunk. ``again`` says that the next part needs it too, should this one fail."""
        self._room(len(chunk))
        at, self._used = self._used, self._used + len(chunk)
        self._tail[at : self._used] = np.frombuffer(chunk, np.uint8)
        self._items.append(Item(at, self._used, stream_id, n, first_s, last_s, again))

    @property
    def waiting(self) -> int:
        """Bytes built and not yet handed to the operating system."""
        return self._used - self._flushed

    def flush(self) -> None:
        """Hand everything built to the operating system.

        Raises
        ------
        OSError
            As the operating system says. The file then ends where it did, and what was built waits on.
        """
        if self._used == self._flushed:
            return
        try:
            write_all(self._fd, self._tail[self._flushed : self._used].data)
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(self._fd, self.size)
            raise
        self.size += self._used - self._flushed
        self._flushed = self._used
        streams = self.streams
        for item in self._items[self._flushed_items :]:
            if item.stream_id:
                if item.stream_id not in streams:
                    streams[item.stream_id] = Written(item.stream_id)
                streams[item.stream_id].add(item.first_s, item.last_s, item.n)
        self._flushed_items = len(self._items)

    def seal(self, stream_id: int, stamp_s: float, stop_sample: int) -> None:
        """Hand everything over, append the integrity record of it and a boundary, and make all of it last.

        Raises
        ------
        OSError
            When that fails; ``unsealed`` then has everything that may not last.
        """
        self.flush()
        sealed, n_items = self._flushed, len(self._items)
        record = (self._base, self._base + sealed, zlib.crc32(self._tail[:sealed].data), stop_sample)
        self.add_rows(stream_id, stamp_s, stamp_s, np.array([record], "<i8"), again=False)
        self.add(xdf_write.boundary())
        try:
            self.flush()
        except OSError:
            self._used = sealed
            del self._items[n_items:]
            raise
        self.sync()
        for item in self._items:
            if item.stream_id:
                self.index.add(item.stream_id, item.n, self._base + item.start, item.stop - item.start, item.first_s)
        # The record's own chunk opens the stretch that the next record covers.
        rest = self._used - sealed
        self._tail[:rest] = self._tail[sealed : self._used].copy()
        self._used = self._flushed = rest
        self._base += sealed
        self._items.clear()
        self._flushed_items = 0
        if len(self._tail) > _LONG_TAIL:
            self._tail = self._tail[:_FIRST_TAIL].copy()

    def drop_waiting(self) -> None:
        """Forget what was built and not handed over."""
        self._used = self._flushed
        del self._items[self._flushed_items :]

    def unsealed(self, waiting_only: bool = False) -> list[tuple[bytes, Item]]:
        """Return the chunks built since the last ``seal``, or those still waiting, with what they are."""
        kept = self._items[self._flushed_items if waiting_only else 0 :]
        return [(self._tail[i.start : i.stop].tobytes(), i) for i in kept if i.again]

    def sync(self) -> None:
        """Make what was written last.

        Raises
        ------
        OSError
            When that fails, or has failed before: then the file is ``unsound`` and must not be written to again.
        """
        if self.unsound:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        try:
            _fdatasync(self._fd)
        except OSError:
            self.unsound = True
            raise

    @property
    def deleted(self) -> bool:
        """True when the file no longer has a name."""
        try:
            return os.fstat(self._fd).st_nlink == 0
        except OSError:
            return True

    def footers(self, integrity_id: int, stamp_s: float, stop_sample: int) -> None:
        """Append the footers of all streams, the last integrity record and its footer."""
        own = self.streams[integrity_id]
        for s in self.streams.values():
            if s is not own:
                self.add(xdf_write.stream_footer(s.stream_id, s.first_s, s.last_s, s.count, s.offsets))
        self.flush()
        self.seal(integrity_id, stamp_s, stop_sample)
        self.add(xdf_write.stream_footer(integrity_id, own.first_s, own.last_s, own.count, own.offsets))
        self.flush()

    def sha256(self) -> str | None:
        """Return the hash of the file, or None where that would take more than 1.5 s: the integrity records remain."""
        digest, limit = hashlib.sha256(), time.monotonic() + HASH_BUDGET_S
        with open(self.path, "rb") as file:
            while data := file.read(8 << 20):
                digest.update(data)
                if time.monotonic() > limit:
                    return None
        return digest.hexdigest()

    def abandon(self) -> None:
        """Close the file as it is. Safe to call twice."""
        if self._fd >= 0:
            fd, self._fd = self._fd, -1
            with contextlib.suppress(OSError):
                os.close(fd)


def is_full(error: OSError) -> bool:
    """Tell whether another file on the same disk would fare no better."""
    return error.errno in (
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EROFS,
        errno.ENOENT,
        errno.ENODEV,
        errno.ENXIO,
        errno.ESTALE,
    )
