"""Where the chunks of a finished XDF file lie, kept beside it so that it opens without being walked through.

The file ``recording.idx``: 16 bytes of magic, the size of the XDF file u64, the number of rows u64, crc32 of the rows
u64, and then 32 bytes for each chunk of samples: stream u32, samples u32, offset of the chunk u64, bytes u64, first
stamp f64; all little-endian.
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from fascview.session.xdf_read import XdfFile
    from fascview.session.xdf_stream import XdfStream

MAGIC = b"fascview index 1"
ROW = np.dtype([("stream", "<u4"), ("n", "<u4"), ("offset", "<u8"), ("size", "<u8"), ("stamp", "<f8")])
MAX_ROWS = 1 << 26
_HEAD = struct.Struct("<16sQQQ")


class IndexBuilder:
    """Collects one row per chunk."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []
        self._row = struct.Struct("<IIQQd")
        self._new: list[bytes] = []

    def add(self, stream_id: int, n: int, offset: int, size: int, stamp_s: float) -> None:
        """Add a chunk."""
        self._new.append(self._row.pack(stream_id, n, offset, size, stamp_s))
        if len(self._new) >= 4096:
            # Regular as the rows are, they shrink to a tenth: hours of them stay small.
            self._blocks.append(zlib.compress(b"".join(self._new), 1))
            self._new.clear()

    def to_bytes(self, file_size: int) -> bytes:
        """Return the content of the index file."""
        rows = b"".join((*map(zlib.decompress, self._blocks), *self._new))
        return _HEAD.pack(MAGIC, file_size, len(rows) // ROW.itemsize, zlib.crc32(rows)) + rows


def from_file(file: XdfFile) -> bytes:
    """Return the index of a file that was walked through."""
    builder = IndexBuilder()
    rows = []
    for s in file.streams.values():
        for offset, size, n, stamp in zip(s.offsets, s.sizes, s.counts, s.stamps, strict=True):
            head = _head_bytes(s, size, n)
            rows.append((offset - head, s.stream_id, n, size + head, stamp))
    for at, stream_id, n, size, stamp in sorted(rows):
        builder.add(stream_id, n, at, size, stamp)
    return builder.to_bytes(file.bytes.size)


def _head_bytes(stream: XdfStream, size: int, n: int) -> int:
    """Return how many bytes of the chunk come before its first sample."""
    count = 2 if n < 256 else 5
    if stream.dtype is not None:
        return 11 + count
    return (2 if 6 + count + size < 256 else 5) + 6 + count


def read_index(path: Path, file_size: int) -> NDArray[np.void] | None:
    """Return the rows of an index that belongs to an XDF file of ``file_size`` bytes, or None where it does not."""
    try:
        if not _HEAD.size <= path.stat().st_size <= _HEAD.size + MAX_ROWS * ROW.itemsize:
            return None
        data = path.read_bytes()
    except OSError:
        return None
    magic, size, n, crc = _HEAD.unpack_from(data)
    if magic != MAGIC or size != file_size or len(data) != _HEAD.size + n * ROW.itemsize:
        return None
    if zlib.crc32(memoryview(data)[_HEAD.size :]) != crc:
        return None
    rows = np.frombuffer(data, ROW, offset=_HEAD.size)
    inside = (rows["size"] <= file_size) & (rows["offset"] <= file_size - rows["size"]) & (rows["n"] > 0)
    return rows if bool(inside.all()) else None
