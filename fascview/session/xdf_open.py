"""Opening XDF: a session folder, its recording alone, or what LabRecorder and others wrote."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from fascview.errors import FormatError
from fascview.session.labels import channel, group_muscles, is_auxiliary, microvolt_scale
from fascview.session.recording import Gap, Note, Recording
from fascview.session.xdf_own import is_own, put_together
from fascview.session.xdf_read import XdfFile
from fascview.session.xdf_signal import GAP_S, ForeignPlaces, Integrity, Piece, XdfSignal
from fascview.session.xdf_stream import XdfStream
from fascview.stream import MIN_RATE_HZ, Channel, Muscle, StreamInfo, plain_text

Progress = Callable[[float], None]
FIRST_S, STEP_S = 0.1, 0.2  # what is read before the first look, and at each further step, when it shall be at once


def open_xdf(
    path: Path, fs_hz: float | None = None, progress: Progress | None = None, at_once: bool = False
) -> Recording:
    """Open one XDF file of whatever origin.

    With ``at_once`` a long one of another program is returned before all of it is known: see ``Recording.known``.

    Raises
    ------
    FormatError
        Where it holds no EMG that can be read.
    """
    file = XdfFile(path, progress, limit_s=FIRST_S if at_once else math.inf)
    try:
        while file.unread and not any(s.n_samples for s in file.streams.values() if s.dtype is not None):
            file.update(limit_s=STEP_S)
        if is_own(file):
            if file.unread:
                file.update(progress)
            return put_together(path, [file], None)
        return _foreign(path, file, fs_hz, STEP_S if at_once else math.inf)
    except BaseException:
        file.close()
        raise


def _foreign(path: Path, file: XdfFile, fs_hz: float | None, step_s: float) -> Recording:
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
    warnings = list[str]()
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
    piece, places = Piece(file, stream, Integrity(file)), ForeignPlaces(file, stream, rate)
    scales = np.array([microvolt_scale(u) or 1.0 for u in units], np.float32)

    def known() -> XdfSignal:
        rows, chunk, first, n = places.runs()
        runs = np.column_stack((rows, np.zeros(len(rows), np.int64), chunk, first, n)).astype(np.int64)
        n_samples = int(rows[-1] + n[-1]) if len(rows) else 0
        aux = ([piece], runs, np.array(rest, np.intp)) if rest else None
        return XdfSignal([piece], runs, n_samples, np.array(columns, np.intp), scales, aux)

    def settle() -> None:
        """Say what is to be said once all of it is known."""
        told = list(file.problems)
        if not file.complete and not told:
            told.append(f"{path.name[:80]} does not end on a whole chunk; what came before is complete.")
        recording.warnings[:0] = told
        recording.notes = _foreign_notes(file, stream, rate, recording.n_samples)

    def show() -> None:
        recording.signal = signal = known()
        recording.info = replace(recording.info, n_samples=signal.n_samples)
        recording.gaps = [Gap(a, b, "lost samples") for a, b in signal.missing()]
        recording.known = min(1.0, file.end / max(1, file.bytes.size)) * places.n_chunks / max(1, len(stream.counts))

    def refresh() -> bool:
        if file.unread:
            file.update(limit_s=step_s / 2)
        done = places.take(step_s) and not file.unread
        show()
        if done:
            settle()
            recording.refresh, recording.known = None, 1.0
        return True

    info = StreamInfo(stream.name, "file", rate, channels, aux_channels, address=f"file:{path}", n_samples=0)
    done = places.take(step_s) and not file.unread
    recording = Recording(info, known(), path, warnings=warnings)
    show()
    recording.known = 1.0 if done else min(recording.known, 0.99)
    if done:
        settle()
    else:
        recording.refresh = refresh
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
