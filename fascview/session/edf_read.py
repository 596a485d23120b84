"""Opening EDF, EDF+, BDF and BDF+: what a file holds, checked before edfio decodes it.

After the specifications of EDF (Kemp et al., 1992), EDF+ (Kemp and Olivan, 2003) and BioSemi's BDF.
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
from fascview.session.edf_notes import AnnotationReader
from fascview.session.edf_window import EdfSignalReader, Picked, decode, guarded
from fascview.session.labels import channel, group_muscles, is_auxiliary, microvolt_scale
from fascview.session.recording import Gap, Recording
from fascview.stream import MAX_CHANNELS, Channel, Muscle, StreamInfo, plain_text

MAX_RECORD_BYTES = 64 << 20
MAX_PHYSICAL = 1e20
MAX_GAP_S = 24 * 3600.0
FIRST_S, STEP_S = 0.1, 0.3  # how long annotations are read before the first look, and at each further step


@dataclass(frozen=True, slots=True)
class _Field:
    """One signal of the header; ``offset`` and ``n`` are bytes and samples within a data record."""

    index: int
    label: str
    unit: str
    flat: bool
    fs_hz: float
    offset: int
    n: int

    @property
    def to_uv(self) -> float | None:
        """The factor from its values to uV, or None where they are no voltage."""
        return None if self.flat else microvolt_scale(self.unit)

    def picked(self, factor: float) -> Picked:
        """Return the signal times ``factor``; its digital values where its physical range tells no scale."""
        return Picked(self.index, None if self.flat else factor)


def _damaged(path: Path) -> str:
    return f"The header of {path.name[:80]} is damaged; the file was not opened."


def open_edf(path: Path, at_once: bool = False) -> Recording:
    """Open an EDF or BDF file; with ``at_once`` the annotations of a long one are read later (``Recording.known``).

    Raises
    ------
    FormatError
        Where it is damaged or holds no EMG.
    """
    file = Bytes(path)
    try:
        with guarded(_damaged(path)):
            return _open(path, file, at_once)
    except BaseException:
        file.close()
        raise


def _header(path: Path, file: Bytes) -> tuple[bytes, int, float]:
    """Return the whole header, the number of data records it promises, and their duration [s]."""
    head = file.read(0, 256)
    if len(head) < 256:
        raise FormatError(_damaged(path))
    n_signals, header_bytes = int(head[252:256]), int(head[184:192])
    if not 1 <= n_signals <= 2 * MAX_CHANNELS or header_bytes != 256 * (n_signals + 1) or header_bytes > file.size:
        raise FormatError(_damaged(path))
    header = bytearray(file.read(0, header_bytes))
    # Some writers use a decimal comma, which edfio does not read.
    for a, b in ((244, 252), (256 + 104 * n_signals, 256 + 120 * n_signals)):
        header[a:b] = header[a:b].replace(b",", b".")
    # edfio keeps annotation signals out of its list; under another name they stay, and the place of each is known.
    labels = slice(256, 256 + 16 * n_signals)
    header[labels] = header[labels].replace(b"Annotations", b"annotations")
    record_s = float(header[244:252])
    if not (math.isfinite(record_s) and 0 <= record_s <= 86_400):
        raise FormatError(_damaged(path))
    return bytes(header), int(header[236:244]), record_s


def _open(path: Path, file: Bytes, at_once: bool) -> Recording:
    header, n_records, record_s = _header(path, file)
    if record_s == 0:
        raise FormatError(f"{path.name[:80]} holds annotations alone and no samples; nothing can be shown.")
    width = 3 if header[0] == 0xFF else 2
    fields = _fields(header, width)
    record_bytes = sum(f.n for f in fields) * width
    if not 0 < record_bytes <= MAX_RECORD_BYTES:
        raise FormatError(_damaged(path))
    there = (file.size - len(header)) // record_bytes
    warnings = []
    if n_records < 0 or there < n_records:
        if n_records > there:
            warnings.append(f"{path.name[:80]} promises {n_records} records and holds {there}; what is there is shown.")
        n_records = there
    if n_records == 0:
        raise FormatError(f"{path.name[:80]} holds no samples; nothing can be shown.")
    notes_fields = [f for f in fields if "annotations" in f.label.lower()]
    signals = [f for f in fields if f not in notes_fields and f.n > 0]
    if not signals:
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
    fs_hz = emg[0].fs_hz
    places = [(f.offset, f.n * width) for f in notes_fields]
    reader = AnnotationReader(file, len(header), record_bytes, n_records, places, warnings)
    apart = header[192:197] in (b"EDF+D", b"BDF+D")  # then only the onsets of all records tell where they lie
    known = reader.take(FIRST_S if at_once and not apart else math.inf)
    onsets = reader.onsets
    starts = np.arange(n_records, dtype=np.int64) * per_record
    if apart and onsets is not None:
        starts = _discontinuous(onsets, per_record, fs_hz, warnings)
    first_s = float(onsets[0]) if onsets is not None and math.isfinite(float(onsets[0])) else 0.0
    if any(f.to_uv is None for f in emg):
        warnings.append(f"{path.name[:80]} gives no voltage for some channels; their values are shown as they are.")
    muscles = group_muscles([f.label for f in emg])
    channels = tuple(channel(f.label, m, "" if f.flat else f.unit) for f, m in zip(emg, muscles, strict=True))
    shown = [f.picked(f.to_uv or 1.0) for f in emg]
    others = [f.picked(1.0) for f in aux]
    signal = EdfSignalReader(file, header, record_bytes, per_record, fs_hz, starts, shown, others)
    rest = tuple(Channel(plain_text(f.label), Muscle(""), plain_text(f.unit)) for f in aux)
    info = StreamInfo(
        plain_text(path.stem), "file", fs_hz, channels, rest,
        address=f"file:{path}", n_samples=signal.n_samples,
    )  # fmt: skip
    recording = Recording(info, signal, path, warnings=warnings)
    ends = starts[:-1] + per_record
    recording.gaps = [Gap(int(a), int(b), "lost samples") for a, b in zip(ends, starts[1:], strict=True) if b > a]
    if known:
        _place(recording, signal, reader, first_s, per_record)
    else:
        recording.known = 0.9 * reader.share

        def refresh() -> bool:
            with guarded(_damaged(path)):
                done = reader.take(STEP_S)
            recording.known = 1.0 if done else 0.9 * reader.share
            if done:
                _place(recording, signal, reader, first_s, per_record)
                recording.refresh = None
            return done

        recording.refresh = refresh
    return recording


def _place(
    recording: Recording, signal: EdfSignalReader, reader: AnnotationReader, first_s: float, per_record: int
) -> None:
    """Put the annotations where they belong, and what they say is lost out of sight."""
    place_annotations(recording, [(t - first_s, d, text) for t, d, text in reader.notes])
    lost = [(g.start, g.stop) for g in recording.gaps]
    if lost and lost[-1][1] >= signal.n_samples > 0 and lost[-1][1] - lost[-1][0] < per_record:
        # Filled up to a whole data record: the recording ends before.
        signal.n_samples = lost[-1][0]
        recording.gaps.pop()
        recording.info = replace(recording.info, n_samples=signal.n_samples)
    signal.lost = lost


def _fields(header: bytes, width: int) -> list[_Field]:
    fields, offset = [], 0
    for index, signal in enumerate(decode(header, b"", 0)):
        (low, high), (digital_low, digital_high) = signal.physical_range, signal.digital_range
        n = signal.samples_per_data_record
        if not 0 <= n <= MAX_RECORD_BYTES or digital_high == digital_low:
            raise ValueError("signal header")
        if not (abs(low) <= MAX_PHYSICAL and abs(high) <= MAX_PHYSICAL):
            raise ValueError("physical range")
        flat = (high - low) / (digital_high - digital_low) == 0  # no physical range, so no scale
        label, unit = plain_text(signal.label), signal.physical_dimension.strip()
        fields.append(_Field(index, label, unit, flat, signal.sampling_frequency, offset, n))
        offset += n * width
    return fields


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
