"""A bounded reader of EDF, EDF+, BDF and BDF+: header and annotations first, samples when they are asked for.

Written for files larger than memory, which edfio reads whole where they are BDF. After the specifications of EDF
(Kemp et al., 1992), EDF+ (Kemp and Olivan, 2003) and BioSemi's BDF.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fascview.errors import FormatError
from fascview.session.annotations import place_annotations
from fascview.session.bounded import Bytes
from fascview.session.labels import channel, group_muscles, is_auxiliary, microvolt_scale
from fascview.session.recording import Gap, Recording
from fascview.stream import MAX_CHANNELS, Channel, FloatArray, Muscle, StreamInfo, plain_text

MAX_RECORD_BYTES = 64 << 20
MAX_ANNOTATION_BYTES = 64 << 20
MAX_NOTES = 1_000_000
MAX_GAP_S = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class _Field:
    """One signal of the header; ``offset`` and ``n`` are bytes and samples within a data record."""

    label: str
    unit: str
    gain: float
    zero: float
    offset: int
    n: int


class EdfSignalReader:
    """Samples of the chosen signals of one file, all of one rate.

    Parameters
    ----------
    file : Bytes
    header_bytes, record_bytes, width : int
        Bytes of the header, of a data record, and of one sample.
    starts : ndarray, shape (n_records,)
        Sample index at which each record begins.
    """

    def __init__(
        self,
        file: Bytes,
        header_bytes: int,
        record_bytes: int,
        width: int,
        starts: NDArray[np.int64],
        emg: list[_Field],
        aux: list[_Field],
    ) -> None:
        self._file, self._header, self._record, self._width, self._starts = (
            file,
            header_bytes,
            record_bytes,
            width,
            starts,
        )
        self._emg, self._aux = emg, aux
        self._per_record = emg[0].n
        self.n_samples = int(starts[-1]) + self._per_record if len(starts) else 0
        self.lost: list[tuple[int, int]] = []  # stretches that hold zeros in place of samples

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def read(self, start: int, stop: int) -> FloatArray:
        """Return rows ``start`` to ``stop``, uV, NaN between records that do not follow each other."""
        return self._read(self._emg, start, stop)

    def read_aux(self, start: int, stop: int) -> FloatArray | None:
        """Return the auxiliary rows, or None without any."""
        return self._read(self._aux, start, stop) if self._aux else None

    def _read(self, fields: list[_Field], start: int, stop: int) -> FloatArray:
        out = np.full((stop - start, len(fields)), np.nan, np.float32)
        n = self._per_record
        # Neighbours in the record are decoded together.
        cuts = [i for i in range(1, len(fields)) if fields[i].offset != fields[i - 1].offset + n * self._width]
        runs = list(zip([0, *cuts], [*cuts, len(fields)], strict=True))
        gains, zeros = np.array([[f.gain] for f in fields]), np.array([[f.zero] for f in fields])
        begin = max(0, int(np.searchsorted(self._starts, start, "right")) - 1)
        end = int(np.searchsorted(self._starts, stop, "left"))
        for r in range(begin, end):
            row = int(self._starts[r])
            a, b = max(start, row), min(stop, row + n)
            if a >= b:
                continue
            data = self._file.read(self._header + r * self._record, self._record)
            if len(data) < self._record:
                continue
            for first, last in runs:
                begin_at, end_at = fields[first].offset, fields[last - 1].offset + n * self._width
                digits = _digits(data[begin_at:end_at], self._width).reshape(last - first, n)[:, a - row : b - row]
                out[a - start : b - start, first:last] = (digits * gains[first:last] + zeros[first:last]).T
        for first, last in self.lost:
            if first < stop and last > start:
                out[max(0, first - start) : max(0, last - start)] = np.nan
        return out


def _digits(data: bytes, width: int) -> NDArray[np.int32]:
    if width == 2:
        return np.frombuffer(data, "<i2").astype(np.int32)
    three = np.frombuffer(data, np.uint8).reshape(-1, 3)
    four = np.zeros((len(three), 4), np.uint8)
    four[:, 1:] = three
    return four.view("<i4")[:, 0] >> 8


def _bad(path: Path) -> FormatError:
    return FormatError(f"The header of {path.name[:80]} is damaged; the file was not opened.")


def open_edf(path: Path) -> Recording:
    """Open an EDF or BDF file.

    Raises
    ------
    FormatError
        Where it is damaged or holds no EMG.
    """
    file = Bytes(path)
    try:
        return _open(path, file)
    except (ValueError, OverflowError, UnicodeDecodeError, IndexError):
        file.close()
        raise _bad(path) from None
    except BaseException:
        file.close()
        raise


def _open(path: Path, file: Bytes) -> Recording:
    size = file.size
    head = file.read(0, 256)
    if len(head) < 256:
        raise _bad(path)
    width = 3 if head[0] == 0xFF else 2
    n_signals = int(head[252:256])
    header_bytes = int(head[184:192])
    n_records, record_s = int(head[236:244]), float(head[244:252].replace(b",", b"."))
    reserved = head[192:236].decode("ascii", "replace")
    if not 1 <= n_signals <= 2 * MAX_CHANNELS or header_bytes != 256 * (n_signals + 1) or header_bytes > size:
        raise _bad(path)
    if not (math.isfinite(record_s) and 0 <= record_s <= 86_400):
        raise _bad(path)
    fields = _fields(file.read(256, header_bytes - 256), n_signals, width)
    record_bytes = sum(f.n for f in fields) * width
    if not 0 < record_bytes <= MAX_RECORD_BYTES:
        raise _bad(path)
    there = (size - header_bytes) // record_bytes
    warnings = []
    if n_records < 0 or there < n_records:
        if n_records > there:
            warnings.append(f"{path.name[:80]} promises {n_records} records and holds {there}; what is there is shown.")
        n_records = there
    if n_records == 0:
        raise FormatError(f"{path.name[:80]} holds no samples; nothing can be shown.")
    notes_fields = [f for f in fields if "annotations" in f.label.lower()]
    signals = [f for f in fields if f not in notes_fields and f.n > 0]
    if not signals or record_s <= 0:
        raise FormatError(f"{path.name[:80]} holds annotations alone and no samples; nothing can be shown.")
    emg = [f for f in signals if not is_auxiliary(f.label, f.unit)]
    if not emg:
        emg = [f for f in signals if microvolt_scale(f.unit) is not None] or signals
    per_record = max((f.n for f in emg), key=lambda n: sum(f.n == n for f in emg))
    left_out = [f for f in signals if f.n != per_record]
    emg = [f for f in emg if f.n == per_record]
    aux = [f for f in signals if f not in emg and f.n == per_record]
    if left_out:
        warnings.append(
            f"{len(left_out)} channels with another sampling rate are not shown ({plain_text(left_out[0].label)})."
        )
    fs_hz = per_record / record_s
    onsets, found = _annotations(file, header_bytes, record_bytes, n_records, notes_fields, width, warnings)
    starts = np.arange(n_records, dtype=np.int64) * per_record
    if reserved[:5] in ("EDF+D", "BDF+D") and onsets is not None:
        starts = _discontinuous(onsets, per_record, fs_hz, warnings)
    first_s = float(onsets[0]) if onsets is not None and math.isfinite(float(onsets[0])) else 0.0
    scaled = [replace(f, gain=f.gain * s, zero=f.zero * s) for f in emg for s in [microvolt_scale(f.unit) or 1.0]]
    if any(microvolt_scale(f.unit) is None for f in emg):
        warnings.append(f"{path.name[:80]} gives no voltage for some channels; their values are shown as they are.")
    muscles = group_muscles([f.label for f in emg])
    channels = tuple(channel(f.label, m, f.unit) for f, m in zip(emg, muscles, strict=True))
    signal = EdfSignalReader(file, header_bytes, record_bytes, width, starts, scaled, aux)
    rest = tuple(Channel(plain_text(f.label), Muscle(""), plain_text(f.unit)) for f in aux)
    info = StreamInfo(
        plain_text(path.stem), "file", fs_hz, channels, rest,
        address=f"file:{path}", n_samples=signal.n_samples,
    )  # fmt: skip
    recording = Recording(info, signal, path, warnings=warnings)
    ends = starts[:-1] + per_record
    recording.gaps = [Gap(int(a), int(b), "lost samples") for a, b in zip(ends, starts[1:], strict=True) if b > a]
    place_annotations(recording, [(t - first_s, d, text) for t, d, text in found])
    lost = [(g.start, g.stop) for g in recording.gaps]
    if lost and lost[-1][1] >= signal.n_samples > 0 and lost[-1][1] - lost[-1][0] < per_record:
        # Filled up to a whole data record: the recording ends before.
        signal.n_samples = lost[-1][0]
        recording.gaps.pop()
        recording.info = replace(info, n_samples=signal.n_samples)
    signal.lost = lost
    return recording


def _fields(data: bytes, n_signals: int, width: int) -> list[_Field]:
    def column(start: int, size: int) -> list[str]:
        at = start * n_signals
        return [data[at + i * size : at + (i + 1) * size].decode("latin-1").strip() for i in range(n_signals)]

    labels, units = column(0, 16), column(96, 8)
    physical = zip(column(104, 8), column(112, 8), strict=True)
    digital = zip(column(120, 8), column(128, 8), strict=True)
    counts = [int(t) for t in column(216, 8)]
    fields, offset = [], 0
    for label, unit, (p0, p1), (d0, d1), n in zip(labels, units, physical, digital, counts, strict=True):
        low, high, dig_low, dig_high = float(p0.replace(",", ".")), float(p1.replace(",", ".")), int(d0), int(d1)
        if not 0 <= n <= MAX_RECORD_BYTES or dig_high == dig_low or not all(map(math.isfinite, (low, high))):
            raise ValueError("signal header")
        gain = (high - low) / (dig_high - dig_low)
        fields.append(_Field(plain_text(label), unit, gain, low - gain * dig_low, offset, n))
        offset += n * width
    return fields


def _annotations(
    file: Bytes,
    header_bytes: int,
    record_bytes: int,
    n_records: int,
    fields: list[_Field],
    width: int,
    warnings: list[str],
) -> tuple[NDArray[np.float64] | None, list[tuple[float, float, str]]]:
    """Return the onset [s] of each record, and ``(onset, duration, text)`` of every annotation."""
    if not fields:
        return None, []
    if sum(f.n for f in fields) * width * n_records > MAX_ANNOTATION_BYTES:
        warnings.append("The annotations of this file are larger than 64 MiB and were left out.")
        return None, []
    onsets = np.full(n_records, np.nan)
    notes: list[tuple[float, float, str]] = []
    for r in range(n_records):
        for k, f in enumerate(fields):
            data = file.read(header_bytes + r * record_bytes + f.offset, f.n * width)
            for i, block in enumerate(t for t in data.split(b"\0") if t):
                onset, _, rest = block.partition(b"\x14")
                begin, _, length = onset.partition(b"\x15")
                try:
                    at_s, for_s = float(begin), float(length or 0)
                except ValueError:
                    continue
                if not (abs(at_s) <= 1e9 and 0 <= for_s <= 1e9):
                    continue
                if k == 0 and i == 0:
                    onsets[r] = at_s
                notes += [
                    (at_s, for_s, plain_text(t.decode("utf-8", "replace"), 2000)) for t in rest.split(b"\x14") if t
                ]
        if len(notes) > MAX_NOTES:
            warnings.append("This file holds more than a million annotations; the rest were left out.")
            break
    return onsets, notes


def _discontinuous(onsets: NDArray[np.float64], n: int, fs_hz: float, warnings: list[str]) -> NDArray[np.int64]:
    """Return where each record of a discontinuous file begins; a record never begins before the one before ends."""
    starts = np.zeros(len(onsets), np.int64)
    first = float(onsets[0]) if np.isfinite(onsets[0]) else 0.0
    at, odd = 0, False
    for r, onset in enumerate(onsets.tolist()):
        row = round((onset - first) * fs_hz) if math.isfinite(onset) and abs(onset) < 1e9 else at
        if not at <= row <= at + MAX_GAP_S * fs_hz:
            odd, row = True, at
        starts[r] = row
        at = row + n
    if odd:
        warnings.append("The times of some records go back or far ahead; these records follow the ones before them.")
    return starts
