"""One stream of an XDF file: what its header says, and its samples decoded."""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

import numpy as np
from numpy.typing import NDArray

from fascview.errors import FormatError
from fascview.session.bounded import safe_xml
from fascview.session.xdf_write import FORMATS
from fascview.stream import MAX_CHANNELS, MAX_RATE_HZ, plain_text

_AT_ONCE = 256  # samples looked through for the next stamp


@dataclass
class XdfStream:
    """One stream: what its header says and where its chunks lie.

    ``offsets``, ``counts``, ``sizes`` and ``stamps`` have one entry per Samples chunk: byte offset of the first
    sample, number of samples, bytes of all of them, and the first stamp [s] (NaN where the chunk carries none).
    """

    stream_id: int
    header: ET.Element
    name: str
    kind: str
    n_channels: int
    fs_hz: float
    channel_format: str
    dtype: np.dtype[np.generic] | None
    offsets: list[int] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    stamps: list[float] = field(default_factory=list)
    clock_offsets: list[tuple[float, float]] = field(default_factory=list)
    footer: ET.Element | None = None

    @property
    def n_samples(self) -> int:
        """Samples in all chunks."""
        return sum(self.counts)

    @property
    def width(self) -> int:
        """Bytes of one sample's values (numeric streams)."""
        return self.n_channels * self.dtype.itemsize if self.dtype is not None else 0

    def channel_facts(self) -> list[dict[str, str]]:
        """Return what the header says of each channel, element name to text."""
        found = [
            {e.tag: plain_text(e.text or "") for e in c if len(e) == 0}
            for c in self.header.findall("desc/channels/channel")[:MAX_CHANNELS]
        ]
        return found if len(found) == self.n_channels else [{} for _ in range(self.n_channels)]

    @property
    def layout(self) -> tuple[object, ...]:
        """What the header says of the layout, to be compared."""
        return self.kind, self.n_channels, self.fs_hz, self.channel_format

    @property
    def said(self) -> tuple[object, ...]:
        """What the header says of the stream by name, to be compared."""
        return self.name, *self.layout, self.channel_facts()

    def facts(self) -> dict[str, str]:
        """Return the elements below ``desc/fascview`` of a header written by this program."""
        return {e.tag: (e.text or "")[:1024] for e in self.header.findall("desc/fascview/*")}


def parse_header(stream_id: int, data: bytes) -> XdfStream:
    """Return the stream a StreamHeader chunk describes.

    Raises
    ------
    FormatError
        Where it is damaged or beyond the limits.
    """
    what = f"The header of stream {stream_id}"
    root = safe_xml(data, what)
    try:
        n_channels = int(root.findtext("channel_count") or "")
        fs_hz = float(root.findtext("nominal_srate") or "0")
    except ValueError:
        raise FormatError(f"{what} is damaged; the stream was left out.") from None
    channel_format = (root.findtext("channel_format") or "").strip()
    if channel_format != "string" and channel_format not in FORMATS:
        raise FormatError(f"{what} names an unknown format; the stream was left out.")
    if not 1 <= n_channels <= MAX_CHANNELS:
        raise FormatError(f"{what} says {n_channels} channels; fascview reads 1 to {MAX_CHANNELS}.")
    if not (math.isfinite(fs_hz) and 0 <= fs_hz <= MAX_RATE_HZ):
        raise FormatError(f"{what} says a rate of {fs_hz:g} Hz; fascview reads up to {MAX_RATE_HZ:g} Hz.")
    dtype = None if channel_format == "string" else np.dtype(FORMATS[channel_format])
    name, kind = (
        plain_text(root.findtext("name") or "") or f"stream {stream_id}",
        plain_text(root.findtext("type") or ""),
    )
    return XdfStream(stream_id, root, name, kind, n_channels, fs_hz, channel_format, dtype)


def decode(stream: XdfStream, data: bytes, count: int) -> tuple[NDArray[np.generic], NDArray[np.float64] | None]:
    """Decode the samples of one chunk; see ``numbers``."""
    dtype, width = stream.dtype, stream.width
    if dtype is None:
        raise FormatError("This stream holds text, not samples.")
    raw = np.frombuffer(data, np.uint8)
    stamped = (len(raw) - count * (1 + width)) // 8
    values = np.empty((count, width), np.uint8)
    stamps: NDArray[np.float64] | None = None
    if stamped <= 1 and (stamped == 0 or raw[0] == 8):
        rest = raw[8 * stamped :].reshape(count, 1 + width)
        fits = not rest[1:, 0].any()
        values[:] = rest[:, 1:]
    elif stamped == count and (rows := raw.reshape(count, 9 + width))[:, 0].min() == 8 == rows[:, 0].max():
        fits = True
        values[:] = rows[:, 9:]
        stamps = np.ascontiguousarray(rows[:, 1:9]).view("<f8")[:, 0]
    else:
        fits, stamps = _decode_mixed(raw, values)
    out = values.view(dtype)
    if not fits:
        out = np.full_like(out, np.nan) if out.dtype.kind == "f" else np.zeros_like(out)
    return out, stamps


def _decode_mixed(raw: NDArray[np.uint8], values: NDArray[np.uint8]) -> tuple[bool, NDArray[np.float64]]:
    """Decode samples of which some are stamped, into ``values``; stamps are NaN where there is none."""
    count, width = values.shape
    stamps = np.full(count, np.nan)
    data, at = raw.tobytes(), 0
    starts = np.empty(count, np.int64)
    k = 0
    while k < count:
        flag = data[at] if at < len(data) else 255
        if flag == 8 and at + 9 + width <= len(data):
            stamps[k] = struct.unpack_from("<d", data, at + 1)[0]
            starts[k] = at + 9
            at, k = at + 9 + width, k + 1
        elif flag == 0 and at + 1 + width <= len(data):
            # All that follow without a stamp at once.
            most = min(count - k, (len(data) - at) // (1 + width), _AT_ONCE)
            other = np.flatnonzero(raw[at : at + most * (1 + width) : 1 + width])
            n = int(other[0]) if len(other) else most
            starts[k : k + n] = at + 1 + (1 + width) * np.arange(n)
            at, k = at + n * (1 + width), k + n
        else:
            return False, stamps
    values[:] = raw[starts[:, None] + np.arange(width)]
    return at == len(data), stamps
