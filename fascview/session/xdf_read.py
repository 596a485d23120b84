"""A bounded reader of XDF: an index of the chunks first, samples when they are asked for.

Nothing is allocated on the word of the file alone: a chunk cannot be longer than what is left of the file, a count of
samples not larger than its chunk can hold. Damage never raises here once the file is known to be XDF: what can be
read is, and ``problems`` says what could not.
"""

from __future__ import annotations

import math
import struct
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fascview.errors import FormatError
from fascview.session.bounded import Bytes, safe_xml
from fascview.session.headers import INTEGRITY
from fascview.session.xdf_stream import XdfStream, decode, parse_header
from fascview.session.xdf_write import (
    BOUNDARY,
    BOUNDARY_UUID,
    CLOCK_OFFSET,
    MAGIC,
    SAMPLES,
    STREAM_FOOTER,
    STREAM_HEADER,
)

MAX_CHUNK = 64 << 20
MAX_STREAMS = 256
MAX_TEXT_BYTES = 1 << 20
_WINDOW = 4 << 20
_HEADS, _LONG = 4096, 32 << 10
_BOUNDARY_CHUNK = bytes((1, 18, BOUNDARY, 0)) + BOUNDARY_UUID
# One sample of four int64 with its stamp, in the stream of that number.
RECORD_HEAD = bytes((4, 49, 0, 0, 0, SAMPLES, 0, INTEGRITY, 0, 0, 0, 1, 1, 8))
RECORD_BYTES = len(RECORD_HEAD) + 8 + 32


class XdfFile:
    """An XDF file, indexed.

    Parameters
    ----------
    path : Path
        The file.
    progress : callable, optional
        Told the fraction read, 0 to 1.
    index : structured array, optional
        Where the chunks lie (``xdf_index.read_index``); used where it fits.
    spare : mapping of int to bytes, optional
        Headers to be taken where those of the file cannot be read, stream number to XML.
    believe_spare : bool
        Take them in place of those of the file in any case.
    limit_s : float
        After so long the walk through the chunks ends for now [s].

    Attributes
    ----------
    streams : dict of int to XdfStream
    problems : list of str
        What was damaged, one sentence each.
    end : int
        Offset after the last whole chunk.
    complete : bool
        True when the file ends where its last chunk does.
    unread : bool
        True when a limit of time ended the walk: ``update`` goes on with it.
    """

    def __init__(
        self,
        path: Path,
        progress: Callable[[float], None] | None = None,
        index: NDArray[np.void] | None = None,
        spare: Mapping[int, bytes] | None = None,
        believe_spare: bool = False,
        limit_s: float = math.inf,
    ) -> None:
        self.bytes = Bytes(path)
        self.path = path
        self.streams: dict[int, XdfStream] = {}
        self.problems: list[str] = []
        self.end = 0
        self.complete = self.unread = False
        self._skipped: set[int] = set()
        self._spare, self._believed = dict(spare or {}), set[int]()
        try:
            head = self.bytes.read(0, 4)
            if head != MAGIC:
                if MAGIC.startswith(head):
                    raise FormatError(f"{path.name[:80]} is empty; nothing can be read from it.")
                raise FormatError(f"{path.name[:80]} is not an XDF file; choose a recording.")
            self.end = 4
            if believe_spare:
                index = None
                for stream_id in sorted(self._spare):
                    self._take_spare(stream_id)
            if index is None or not self.use_index(index):
                if index is not None:
                    self.streams.clear()
                    self.problems.clear()
                    self._spare = dict(spare or {})
                self.end = 4
                self.update(progress, limit_s=limit_s)
        except BaseException:
            self.close()
            raise

    @property
    def spared(self) -> bool:
        """True where a header was taken from elsewhere."""
        return bool(self._believed)

    def close(self) -> None:
        """Close the file. Safe to call twice."""
        self.bytes.close()

    def use_index(self, rows: NDArray[np.void]) -> bool:
        """Take the places of the chunks from an index in place of walking; False where it does not fit this file."""
        header_end = int(rows["offset"].min()) if len(rows) else 0
        if not 4 < header_end <= MAX_CHUNK:
            return False
        self.update(stop=header_end)
        if self.end != header_end or self.problems:
            return False
        for stream_id in sorted(set(rows["stream"].tolist())):  # np.unique would import numpy.ma, a tenth of a second
            stream, mine = self.streams.get(stream_id), rows[rows["stream"] == stream_id]
            if stream is None:
                return False
            n = mine["n"].astype(np.int64)
            numeric = stream.dtype is not None
            whole = mine["size"].astype(np.int64)
            head = np.where(n < 256, 13, 16)
            if not numeric:  # short chunks have short heads
                head = np.where(whole < 2 + 256, head - 3, head)
            sizes = whole - head
            stamped = sizes - n * (1 + stream.width)  # bytes of stamps: of the first sample, or of every one
            fits = (stamped == 8) | (stamped == 8 * n) if numeric else sizes >= 2 * n
            if not bool(fits.all()):
                return False
            offsets = mine["offset"].astype(np.int64) + head
            stream.offsets, stream.sizes = offsets.tolist(), sizes.tolist()
            stream.counts, stream.stamps = n.tolist(), mine["stamp"].tolist()
        self.end, self.complete = self.bytes.size, True
        return True

    def update(
        self, progress: Callable[[float], None] | None = None, stop: int | None = None, limit_s: float = math.inf
    ) -> int:
        """Index what was added since, and return the number of new chunks; for a file that is still growing."""
        size = self.bytes.size if stop is None else min(stop, self.bytes.size)
        window, base = b"", self.end
        at = first = self.end
        n_new = 0
        damaged = self.unread = False
        until = time.monotonic() + limit_s
        while at < size:
            i = at - base
            if i + 32 > len(window) and base + len(window) < size:
                # Where chunks are long only their heads are read; of short ones many at a time.
                long = at - first > _LONG * (n_new + 1)
                window, base, i = self.bytes.read(at, _HEADS if long else _WINDOW), at, 0
                if progress is not None:
                    progress(at / size)
                if time.monotonic() > until and at > first:
                    self.unread = True
                    break
            found = self._chunk_at(window, i, size - at)
            if found is None:
                resumed = self._find_boundary(at + 1, size)
                if resumed is None:
                    break
                damaged = True
                self.problems.append(
                    f"{resumed - at} bytes of {self.path.name[:80]} from byte {at} are damaged and were skipped."
                )
                at, window, base = resumed, b"", resumed
                self.end = at
                continue
            body, length = found
            tag = window[i + body] | window[i + body + 1] << 8
            start, stop = at + body + 2, at + body + length
            if tag == SAMPLES and i + body + 32 <= len(window):
                ok = self._samples_chunk(window, i + body + 2, start, stop)
            elif tag in (STREAM_HEADER, CLOCK_OFFSET, STREAM_FOOTER, SAMPLES):
                # A header larger than 1 MiB is refused by what reads it; of samples only the beginning is needed.
                ok = self._other_chunk(tag, self.bytes.read(start, min(stop - start, (1 << 20) + 16)), start, stop)
            else:
                ok = True
            if not ok:
                damaged = True
                self.problems.append(f"A chunk of {self.path.name[:80]} at byte {at} is damaged and was skipped.")
                # Where a boundary lies inside it, it is its length that is wrong.
                inside = self._find_boundary(at + 1, min(stop, size))
                if inside is not None and inside < stop:
                    stop, window, base = inside, b"", inside
            at = self.end = stop
            n_new += 1
            if len(self.problems) > 1000:
                self.problems.append("Too much is damaged to go on.")
                break
        self.complete = self.end >= size and not damaged
        if progress is not None and not self.unread:
            progress(1.0)
        return n_new

    @staticmethod
    def _chunk_at(window: bytes, i: int, left: int) -> tuple[int, int] | None:
        """Return (bytes before the tag, length) of the chunk at ``i``, or None where no whole chunk starts."""
        if i + 4 > len(window):
            return None
        n = window[i]
        if n == 4:
            if i + 7 > len(window):
                return None
            length = window[i + 1] | window[i + 2] << 8 | window[i + 3] << 16 | window[i + 4] << 24
        elif n == 1:
            length = window[i + 1]
        elif n == 8 and i + 11 <= len(window):
            length = int.from_bytes(window[i + 1 : i + 9], "little")
        else:
            return None
        if not 2 <= length <= min(left - 1 - n, MAX_CHUNK):
            return None
        tag = window[i + 1 + n] | window[i + 2 + n] << 8
        if not 1 <= tag <= 6 or (tag in (SAMPLES, STREAM_HEADER, CLOCK_OFFSET, STREAM_FOOTER) and length < 6):
            return None
        return 1 + n, length

    def _record_before(self, at: int, boundary: int) -> int:
        """Return where the integrity record that this program writes before a boundary begins, else the boundary."""
        start = boundary - RECORD_BYTES
        return start if start >= at and self.bytes.read(start, len(RECORD_HEAD)) == RECORD_HEAD else boundary

    def _find_boundary(self, at: int, size: int) -> int | None:
        """Return where to go on from ``at``: the next boundary, or the integrity record right before it."""
        first = at
        while at < size:
            data = self.bytes.read(at, _WINDOW + len(_BOUNDARY_CHUNK))
            found = data.find(_BOUNDARY_CHUNK)
            if found >= 0:
                return self._record_before(first, at + found)
            at += _WINDOW
        return None

    def _samples_chunk(self, window: bytes, i: int, start: int, stop: int) -> bool:
        stream_id = window[i] | window[i + 1] << 8 | window[i + 2] << 16 | window[i + 3] << 24
        stream = self.streams.get(stream_id) or self._take_spare(stream_id)
        if stream is None:
            return stream_id in self._skipped
        n = window[i + 4]
        if n == 1:
            count = window[i + 5]
        elif n in (4, 8):
            count = int.from_bytes(window[i + 5 : i + 5 + n], "little")
        else:
            return False
        first = start + 5 + n
        size = stop - first
        if stream.dtype is None:
            if count * 2 > size:
                return False
        else:
            stamped, rest = divmod(size - count * (1 + stream.width), 8)
            if rest or not 0 <= stamped <= count:
                return False
        if count == 0:
            return True
        j = i + 5 + n
        stamp = math.nan
        if window[j] == 8:
            stamp = struct.unpack_from("<d", window, j + 1)[0]
            if not math.isfinite(stamp):
                stamp = math.nan
        elif window[j] != 0:
            return False
        stream.offsets.append(first)
        stream.counts.append(count)
        stream.sizes.append(size)
        stream.stamps.append(stamp)
        return True

    def _take_spare(self, stream_id: int) -> XdfStream | None:
        """Take the header given for a stream whose own cannot be read, if there is one."""
        content = self._spare.pop(stream_id, None)
        if content is None or stream_id in self._skipped:
            return None
        self.streams[stream_id] = parse_header(stream_id, content)
        self._believed.add(stream_id)
        return self.streams[stream_id]

    def _other_chunk(self, tag: int, data: bytes, start: int, stop: int) -> bool:
        stream_id = int.from_bytes(data[:4], "little")
        content = data[4:]
        if tag == SAMPLES:
            return self._samples_chunk(data + bytes(32), 0, start, stop)
        stream = self.streams.get(stream_id)
        if tag == STREAM_HEADER:
            if stream is not None and stream_id in self._believed:
                return True
            if stream is not None or len(self.streams) >= MAX_STREAMS:
                return False
            try:
                self.streams[stream_id] = parse_header(stream_id, content)
            except FormatError as e:
                if self._take_spare(stream_id) is None:
                    self._skipped.add(stream_id)
                    self.problems.append(str(e))
            return True
        if stream is None:
            return stream_id in self._skipped
        if tag == CLOCK_OFFSET:
            if len(content) != 16:
                return False
            time_s, offset_s = struct.unpack("<dd", content)
            if math.isfinite(time_s) and math.isfinite(offset_s):
                stream.clock_offsets.append((time_s, offset_s))
            return True
        try:
            stream.footer = safe_xml(content, "A footer")
        except FormatError:
            return False
        return True

    def numbers(self, stream: XdfStream, chunk: int) -> tuple[NDArray[np.generic], NDArray[np.float64] | None]:
        """Return values ``(n, n_channels)`` and, where more than the first sample is stamped, stamps ``(n,)`` [s].

        A chunk whose samples do not fit its count gives NaN (or 0 for integers) rows.
        """
        data = self.bytes.read(stream.offsets[chunk], stream.sizes[chunk])
        return decode(stream, data, stream.counts[chunk])

    def strings(self, stream: XdfStream, first: int = 0, last: int | None = None) -> Iterator[tuple[float, str]]:
        """Yield ``(stamp, text)`` of the first channel of a string stream; what is damaged is left out.

        ``first`` and ``last`` (exclusive) choose among its chunks.
        """
        places = zip(stream.offsets[first:last], stream.sizes[first:last], stream.counts[first:last], strict=True)
        for offset, size, count in places:
            data = self.bytes.read(offset, size)
            at, stamp = 0, math.nan
            for _ in range(count):
                if at < len(data) and data[at] == 8 and at + 9 <= len(data):
                    stamp = struct.unpack_from("<d", data, at + 1)[0]
                    at += 9
                elif at < len(data) and data[at] == 0:
                    at += 1
                else:
                    break
                texts = []
                for _ in range(stream.n_channels):
                    n = data[at] if at < len(data) else 0
                    length = int.from_bytes(data[at + 1 : at + 1 + n], "little") if n in (1, 4, 8) else -1
                    if not 0 <= length <= min(MAX_TEXT_BYTES, len(data) - at - 1 - n):
                        break
                    texts.append(data[at + 1 + n : at + 1 + n + length].decode("utf-8", "replace"))
                    at += 1 + n + length
                if len(texts) < stream.n_channels:
                    break
                if math.isfinite(stamp):
                    yield stamp, texts[0]
