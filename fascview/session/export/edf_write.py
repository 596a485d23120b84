"""EDF+C and BDF+C as bytes: header, data records, time-stamped annotation lists. Nothing here touches a file.

After the specifications of EDF (Kemp et al., 1992), EDF+ (Kemp and Olivan, 2003) and BioSemi's BDF.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fascview.errors import UsageError
from fascview.session.export.plan import ascii_text

#: Annotation of a stretch that was never received; MNE-Python leaves it out of its filters.
LOST = "BAD_ACQ_SKIP"


@dataclass(frozen=True, slots=True)
class Annotation:
    """Something at a time: ``onset_s`` from the beginning, ``duration_s`` (0 for none), ``text`` in any script."""

    onset_s: float
    duration_s: float
    text: str

    def to_bytes(self) -> bytes:
        """Return it as a time-stamped annotation list."""
        duration = b"\x15" + _seconds(self.duration_s) if self.duration_s > 0 else b""
        text = self.text.encode("utf-8", "replace").replace(b"\x14", b" ").replace(b"\x15", b" ").replace(b"\0", b" ")
        return b"+" + _seconds(self.onset_s) + duration + b"\x14" + text[:1000] + b"\x14\0"


def _seconds(value: float) -> bytes:
    return f"{value:.7f}".rstrip("0").rstrip(".").encode() or b"0"


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is cut: ``n`` samples in each of ``n_records`` records of ``text`` seconds."""

    n: int
    n_records: int
    text: str

    @property
    def padding(self) -> int:
        """Samples of the last record that are not of the recording; add the length to know where they begin."""
        return self.n * self.n_records


def _duration_text(n: int, fs_hz: float) -> str | None:
    """Return ``n / fs`` in 8 characters from which the rate can be told again to 1 ppm, or None."""
    for digits in range(8):
        text = f"{n / fs_hz:.{digits}f}"
        if len(text) <= 8 and float(text) > 0 and abs(n / float(text) / fs_hz - 1) < 1e-6:
            return text
    return None


def layout(n_samples: int, fs_hz: float) -> Layout:
    """Choose data records of about a second that hold the recording exactly, or with the least padding."""
    best: Layout | None = None
    for n in range(max(1, round(fs_hz * 2)), max(0, round(fs_hz * 0.1) - 1), -1):
        text = _duration_text(n, fs_hz) if n_samples % n == 0 or n == round(fs_hz) else None
        if text is not None and n_samples % n == 0:
            return Layout(n, n_samples // n, text)
        if text is not None:
            best = Layout(n, -(-n_samples // n), text)
    if best is None:
        for n in range(max(1, round(fs_hz * 2)), max(1, round(fs_hz * 20))):
            text = _duration_text(n, fs_hz)
            if text is not None:
                return Layout(n, -(-n_samples // n), text)
        raise UsageError(f"A rate of {fs_hz:g} Hz cannot be written in EDF or BDF; export to XDF.")
    return best


def physical_range(largest: float, digits: int) -> float:
    """Return the symmetric range for values up to ``largest``, short enough for the header.

    At least 5 mV in 24 bit, where resolution is plenty (0.0006 uV); in 16 bit the next step of 1-2-5 above the largest.
    """
    if digits == 24:
        return 5000.0 if largest <= 5000 else float(10 ** math.ceil(math.log10(largest)))
    decade = 10 ** math.floor(math.log10(max(largest, 1e-3)))
    return float(next(s * decade for s in (1, 2, 5, 10, 20) if s * decade >= largest))


@dataclass(frozen=True, slots=True)
class Signal:
    """One column of the file: ``limit`` is the physical maximum, and the minimum without its sign."""

    label: str
    unit: str
    limit: float
    prefilter: str = ""


def _field(text: str, size: int) -> bytes:
    return ascii_text(text)[:size].ljust(size).encode("ascii")


def _number(value: float) -> str:
    text = f"{value:.6g}"
    return text if "e" not in text and len(text) <= 8 else f"{value:.0f}"[:8]


def header(
    signals: Sequence[Signal],
    plan: Layout,
    annotation_bytes: int,
    digits: int,
    patient: str,
    recording: str,
    date: str,
    time: str,
) -> bytes:
    """Return the header record of a file with an annotation signal at the end.

    ``digits`` is 24 for BDF and 16 for EDF; ``date`` is ``dd.mm.yy``, ``time`` ``hh.mm.ss``.
    """
    bdf, width = digits == 24, digits // 8
    n = len(signals) + 1
    low, high = -(1 << digits - 1), (1 << digits - 1) - 1
    name = "BDF Annotations" if bdf else "EDF Annotations"
    parts = [
        b"\xffBIOSEMI" if bdf else _field("0", 8),
        _field(patient, 80),
        _field(recording, 80),
        _field(date, 8),
        _field(time, 8),
        _field(str(256 * (n + 1)), 8),
        _field("BDF+C" if bdf else "EDF+C", 44),
        _field(str(plan.n_records), 8),
        _field(plan.text, 8),
        _field(str(n), 4),
    ]
    parts += [_field(s.label, 16) for s in signals] + [_field(name, 16)]
    parts += [_field("", 80)] * n
    parts += [_field(s.unit, 8) for s in signals] + [_field("", 8)]
    parts += [_field(_number(-s.limit), 8) for s in signals] + [_field("-1", 8)]
    parts += [_field(_number(s.limit), 8) for s in signals] + [_field("1", 8)]
    parts += [_field(str(low), 8)] * n
    parts += [_field(str(high), 8)] * n
    parts += [_field(s.prefilter, 80) for s in signals] + [_field("", 80)]
    parts += [_field(str(plan.n), 8)] * len(signals) + [_field(str(annotation_bytes // width), 8)]
    parts += [_field("", 32)] * n
    return b"".join(parts)


def annotation_blocks(notes: Sequence[Annotation], plan: Layout, fs_hz: float, width: int) -> list[bytes]:
    """Distribute annotations over the records; every block has the same length, a multiple of ``width`` bytes.

    Each lies in the record of its onset or, where many crowd together, in a later one.
    """
    heads = [b"+" + _seconds(r * plan.n / fs_hz) + b"\x14\x14\0" for r in range(plan.n_records)]
    waiting = sorted(notes, key=lambda a: a.onset_s)
    texts = [a.to_bytes() for a in waiting]
    first = [min(plan.n_records - 1, max(0, int(a.onset_s * fs_hz / plan.n))) for a in waiting]
    longest_head = max(map(len, heads))
    size = max(
        longest_head + max(map(len, texts), default=0), -(-sum(map(len, texts)) // plan.n_records) + longest_head, 30
    )
    while True:
        size += -size % (2 * width)
        blocks, k = [], 0
        for r, head in enumerate(heads):
            block = head
            while k < len(texts) and first[k] <= r and len(block) + len(texts[k]) <= size:
                block += texts[k]
                k += 1
            blocks.append(block.ljust(size, b"\0"))
        if k == len(texts):
            return blocks
        size = size * 5 // 4 + 2 * width


def record(columns: NDArray[np.floating], signals: Sequence[Signal], digits: int) -> bytes:
    """Return the samples of one data record.

    Parameters
    ----------
    columns : ndarray, shape (n, n_signals)
        In the signals' units; what is not finite becomes 0, what is out of range is clipped.
    signals : sequence of Signal
    digits : int
        16 or 24.
    """
    low, high = -(1 << digits - 1), (1 << digits - 1) - 1
    limit = np.array([s.limit for s in signals])
    gain = (high - low) / (2 * limit)
    values = np.nan_to_num(columns.astype(np.float64), nan=0.0, posinf=0.0, neginf=0.0)
    whole = np.clip(np.rint((values + limit) * gain + low), low, high).astype("<i4").T
    if digits == 16:
        return bytes(whole.astype("<i2").tobytes())
    three: bytes = np.ascontiguousarray(whole).view(np.uint8).reshape(-1, 4)[:, :3].tobytes()
    return three
