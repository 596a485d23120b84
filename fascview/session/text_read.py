"""Plain text with a declared rate: comments, one line of names at most, then columns of numbers."""

from __future__ import annotations

import io
import re
import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fascview.errors import FormatError
from fascview.session.bounded import Bytes
from fascview.session.labels import channel, group_muscles, is_auxiliary, microvolt_scale
from fascview.session.recording import ArraySignal, Recording
from fascview.stream import MAX_CHANNELS, Channel, FloatArray, Muscle, StreamInfo, plain_text

MAX_TEXT_BYTES = 512 << 20
_RATE = re.compile(
    r"(?:sampling|sample)[ _-]*(?:rate|frequency)[^0-9:=]*[:=]*\s*=?\s*([0-9]+(?:\.[0-9]*)?)"
    r"|\bfs[ _]?(?:hz)?\s*[:=]+\s*([0-9]+(?:\.[0-9]*)?)",
    re.IGNORECASE,
)
_LABELS = re.compile(r"^(?:labels?|channels?|columns?)\s*[:=]+\s*(.+)$", re.IGNORECASE)
_UNITS = re.compile(r"^units?\s*[:=]+\s*(.+)$", re.IGNORECASE)
_WITH_UNIT = re.compile(r"^(.*?)\s*[\[(]\s*([^\])]*)\s*[\])]\s*$")


def _numbers(line: str, delimiter: str | None) -> bool:
    try:
        return bool([float(t) for t in line.split(delimiter)])
    except ValueError:
        return False


def open_text(path: Path, fs_hz: float | None = None) -> Recording:
    """Open a text file of numbers, one sample per line.

    Raises
    ------
    FormatError
        Where it is no table of numbers, or tells no sampling rate and none was given.
    """
    file = Bytes(path)
    try:
        size = file.size
        if size > MAX_TEXT_BYTES:
            raise FormatError(f"{path.name[:80]} is larger than 512 MiB of text; convert it to BDF or XDF first.")
        data = file.read(0, size)
    finally:
        file.close()
    if b"\0" in data[:4096]:
        raise FormatError(f"{path.name[:80]} is of no kind fascview reads; choose XDF, BDF, EDF or text.")
    text = data.decode("utf-8-sig", "replace")
    rate, labels, units, delimiter, body = _head(text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an empty table is told below
            table = np.loadtxt(io.StringIO(text[body:]), dtype=np.float64, delimiter=delimiter, ndmin=2, comments="#")
    except (ValueError, TypeError):
        raise FormatError(
            f"{path.name[:80]} is not a table of numbers; choose XDF, BDF, EDF or text with one sample per line."
        ) from None
    if table.size == 0 or table.shape[1] > MAX_CHANNELS:
        raise FormatError(f"{path.name[:80]} holds no samples; nothing can be shown.")
    return _table(path, table, fs_hz, rate, labels, units)


def _head(text: str) -> tuple[float | None, list[str], list[str], str | None, int]:
    """Return rate, labels, units, delimiter, and where the numbers begin."""
    rate: float | None = None
    labels: list[str] = []
    units: list[str] = []
    delimiter: str | None = None
    at = 0
    for _ in range(200):
        end = text.find("\n", at)
        line = text[at : end if end >= 0 else len(text)].strip()
        comment = line.lstrip("#%;/ ").strip() if line[:1] in ("#", "%", ";", "/") else ""
        if comment and (found := _RATE.search(comment)):
            rate = float(found[1] or found[2])
        elif comment and (found := _LABELS.match(comment)):
            labels = [t.strip() for t in re.split(r"[,;\t]", found[1].lstrip("= "))]
        elif comment and (found := _UNITS.match(comment)):
            units = [t.strip() for t in re.split(r"[,;\t]", found[1].lstrip("= "))]
        elif line and line[:1] not in ("#", "%"):
            delimiter = next((d for d in ("\t", ";", ",") if d in line), None)
            if len(line) > 64 * MAX_CHANNELS or line.count(delimiter or " ") > MAX_CHANNELS:
                raise FormatError(f"A line of the text holds more than {MAX_CHANNELS} columns; fascview reads no more.")
            if _numbers(line, delimiter):
                break
            labels = [t.strip().strip('"') for t in line.split(delimiter)]
        if end < 0:
            at = len(text)
            break
        at = end + 1
    return rate, labels, units, delimiter, at


def _table(
    path: Path, table: NDArray[np.float64], fs_hz: float | None, rate: float | None, labels: list[str], units: list[str]
) -> Recording:
    n = table.shape[1]
    if len(labels) != n:
        labels = [f"EMG {i + 1}" for i in range(n)] if len(labels) != 1 or n != 1 else labels
    split = [_WITH_UNIT.match(t) for t in labels]
    units = [
        m[2] if m else (units[i] if len(units) == n else units[0] if len(units) == 1 else "")
        for i, m in enumerate(split)
    ]
    labels = [m[1] if m else t for m, t in zip(split, labels, strict=True)]
    times = next(
        (
            i
            for i, t in enumerate(labels)
            if re.fullmatch(r"t|time|time[ _]?s|seconds?|x\[?s\]?", t.strip(), re.IGNORECASE)
        ),
        None,
    )
    if times is not None and n > 1:
        steps = np.diff(table[:, times])
        step = (
            float(np.median(steps)) * (1e-3 if units[times].lower() in ("ms", "msec") else 1.0) if len(steps) else 0.0
        )
        even = len(steps) > 0 and step > 0 and bool((np.abs(steps - np.median(steps)) < 0.5 * np.median(steps)).all())
        rate = rate or (1.0 / step if even else None)
        keep = [i for i in range(n) if i != times]
        table, labels, units = table[:, keep], [labels[i] for i in keep], [units[i] for i in keep]
    rate = fs_hz or rate
    if rate is None:
        raise FormatError(f"{path.name[:80]} does not say its sampling rate; give it with the file.")
    emg = [i for i, (t, u) in enumerate(zip(labels, units, strict=True)) if not is_auxiliary(t, u)] or list(
        range(len(labels))
    )
    aux = [i for i in range(len(labels)) if i not in set(emg)]
    told = []
    if any(microvolt_scale(units[i]) is None for i in emg):
        told.append(
            f"{path.name[:80]} does not say the unit of every channel; values without one are shown as they are."
        )
    scales = np.array([microvolt_scale(units[i]) or 1.0 for i in emg])
    with np.errstate(over="ignore", invalid="ignore"):
        samples: FloatArray = (table[:, emg] * scales).astype(np.float32)
    muscles = group_muscles([labels[i] for i in emg])
    channels = tuple(channel(labels[i], m, units[i]) for i, m in zip(emg, muscles, strict=True))
    rest = tuple(Channel(plain_text(labels[i]), Muscle(""), plain_text(units[i])) for i in aux)
    info = StreamInfo(
        plain_text(path.stem), "file", float(rate), channels, rest,
        address=f"file:{path}", n_samples=len(samples),
    )  # fmt: skip
    return Recording(info, ArraySignal(samples, table[:, aux].astype(np.float32) if aux else None), path, warnings=told)
