"""Opening XDF: a session folder, its recording alone, or what LabRecorder and others wrote."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from fascview.errors import FascviewError, FormatError
from fascview.session import folder
from fascview.session.describe import read_stream
from fascview.session.joined import joined_folders, read_json
from fascview.session.labels import channel, group_muscles, is_auxiliary, microvolt_scale
from fascview.session.recording import Gap, Note, Recording
from fascview.session.xdf_index import read_index
from fascview.session.xdf_own import Described, headers_differ, is_own, put_together
from fascview.session.xdf_read import XdfFile
from fascview.session.xdf_signal import GAP_S, Integrity, Piece, XdfSignal, foreign_positions
from fascview.session.xdf_stream import XdfStream
from fascview.stream import MIN_RATE_HZ, Channel, Muscle, StreamInfo, plain_text

Progress = Callable[[float], None]
_CHECK_AT_ONCE = 64 << 20


def part_paths(path: Path) -> list[Path]:
    """Return the files of a session folder in order of time."""
    later = sorted(
        path.glob("recording-part*.xdf"), key=lambda p: int("".join(c for c in p.stem if c.isdigit()) or "0")
    )
    first = path / folder.RECORDING
    # A link could lead anywhere; no part of a session is one.
    return [p for p in (first, *later) if p.is_file() and not p.is_symlink()]


def open_session(path: Path, progress: Progress | None = None, alone: bool = False) -> Recording:
    """Open a session folder, finished or not, with those it continues or is continued in unless ``alone``.

    Raises
    ------
    FormatError
        Where it holds no recording that can be read.
    """
    if not part_paths(path):
        raise FormatError(f"{path.name[:80]} is a folder without a recording; choose a recording.")
    files: list[XdfFile] = []
    try:
        return _open_session(path, files, progress, alone)
    except BaseException:
        for file in files:
            file.close()
        raise


def _open_session(path: Path, files: list[XdfFile], progress: Progress | None, alone: bool) -> Recording:
    folders, warnings = ([path], []) if alone else joined_folders(path)
    described = _described(folders[0])
    if described is None:
        warnings.append(
            "The description beside the recording (session.json) is damaged or missing; names come from the recording."
        )
    paths = [p for f in folders for p in part_paths(f)]
    for p in paths:
        try:
            files.append(_open_part(p, described, progress))
        except FormatError as e:
            if len(paths) == 1:
                raise
            warnings.append(str(e))
    if not files:
        raise FormatError(warnings[-1])
    recording = put_together(folders[0], files, described)
    recording.warnings[:0] = warnings
    changed = [] if recording.warnings else [n for f in folders for n in changed_files(f, _CHECK_AT_ONCE)]
    if changed:
        recording.warnings.append(
            f"{', '.join(changed)} is not as it was closed; its samples are as they were written."
        )
    recording.parts = tuple(folders)
    if any(folder.is_locked(f) for f in folders if not (f / folder.MANIFEST).is_file()):
        recording.warnings = [w for w in recording.warnings if "whole chunk" not in w]
        recording.warnings.append("This session is still being recorded.")
        recording.refresh = lambda: _follow(recording, folders, files, described, alone)
    elif not (folders[-1] / folder.MANIFEST).is_file():
        recording.warnings.append("This recording was not closed; recover it to finish it.")
    return recording


def changed_files(path: Path, limit_bytes: int) -> list[str]:
    """Return the names of the recording's files that are not those of the manifest; long ones are not looked at."""
    try:
        manifest = read_json(path / folder.MANIFEST)
    except FascviewError:
        return []
    listed = manifest.get("files") if isinstance(manifest, dict) else None
    entries = [f for f in listed if isinstance(f, dict)] if isinstance(listed, list) else []
    sums = {str(f.get("name")): f.get("sha256") for f in entries}
    found = []
    for p in part_paths(path):
        expected = sums.get(p.name)
        if isinstance(expected, str) and p.stat().st_size <= limit_bytes:
            with open(p, "rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != expected:
                    found.append(p.name)
    return found


def _described(path: Path) -> Described | None:
    """Return what ``session.json`` says, or None where it is missing or damaged."""
    try:
        document = read_json(path / folder.SESSION)
        info = read_stream(document, "file", f"file:{path}")
    except FascviewError:
        return None
    facts = document if isinstance(document, dict) else {}
    start, wall_s = facts.get("start_sample"), facts.get("started_wall_s")
    return Described(
        info,
        start if isinstance(start, int) and 0 <= start < 1 << 52 else 0,
        float(wall_s) if isinstance(wall_s, int | float) else math.nan,
    )


def _open_part(path: Path, described: Described | None, progress: Progress | None) -> XdfFile:
    """Open one file of a session, by what ``session.json`` says where its own head is damaged."""
    spare = {} if described is None else described.headers()
    file = XdfFile(path, progress, read_index(path.with_suffix(".idx"), path.stat().st_size), spare)
    if described is None or not headers_differ(file, described):
        return file
    file.close()
    return XdfFile(path, progress, None, spare, believe_spare=True)


def _follow(
    recording: Recording, folders: list[Path], files: list[XdfFile], described: Described | None, alone: bool
) -> None:
    """Take in what was added since to a session that is being recorded, also where it went on in another folder."""
    if not alone and (folders[-1] / folder.MANIFEST).is_file():
        folders += [f for f in joined_folders(folders[-1])[0] if f not in folders]
    known = {f.path for f in files}
    files += [XdfFile(p) for f in folders for p in part_paths(f) if p not in known]
    if not sum([f.update() for f in files]) and len(files) == len(known):
        return
    newer = put_together(folders[0], files, described, check=False)
    for name in ("info", "signal", "events", "footprints", "notes", "gaps", "verdicts", "entries"):
        setattr(recording, name, getattr(newer, name))
    recording.parts = tuple(folders)


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
