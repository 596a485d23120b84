"""Where the chunks of a finished XDF file lie, kept beside it so that it opens without being walked through.

The file ``recording.idx``: 16 bytes of magic, the size of the XDF file as u64, the number of rows as u64, and then
32 bytes for each chunk of samples: stream u32, samples u32, offset of the chunk u64, bytes u64, first stamp f64; all
little-endian.
"""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MAGIC = b"fascview index 1"
ROW = np.dtype([("stream", "<u4"), ("n", "<u4"), ("offset", "<u8"), ("size", "<u8"), ("stamp", "<f8")])
MAX_ROWS = 1 << 26


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
            self._blocks.append(b"".join(self._new))
            self._new.clear()

    def to_bytes(self, file_size: int) -> bytes:
        """Return the content of the index file."""
        rows = b"".join((*self._blocks, *self._new))
        return MAGIC + struct.pack("<QQ", file_size, len(rows) // ROW.itemsize) + rows


def read_index(path: Path, file_size: int) -> NDArray[np.void] | None:
    """Return the rows of an index that belongs to an XDF file of ``file_size`` bytes, or None where it does not."""
    try:
        if not 32 <= path.stat().st_size <= 32 + MAX_ROWS * ROW.itemsize:
            return None
        data = path.read_bytes()
    except OSError:
        return None
    size, n = struct.unpack_from("<QQ", data, 16)
    if data[:16] != MAGIC or size != file_size or len(data) != 32 + n * ROW.itemsize:
        return None
    rows = np.frombuffer(data, ROW, offset=32)
    inside = (rows["size"] <= file_size) & (rows["offset"] <= file_size - rows["size"]) & (rows["n"] > 0)
    return rows if bool(inside.all()) else None
