"""One XDF file being written: appended to, checked, made lasting, closed."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from fascview.session import xdf_write
from fascview.session.folder import BINARY, write_all

INTEGRITY_CHANNELS = ("first_byte", "stop_byte", "crc32", "stop_sample")

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


class Part:
    """An XDF file on disk that only grows, by whole chunks.

    Parameters
    ----------
    path : Path
        A file that does not exist yet.

    Attributes
    ----------
    size : int
        Bytes written, all of them whole chunks.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self.streams: dict[int, Written] = {}
        self._sha = hashlib.sha256()
        self._sealed = 0
        self._pending: list[bytes] = []
        self._fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | BINARY, 0o600)
        try:
            self.append(xdf_write.file_header())
        except OSError:
            self.abandon()
            raise

    def append(self, data: bytes) -> None:
        """Add whole chunks. On an error the file is cut back to where it was.

        Raises
        ------
        OSError
            As the operating system says; nothing of ``data`` is in the file then.
        """
        try:
            write_all(self._fd, data)
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(self._fd, self.size)
            raise
        self.size += len(data)
        self._pending.append(data)

    def seal(self, record: Callable[[int, int, int], bytes]) -> None:
        """Append the integrity record of what was added since the last one.

        ``record`` makes the chunk from first byte, stop byte and crc32. On an error the stretch stays open, so that
        the next record covers it too.
        """
        # Hashed once a second in one go, not chunk by chunk: that releases the interpreter for the other threads.
        data = b"".join(self._pending)
        self._pending = [data]
        chunk = record(self._sealed, self._sealed + len(data), zlib.crc32(data))
        self.append(chunk)
        self._pending = [chunk]
        self._sealed += len(data)
        self._sha.update(data)

    def sync(self) -> None:
        """Make what was written last. After an error this file must not be written to again."""
        _fdatasync(self._fd)

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
        others = [s for s in self.streams.values() if s is not own]
        self.append(
            b"".join(xdf_write.stream_footer(s.stream_id, s.first_s, s.last_s, s.count, s.offsets) for s in others)
        )
        self.seal(lambda *covered: integrity_chunk(integrity_id, stamp_s, covered, stop_sample))
        own.add(stamp_s, stamp_s, 1)
        self.append(
            xdf_write.stream_footer(integrity_id, own.first_s, own.last_s, own.count, own.offsets)
            + xdf_write.boundary()
        )

    def sha256(self) -> str:
        """Return the hash of everything written."""
        self._sha.update(b"".join(self._pending))
        self._pending.clear()
        return self._sha.hexdigest()

    def abandon(self) -> None:
        """Close the file as it is. Safe to call twice."""
        if self._fd >= 0:
            fd, self._fd = self._fd, -1
            with contextlib.suppress(OSError):
                os.close(fd)


def integrity_chunk(stream_id: int, stamp_s: float, covered: tuple[int, int, int], stop_sample: int) -> bytes:
    """Return the Samples chunk of one integrity record."""
    return xdf_write.samples(stream_id, stamp_s, np.array([[*covered, stop_sample]], "<i8"))


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
