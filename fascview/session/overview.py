"""Smallest and largest value of every stretch of a whole recording: what a long recording is first seen by.

Made once, piece by piece, and kept in the user's cache, outside the recording.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np

from fascview.session.folder import write_whole
from fascview.session.places import cache_folder
from fascview.session.recording import Recording
from fascview.stream import FloatArray

MIN_BIN, MAX_BINS = 256, 65_536
MAX_CACHE_BYTES = 512 << 20
_HEAD = struct.Struct("<16sQQQQ")  # magic, samples, samples per bin, channels, crc32 of the rest
_MAGIC = b"fascview sight 1"


class Overview:
    """Smallest and largest values per bin.

    Attributes
    ----------
    n_samples, bin : int
        Length of the recording, and samples per bin.
    low, high : ndarray, shape (n_bins, n_channels), float32
        uV; NaN where every sample of the bin is lost.
    """

    def __init__(self, n_samples: int, bin_samples: int, low: FloatArray, high: FloatArray) -> None:
        self.n_samples, self.bin, self.low, self.high = n_samples, bin_samples, low, high

    def columns(self, start: int, stop: int, n: int) -> tuple[FloatArray, FloatArray]:
        """Return lowest and highest of ``n`` equal columns from ``start`` to ``stop``, shape ``(n, n_channels)``."""
        edges = np.linspace(start, stop, n + 1) / self.bin
        first = np.clip(np.floor(edges[:-1]).astype(np.int64), 0, max(0, len(self.low) - 1))
        last = np.clip(np.ceil(edges[1:]).astype(np.int64), first + 1, max(1, len(self.low)))
        low = np.full((n, self.low.shape[1]), np.nan, np.float32)
        high = low.copy()
        for i, (a, b) in enumerate(zip(first.tolist(), last.tolist(), strict=True)):
            if b <= len(self.low):
                low[i] = np.fmin.reduce(self.low[a:b], axis=0)
                high[i] = np.fmax.reduce(self.high[a:b], axis=0)
        return low, high


def build(
    recording: Recording,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    folder: Path | None = None,
    begun: Callable[[Overview], None] | None = None,
) -> Overview | None:
    """Return the overview of a recording, from the cache where it is there; None when it was cancelled.

    Parameters
    ----------
    recording : Recording
        Read through once, piece by piece.
    progress : callable, optional
        Told the fraction done, 0 to 1.
    cancelled : callable, optional
        Asked after each piece.
    folder : Path, optional
        The cache; the user's own where not given.
    begun : callable, optional
        Given the overview before it is filled: NaN becomes figures while it is being made.
    """
    n, n_channels = recording.n_samples, recording.info.n_channels
    size = max(MIN_BIN, -(-n // MAX_BINS))
    place = None if recording.growing else _place(recording, folder or cache_folder() / "overview")
    if place is not None and (kept := _load(place, n, size, n_channels)) is not None:
        if progress is not None:
            progress(1.0)
        return kept
    n_bins = -(-n // size)
    low, high = np.full((n_bins, n_channels), np.nan, np.float32), np.full((n_bins, n_channels), np.nan, np.float32)
    made = Overview(n, size, low, high)
    if begun is not None:
        begun(made)
    step = max(1, (1 << 22) // (size * n_channels)) * size
    for at in range(0, n, step):
        rows = recording.read(at, min(at + step, n))
        first, whole = at // size, len(rows) // size
        bins = rows[: whole * size].reshape(whole, size, n_channels)  # several times as fast as reduceat
        low[first : first + whole], high[first : first + whole] = np.fmin.reduce(bins, 1), np.fmax.reduce(bins, 1)
        if whole * size < len(rows):
            last = rows[whole * size :]
            low[first + whole], high[first + whole] = np.fmin.reduce(last, 0), np.fmax.reduce(last, 0)
        if progress is not None:
            progress(min(1.0, (at + step) / n))
        if cancelled is not None and cancelled():
            return None
    if place is not None:
        _save(place, made)
    return made


def file_facts(recording: Recording) -> list[tuple[str, int, int]]:
    """Return names, sizes and times of the files of a recording; nothing where they cannot be told."""
    path = recording.path
    try:
        folders = recording.parts or (path,)
        files = [f for p in folders for f in (sorted(p.glob("recording*.xdf")) if p.is_dir() else [p])]
        return [(str(f.resolve()), f.stat().st_size, f.stat().st_mtime_ns) for f in files]
    except OSError:
        return []


def _place(recording: Recording, folder: Path) -> Path | None:
    """Return where the overview of these very files is kept."""
    facts = file_facts(recording)
    if not facts:
        return None
    return folder / (hashlib.sha256(repr((facts, recording.n_samples)).encode()).hexdigest()[:32] + ".sight")


def _load(path: Path, n: int, size: int, n_channels: int) -> Overview | None:
    n_bins = -(-n // size)
    try:
        if path.stat().st_size != _HEAD.size + 8 * n_bins * n_channels:
            return None
        data = path.read_bytes()
        os.utime(path)
    except OSError:
        return None
    magic, *told, crc = _HEAD.unpack_from(data)
    if magic != _MAGIC or told != [n, size, n_channels] or zlib.crc32(memoryview(data)[_HEAD.size :]) != crc:
        return None
    both = np.frombuffer(data, "<f4", offset=_HEAD.size).reshape(2, n_bins, n_channels)
    return Overview(n, size, both[0], both[1])


def _save(path: Path, made: Overview) -> None:
    """Keep it; a cache that cannot be written is no loss."""
    data = np.stack((made.low, made.high)).astype("<f4").tobytes()
    head = _HEAD.pack(_MAGIC, made.n_samples, made.bin, made.low.shape[1], zlib.crc32(data))
    with contextlib.suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, head + data)
        _prune(path.parent)


def _prune(folder: Path) -> None:
    """Forget what was looked at longest ago where the cache has grown too large."""
    kept = sorted(((p.stat().st_mtime_ns, p.stat().st_size, p) for p in folder.glob("*.sight")), reverse=True)
    total = 0
    for _, size, path in kept:
        total += size
        if total > MAX_CACHE_BYTES:
            path.unlink(missing_ok=True)
