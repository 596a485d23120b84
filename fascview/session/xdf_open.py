"""Opening XDF: a session folder, its recording alone, or what LabRecorder and others wrote."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from fascview.errors import FormatError
from fascview.session.labels import channel, group_muscles, is_auxiliary, microvolt_scale
from fascview.session.recording import Gap, Note, Recording
from fascview.session.xdf_own import is_own, put_together
from fascview.session.xdf_read import XdfFile
from fascview.session.xdf_signal import GAP_S, Integrity, Piece, XdfSignal, foreign_positions
from fascview.session.xdf_stream import XdfStream
from fascview.stream import MIN_RATE_HZ, Channel, Muscle, StreamInfo, plain_text

Progress = Callable[[float], None]


def open_xdf(path: Path, fs_hz: float | None = None, progress: Progress | None = None) -> Recording:
    """Open one XDF file of whatever origin.

    Raises
    ------
    FormatError
        Where it holds no EMG that can be read.
    """
    file = XdfFile(path, progress)
    try:
        if is_own(file):
            return put_together(path, [file], None)
        return _foreign(path, file, fs_hz)
    except BaseException:
        file.close()
        raise


def _foreign(path: Path, file: XdfFile, fs_hz: float | None) -> Recording:
    numeric = [s for s in file.streams.values() if s.dtype is not None and s.n_samples > 0]
    if not numeric:
        raise FormatError(f"{path.name[:80]} holds no stream of samples; nothing can be shown.")

    def emg_channels(stream: XdfStream) -> list[int]:
        kind = stream.kind if stream.kind.strip().upper() in ("ECG", "ACCEL", "GYRO", "GAZE", "FORCE", "MOCAP") else ""
        facts = stream.channel_facts()
        return [
            i
            for i, f in enumerate(facts)
            if not is_auxiliary(f.get("label", ""), f.get("unit", ""), f.get("type", kind))
        ]

    def rank(stream: XdfStream) -> tuple[bool, int, int]:
        return "EMG" in stream.kind.upper() or "EXG" in stream.kind.upper(), len(emg_channels(stream)), stream.n_samples

    stream = max(numeric, key=rank)
    rate = fs_hz or stream.fs_hz
    if rate < MIN_RATE_HZ:
        raise FormatError(f"The stream {stream.name} in {path.name[:80]} says no sampling rate; give it with the file.")
    warnings = list(file.problems)
    if not file.complete and not warnings:
        warnings.append(f"{path.name[:80]} does not end on a whole chunk; what came before is complete.")
    others = [o for o in numeric if o is not stream]
    warnings += [f"The stream {o.name} ({o.n_channels} channels) in the same file is not shown." for o in others]
    facts = stream.channel_facts()
    labels = [f.get("label") or f"EMG {i + 1}" for i, f in enumerate(facts)]
    columns = emg_channels(stream) or list(range(stream.n_channels))
    rest = [i for i in range(stream.n_channels) if i not in set(columns)]
    units = [facts[i].get("unit", "") for i in columns]
    if any(microvolt_scale(u) is None for u in units):
        warnings.append(
            f"{path.name[:80]} does not say the unit of every channel; values without one are shown as they are."
        )
    muscles = group_muscles([labels[i] for i in columns], stream.name)
    named = [facts[i].get("muscle") or facts[i].get("target_muscle") for i in columns]
    muscles = tuple(
        Muscle.from_label(f"{n} {facts[i].get('side', '')}") if n else m
        for n, m, i in zip(named, muscles, columns, strict=True)
    )
    channels = tuple(channel(labels[i], m, u) for i, m, u in zip(columns, muscles, units, strict=True))
    aux_channels = tuple(Channel(labels[i], Muscle(""), facts[i].get("unit", "")) for i in rest)
    piece = Piece(file, stream, Integrity(file))
    rows, chunk, first, n = foreign_positions(file, stream, rate)
    runs = np.column_stack((rows, np.zeros(len(rows), np.int64), chunk, first, n)).astype(np.int64)
    n_samples = int(rows[-1] + n[-1]) if len(rows) else 0
    scales = np.array([microvolt_scale(u) or 1.0 for u in units], np.float32)
    aux = ([piece], runs, np.array(rest, np.intp)) if rest else None
    signal = XdfSignal([piece], runs, n_samples, np.array(columns, np.intp), scales, aux)
    info = StreamInfo(stream.name, "file", rate, channels, aux_channels, address=f"file:{path}", n_samples=n_samples)
    recording = Recording(info, signal, path, warnings=warnings)
    recording.gaps = [Gap(a, b, "lost samples") for a, b in signal.missing()]
    recording.notes = _foreign_notes(file, stream, rate, n_samples)
    return recording


def _foreign_notes(file: XdfFile, stream: XdfStream, fs_hz: float, n_samples: int) -> list[Note]:
    """Place the entries of marker streams on the sample axis, by the clocks of both streams."""
    first_s = next((t for t in stream.stamps if math.isfinite(t)), math.nan)
    if math.isnan(first_s):
        return []
    first_s += _offset(stream)
    notes = []
    for other in file.streams.values():
        if other.dtype is None:
            shift = _offset(other)
            notes += [
                Note(round((t + shift - first_s) * fs_hz), plain_text(text, 2000), "annotation")
                for t, text in file.strings(other)
                if abs(t) < 1e12
            ]
    slack = GAP_S * fs_hz
    return sorted((n for n in notes if -slack <= n.sample <= n_samples + slack), key=lambda n: n.sample)


def _offset(stream: XdfStream) -> float:
    values: Sequence[float] = [v for _, v in stream.clock_offsets]
    return float(np.median(values)) if values else 0.0
