"""MATLAB files (level 5) as OT BioLab+ exports them: ``Data``, ``Description``, ``SamplingFrequency``.

A small reader of its own, after the published format (MAT-File Format, MathWorks): what is compressed is inflated only
up to a bound, and only numbers, text and cells are understood.
"""

from __future__ import annotations

import math
import re
import struct
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fascview.errors import FormatError
from fascview.session.bounded import Bytes
from fascview.session.labels import channel, is_auxiliary, microvolt_scale
from fascview.session.recording import ArraySignal, Recording
from fascview.stream import MAX_CHANNELS, Channel, Muscle, StreamInfo, plain_text

MAX_FILE = 1 << 30
MAX_INFLATION = 40  # times; EMG shrinks to about half
MAX_DEPTH = 8
MAX_CELLS = 100_000
_NUMBERS = {1: "<i1", 2: "<u1", 3: "<i2", 4: "<u2", 5: "<i4", 6: "<u4", 7: "<f4", 9: "<f8", 12: "<i8", 13: "<u8"}
_MATRIX, _COMPRESSED, _UTF8, _UTF16 = 14, 15, 16, 17
_CELL, _CHAR = 1, 4

Value = NDArray[np.generic] | str | list["Value"] | None


def _element(data: memoryview, at: int) -> tuple[int, memoryview, int]:
    """Return ``(type, content, offset after it)`` of the data element at ``at``."""
    if at + 8 > len(data):
        raise ValueError("an element ends early")
    kind, size = struct.unpack_from("<II", data, at)
    if kind >> 16:  # small element: size and type share four bytes
        size, kind = kind >> 16, kind & 0xFFFF
        if size > 4:
            raise ValueError("a small element is too large")
        return kind, data[at + 4 : at + 4 + size], at + 8
    if size > len(data) - at - 8:
        raise ValueError("an element is larger than what is left")
    return kind, data[at + 8 : at + 8 + size], at + 8 + size + (-size % 8 if kind != _COMPRESSED else 0)


def _numbers(kind: int, content: memoryview) -> NDArray[np.generic]:
    if kind not in _NUMBERS:
        raise ValueError("not numbers")
    dtype = np.dtype(_NUMBERS[kind])
    return np.frombuffer(content[: len(content) // dtype.itemsize * dtype.itemsize], dtype)


def _matrix(content: memoryview, depth: int, cells: list[int]) -> tuple[str, Value]:
    """Return name and value of a matrix: numbers in their shape, text, or a list for a cell array."""
    if depth > MAX_DEPTH or cells[0] > MAX_CELLS:
        raise ValueError("nested too deeply")
    cells[0] += 1
    kind, flags, at = _element(content, 0)
    which = int(_numbers(kind, flags)[0]) & 0xFF
    kind, dims, at = _element(content, at)
    shape = [int(n) for n in _numbers(kind, dims)]
    if not 2 <= len(shape) <= 4 or min(shape) < 0 or math.prod(shape) > MAX_FILE:
        raise ValueError("shape")
    kind, name, at = _element(content, at)
    label = bytes(name).decode("latin-1")[:64]
    if which == _CELL:
        values: list[Value] = []
        for _ in range(math.prod(shape)):
            kind, part, at = _element(content, at)
            values.append(_matrix(part, depth + 1, cells)[1] if kind == _MATRIX and len(part) else None)
        return label, values
    if which == _CHAR:
        kind, part, at = _element(content, at)
        if kind in (_UTF8, 1, 2):
            return label, bytes(part).decode("utf-8", "replace")
        codes = np.frombuffer(part[: len(part) // 2 * 2], "<u2")
        rows, columns = shape[0], math.prod(shape[1:])
        if rows <= 1 or codes.size != rows * columns:
            return label, codes.tobytes().decode("utf-16-le", "replace")
        lines = codes.reshape(columns, rows).T
        return label, [np.ascontiguousarray(line).tobytes().decode("utf-16-le", "replace") for line in lines]
    if 6 <= which <= 15:
        kind, part, at = _element(content, at)
        flat = _numbers(kind, part)
        if flat.size != math.prod(shape):
            raise ValueError("count")
        return label, flat.reshape(shape, order="F")
    return label, None


def read_mat(path: Path) -> dict[str, Value]:
    """Return the variables of a MATLAB file of level 5.

    Raises
    ------
    FormatError
        Where it is damaged, of another level, or too large.
    """
    file = Bytes(path)
    try:
        size = file.size
        head = file.read(0, 128)
        if size > MAX_FILE or head[124:128] != b"\x00\x01IM":
            raise FormatError(
                f"{path.name[:80]} is a MATLAB file of a kind fascview does not read; save it as version 7."
            )
        data = memoryview(file.read(128, size - 128))
    finally:
        file.close()
    variables: dict[str, Value] = {}
    at, cells = 0, [0]
    try:
        while at + 8 <= len(data) and len(variables) < 1000:
            kind, content, at = _element(data, at)
            if kind == _COMPRESSED:
                limit = MAX_INFLATION * len(content) + (1 << 20)
                inflated = zlib.decompressobj().decompress(content, limit)
                if len(inflated) >= limit:
                    raise ValueError("inflates too much")
                kind, content, _ = _element(memoryview(inflated), 0)
            if kind == _MATRIX:
                name, value = _matrix(content, 0, cells)
                variables[name] = value
    except (ValueError, zlib.error, struct.error, OverflowError, IndexError):
        raise FormatError(f"{path.name[:80]} is damaged; the file was not opened.") from None
    return variables


def _texts(value: Value) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [v if isinstance(v, str) else "" for v in value]
    return []


def open_mat(path: Path, fs_hz: float | None = None) -> Recording:
    """Open an OT BioLab+ export: EMG grids, force and the like; decompositions that lie beside them are left out.

    Raises
    ------
    FormatError
        Where it is something else.
    """
    found = read_mat(path)
    data = found.get("Data")
    if isinstance(data, list):
        data = data[0] if data else None
    labels = _texts(found.get("Description"))
    rate = found.get("SamplingFrequency")
    if not isinstance(data, np.ndarray) or data.ndim != 2 or not labels or data.dtype.kind not in "iuf":
        raise FormatError(f"{path.name[:80]} is no export of OT BioLab+; convert it to BDF, XDF or text.")
    if data.shape[1] != len(labels) and data.shape[0] == len(labels):
        data = data.T
    if data.shape[1] != len(labels) or not 1 <= len(labels) <= MAX_CHANNELS:
        raise FormatError(f"{path.name[:80]} does not name every channel; the file was not opened.")
    if fs_hz is None and isinstance(rate, np.ndarray) and rate.size == 1:
        fs_hz = float(rate.reshape(-1)[0])
    if fs_hz is None:
        raise FormatError(f"{path.name[:80]} does not say its sampling rate; give it with the file.")
    emg: list[tuple[int, Channel, float]] = []
    aux: list[tuple[int, Channel]] = []
    counts: dict[str, int] = {}
    for i, text in enumerate(labels):
        label, unit = _split(text)
        if re.search(r"decomposition", label, re.IGNORECASE):
            continue
        title = label.split(" - ")[0].strip()
        scale = microvolt_scale(unit)
        if scale is None or is_auxiliary(title, unit):
            aux.append((i, Channel(plain_text(label), Muscle(""), plain_text(unit))))
            continue
        counts[title] = counts.get(title, 0) + 1
        muscle = Muscle.from_label(title or "EMG")
        emg.append((i, channel(f"{title} {counts[title]}", muscle, unit), scale))
    if not emg:
        raise FormatError(f"{path.name[:80]} names no EMG channel in volts; nothing can be shown.")
    with np.errstate(over="ignore", invalid="ignore"):
        samples = data[:, [i for i, _, _ in emg]].astype(np.float32) * np.array([s for *_, s in emg], np.float32)
        beside = data[:, [i for i, _ in aux]].astype(np.float32) if aux else None
    info = StreamInfo(
        plain_text(path.stem), "file", fs_hz, tuple(c for _, c, _ in emg), tuple(c for _, c in aux), f"file:{path}",
        n_samples=len(samples),
    )  # fmt: skip
    return Recording(info, ArraySignal(np.ascontiguousarray(samples), beside), path)


def _split(text: str) -> tuple[str, str]:
    match = re.match(r"^(.*?)\s*\[\s*([^\[\]]*?)\s*\]\s*$", text.strip())
    return (match[1], match[2].strip()) if match else (text.strip(), "")
