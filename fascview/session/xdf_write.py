"""XDF chunks as bytes: pure functions, no file.

Layout after the Extensible Data Format specification 1.0: a file is the magic ``XDF:`` and then chunks of
``[number of length bytes][length][tag u16][stream id u32, for tags 2, 3, 4 and 6][content]``, little-endian.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from fascview.stream import plain_text

MAGIC = b"XDF:"
FILE_HEADER, STREAM_HEADER, SAMPLES, CLOCK_OFFSET, BOUNDARY, STREAM_FOOTER = 1, 2, 3, 4, 5, 6
BOUNDARY_UUID = bytes.fromhex("43a546dccbf5410fb30ed5467383cbe4")

#: numpy type of each numeric channel format of the specification.
FORMATS = {"float32": "<f4", "double64": "<f8", "int8": "<i1", "int16": "<i2", "int32": "<i4", "int64": "<i8"}

_STAMP = struct.Struct("<Bd")
_HEAD = struct.Struct("<BIHIBBBd")  # length, tag, stream, count, flag of the first sample, its stamp
_LONG_HEAD = struct.Struct("<BIHIBIBd")


def escape(text: str) -> str:
    """Return text for XML; the library's own function would import half of what there is for networks."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def chunk(tag: int, content: bytes, stream_id: int | None = None) -> bytes:
    """Return one whole chunk."""
    body = struct.pack("<H", tag) + (b"" if stream_id is None else struct.pack("<I", stream_id))
    length = len(body) + len(content)
    if length < 256:
        return bytes((1, length)) + body + content
    return struct.pack("<BI", 4, length) + body + content


def file_header() -> bytes:
    """Return the magic and the FileHeader chunk, the first bytes of any file."""
    return MAGIC + chunk(FILE_HEADER, b'<?xml version="1.0"?><info><version>1.0</version></info>')


def boundary() -> bytes:
    """Return a Boundary chunk: what a reader looks for to go on after damage."""
    return chunk(BOUNDARY, BOUNDARY_UUID)


def clock_offset(stream_id: int, collected_s: float, offset_s: float) -> bytes:
    """Return a ClockOffset chunk: ``offset_s`` is to be added to stamps near ``collected_s``."""
    return chunk(CLOCK_OFFSET, struct.pack("<dd", collected_s, offset_s), stream_id)


def _count(n: int) -> bytes:
    return bytes((1, n)) if n < 256 else struct.pack("<BI", 4, n)


def samples_size(n: int, width: int) -> int:
    """Return the bytes of a Samples chunk of ``n`` samples of ``width`` bytes."""
    return 5 + 6 + (2 if n < 256 else 5) + 8 + n * (1 + width)


def put_samples(
    out: np.ndarray[tuple[int], np.dtype[np.uint8]],
    at: int,
    stream_id: int,
    stamp_s: float,
    values: NDArray[np.generic],
) -> int:
    """Write a Samples chunk of numbers into ``out`` from byte ``at`` and return where it ends.

    The first sample carries its time stamp; the others follow at the nominal rate.

    Parameters
    ----------
    out : ndarray of uint8
        With room for ``samples_size`` bytes.
    at : int
        First byte.
    stream_id : int
        The stream.
    stamp_s : float
        Time of the first row [s].
    values : ndarray, shape (n_samples, n_channels), n_samples >= 1
        In the byte order and type of the stream's channel format.
    """
    values = np.ascontiguousarray(values)  # a source may give columns of a wider array
    n, n_channels = values.shape
    width = int(n_channels * values.itemsize)
    # The body first: the stamp then overwrites the first row's length byte and the eight bytes before it.
    head = 13 if n < 256 else 16
    begin = at + head + 8
    stop = begin + n * (1 + width)
    body = out[begin:stop].reshape(n, 1 + width)
    body[:, 0] = 0
    body[:, 1:] = values.view(np.uint8)
    size = stop - at - 5
    if n < 256:
        _HEAD.pack_into(out.data, at, 4, size, SAMPLES, stream_id, 1, n, 8, stamp_s)
    else:
        _LONG_HEAD.pack_into(out.data, at, 4, size, SAMPLES, stream_id, 4, n, 8, stamp_s)
    return int(stop)


def samples(stream_id: int, stamp_s: float, values: NDArray[np.generic]) -> bytes:
    """Return a Samples chunk of numbers; see ``put_samples``."""
    rows = np.ascontiguousarray(values)
    if len(rows) == 0:
        raise ValueError("a chunk of samples has at least one row")
    out = np.empty(samples_size(len(rows), rows.shape[1] * rows.itemsize), np.uint8)
    put_samples(out, 0, stream_id, stamp_s, rows)
    return out.tobytes()


def stamped(stream_id: int, stamps_s: NDArray[np.float64], values: NDArray[np.generic]) -> bytes:
    """Return a Samples chunk of numbers, each sample with its own time stamp [s].

    Parameters
    ----------
    stream_id : int
        The stream.
    stamps_s : ndarray, shape (n_samples,), n_samples >= 1
    values : ndarray, shape (n_samples, n_channels)
        In the byte order and type of the stream's channel format.
    """
    rows = np.ascontiguousarray(values)
    n, width = len(rows), rows.shape[1] * rows.itemsize
    body = np.empty((n, 9 + width), np.uint8)
    body[:, 0] = 8
    body[:, 1:9] = np.ascontiguousarray(stamps_s, "<f8").view(np.uint8).reshape(n, 8)
    body[:, 9:] = rows.view(np.uint8).reshape(n, width)
    content = struct.pack("<HI", SAMPLES, stream_id) + _count(n) + body.tobytes()
    return struct.pack("<BI", 4, len(content)) + content


def strings(stream_id: int, stamps_s: Sequence[float], texts: Sequence[str]) -> bytes:
    """Return a Samples chunk of one-channel strings, each with its own time stamp [s]."""
    parts = [_count(len(texts))]
    for stamp, text in zip(stamps_s, texts, strict=True):
        data = text.encode("utf-8", "replace")
        parts.append(_STAMP.pack(8, stamp) + _count(len(data)) + data)
    return chunk(SAMPLES, b"".join(parts), stream_id)


def _element(name: str, text: object) -> str:
    return f"<{name}>{escape(plain_text(text, 1024))}</{name}>"


def stream_header(
    stream_id: int,
    *,
    name: str,
    kind: str,
    channel_format: str,
    fs_hz: float,
    channels: Iterable[Mapping[str, object]],
    facts: Mapping[str, object],
    source_id: str = "",
    uid: str = "",
    host: str = "",
    created_s: float = 0.0,
) -> bytes:
    """Return a StreamHeader chunk.

    Parameters
    ----------
    stream_id : int
        A number no other stream of the file has.
    name, kind, source_id, uid, host : str
        As in the header of an LSL stream (``kind`` is its ``type``).
    channel_format : str
        A key of ``FORMATS``, or ``string``.
    fs_hz : float
        Nominal rate [Hz], 0 for an irregular stream.
    channels : iterable of mappings
        One per channel, element name to text (``label``, ``unit``, ``type``, ...).
    facts : mapping
        More elements, below ``desc/fascview``.
    created_s : float
        When the stream began, on the clock of its stamps [s].
    """
    described = ["<channel>" + "".join(_element(k, v) for k, v in c.items()) + "</channel>" for c in channels]
    xml = "".join(
        (
            '<?xml version="1.0"?><info>',
            _element("name", name),
            _element("type", kind),
            _element("channel_count", len(described)),
            _element("nominal_srate", repr(float(fs_hz))),
            _element("channel_format", channel_format),
            _element("source_id", source_id),
            _element("version", "1.1"),
            _element("created_at", repr(float(created_s))),
            _element("uid", uid),
            _element("session_id", "default"),
            _element("hostname", host),
            "<desc><channels>",
            *described,
            "</channels><fascview>",
            *(_element(k, v) for k, v in facts.items()),
            "</fascview></desc></info>",
        )
    )
    return chunk(STREAM_HEADER, xml.encode(), stream_id)


def stream_footer(
    stream_id: int, first_s: float, last_s: float, n_samples: int, offsets: Iterable[tuple[float, float]] = ()
) -> bytes:
    """Return a StreamFooter chunk: first and last time stamp, count of samples, clock offsets."""
    listed = "".join(f"<offset><time>{t!r}</time><value>{v!r}</value></offset>" for t, v in offsets)
    xml = (
        '<?xml version="1.0"?><info>'
        f"<first_timestamp>{first_s!r}</first_timestamp><last_timestamp>{last_s!r}</last_timestamp>"
        f"<sample_count>{n_samples}</sample_count><clock_offsets>{listed}</clock_offsets></info>"
    )
    return chunk(STREAM_FOOTER, xml.encode(), stream_id)
