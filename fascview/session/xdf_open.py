"""Opening XDF: a session folder, its recording alone, or what LabRecorder and others wrote."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fascview.errors import FascviewError, FormatError
from fascview.session import entries, folder
from fascview.session.bounded import MAX_JSON, Bytes, safe_json
from fascview.session.describe import read_stream
from fascview.session.labels import channel, group_muscles, is_auxiliary, microvolt_scale
from fascview.session.recording import Gap, Note, Recording
from fascview.session.xdf_index import read_index
from fascview.session.xdf_read import XdfFile
from fascview.session.xdf_signal import GAP_S, Integrity, Piece, XdfSignal, foreign_positions, own_positions
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


def open_session(path: Path, progress: Progress | None = None) -> Recording:
    """Open a session folder, finished or not.

    Raises
    ------
    FormatError
        Where it holds no recording that can be read.
    """
    paths = part_paths(path)
    if not paths:
        raise FormatError(f"{path.name[:80]} is a folder without a recording; choose a recording.")
    files: list[XdfFile] = []
    try:
        return _open_session(path, paths, files, progress)
    except BaseException:
        for file in files:
            file.close()
        raise


def _open_session(path: Path, paths: list[Path], files: list[XdfFile], progress: Progress | None) -> Recording:
    warnings = []
    for p in paths:
        try:
            files.append(XdfFile(p, progress, read_index(p.with_suffix(".idx"), p.stat().st_size)))
        except FormatError as e:
            if len(paths) == 1:
                raise
            warnings.append(str(e))
    if not files:
        raise FormatError(warnings[0])
    info: StreamInfo | None = None
    try:
        info = read_stream(read_json(path / folder.SESSION), "file", f"file:{path}")
    except FascviewError:
        warnings.append(
            "The description beside the recording (session.json) is damaged or missing; names come from the recording."
        )
    recording = _own(path, files, info)
    recording.warnings[:0] = warnings
    if not (path / folder.MANIFEST).is_file():
        if folder.is_locked(path):
            recording.warnings = [w for w in recording.warnings if "whole chunk" not in w]
            recording.warnings.append("This session is still being recorded.")
            recording.refresh = lambda: _follow(recording, path, files, info)
        else:
            recording.warnings.append("This recording was not closed; recover it to finish it.")
    return recording


def _follow(recording: Recording, path: Path, files: list[XdfFile], info: StreamInfo | None) -> None:
    """Take in what was added since to a session that is being recorded."""
    known = {f.path for f in files}
    files += [XdfFile(p) for p in part_paths(path) if p not in known]
    if not sum([f.update() for f in files]) and len(files) == len(known):
        return
    newer = _own(path, files, info, check=False)
    for name in ("info", "signal", "events", "footprints", "notes", "gaps", "verdicts", "entries"):
        setattr(recording, name, getattr(newer, name))


def read_json(path: Path) -> object:
    """Return a JSON file of a session.

    Raises
    ------
    FormatError
        Where it is missing, damaged or too large.
    """
    file = Bytes(path)
    try:
        return safe_json(file.read(0, MAX_JSON + 1), path.name)
    finally:
        file.close()


def open_xdf(path: Path, fs_hz: float | None = None, progress: Progress | None = None) -> Recording:
    """Open one XDF file of whatever origin.

    Raises
    ------
    FormatError
        Where it holds no EMG that can be read.
    """
    file = XdfFile(path, progress)
    try:
        if any("time_of_sample_0" in s.facts() for s in file.streams.values()):
            return _own(path, [file], None)
        return _foreign(path, file, fs_hz)
    except BaseException:
        file.close()
        raise


def _own_streams(file: XdfFile) -> list[XdfStream]:
    return [
        s
        for s in file.streams.values()
        if s.dtype is not None and s.fs_hz >= MIN_RATE_HZ and "time_of_sample_0" in s.facts()
    ]


def _number(text: str, default: float = math.nan) -> float:
    try:
        value = float(text)
    except ValueError:
        return default
    return value if math.isfinite(value) else default


def _own(path: Path, files: list[XdfFile], info: StreamInfo | None, check: bool = True) -> Recording:
    warnings = [p for f in files for p in f.problems]
    warnings += [
        f"{f.path.name} does not end on a whole chunk; what came before is complete."
        for f in files
        if not f.complete and not f.problems
    ]
    emg: dict[int, int] = {}
    for f in files:
        for s in _own_streams(f):
            if s.kind == "EMG":
                emg[s.stream_id] = emg.get(s.stream_id, 0) + s.n_samples
    if not emg:
        raise FormatError(f"{path.name[:80]} holds no samples; nothing can be shown.")
    chosen = max(emg, key=lambda i: (emg[i], -i))
    if len(emg) > 1:
        warnings.append(
            "The stream changed during this recording; the longest stretch with the same channels is shown."
        )
    integrity = {id(f): Integrity(f) for f in files}
    pieces = [Piece(f, f.streams[chosen], integrity[id(f)]) for f in files if chosen in f.streams]
    stream = pieces[0].stream
    facts = stream.facts()
    t0, fs_hz = _number(facts["time_of_sample_0"]), stream.fs_hz
    if math.isnan(t0):
        raise FormatError(f"{path.name[:80]} does not say when it began; its header is damaged.")
    if info is None or info.n_channels != stream.n_channels or info.fs_hz != fs_hz:
        info = _info_of(stream, path)
    runs = _runs(pieces, t0, fs_hz)
    origin = int(_number(facts.get("start_sample", ""), 0.0))
    if len(runs):
        # A recording of whole rows never begins before it says; where the word is damaged the first chunk counts.
        origin = origin if 0 <= int(runs[:, 0].min()) - origin <= 24 * 3600 * fs_hz else int(runs[:, 0].min())
        if all(_number(p.stream.facts().get("part", ""), 1.0) > 1 for p in pieces):
            origin = int(runs[:, 0].min())  # a later part by itself begins where it begins
        runs[:, 0] -= origin
        runs = runs[runs[:, 0] >= 0]
    n_samples = int((runs[:, 0] + runs[:, 4]).max()) if len(runs) else 0
    aux = None
    aux_pieces = [
        Piece(f, s, integrity[id(f)])
        for f in files
        for s in _own_streams(f)
        if s.stream_id == chosen + 1 and s.kind == "Misc" and s.fs_hz == fs_hz
    ]
    if aux_pieces and not info.aux_channels:
        found = aux_pieces[0].stream.channel_facts()
        info = replace(
            info, aux_channels=tuple(Channel(f.get("label", ""), Muscle(""), f.get("unit", "")) for f in found)
        )
    if aux_pieces and info.aux_channels and all(p.stream.n_channels == len(info.aux_channels) for p in aux_pieces):
        aux_runs = _runs(aux_pieces, t0, fs_hz)
        if len(aux_runs):
            aux_runs[:, 0] -= origin
        aux = aux_pieces, aux_runs, np.arange(len(info.aux_channels))
    elif info.aux_channels:
        info = replace(info, aux_channels=())
    signal = XdfSignal(
        pieces, runs, n_samples, np.arange(stream.n_channels), np.ones(stream.n_channels, np.float32), aux
    )
    signal.files = list(files)
    wall_s = _number(facts.get("wall_of_start", ""))
    recording = Recording(replace(info, n_samples=n_samples), signal, path, warnings=warnings, first_sample=origin)
    recording.started_wall_s = None if math.isnan(wall_s) else wall_s
    _entries(recording, files, integrity)
    known = [(g.start, g.stop) for g in recording.gaps]
    recording.gaps += [
        Gap(a, b, "lost samples") for a, b in signal.missing() if not any(s <= a and b <= e for s, e in known)
    ]
    if check and sum(f.bytes.size for f in files) <= _CHECK_AT_ONCE:
        mark_damaged(recording)
    recording.gaps.sort(key=lambda g: (g.start, g.stop))
    return recording


def mark_damaged(recording: Recording) -> None:
    """Check the whole recording against its check sums and add what is damaged to its gaps and warnings.

    Reading checks each stretch by itself in any case; this finds them all beforehand.
    """
    if not isinstance(recording.signal, XdfSignal):
        return
    for start, stop in recording.signal.damaged():
        if not any(g.start == start and g.stop == stop and g.reason == "damaged" for g in recording.gaps):
            recording.gaps.append(Gap(start, stop, "damaged"))
            fs_hz = recording.fs_hz
            recording.warnings.append(
                f"The file is damaged from {start / fs_hz:.2f} s to {stop / fs_hz:.2f} s; these samples are left out."
            )


def _runs(pieces: list[Piece], t0: float, fs_hz: float) -> NDArray[np.int64]:
    made = [np.zeros((0, 5), np.int64)]
    for p, piece in enumerate(pieces):
        rows = own_positions(piece, t0, fs_hz)
        n = len(rows)
        made.append(
            np.column_stack(
                (rows, np.full(n, p), np.arange(n), np.zeros(n, np.int64), np.array(piece.stream.counts, np.int64))
            )
        )
    return np.concatenate(made).astype(np.int64)


def _info_of(stream: XdfStream, path: Path) -> StreamInfo:
    found = stream.channel_facts()
    labels = [f.get("label") or f"EMG {i + 1}" for i, f in enumerate(found)]
    guessed = group_muscles(labels)
    channels = tuple(
        Channel(
            label,
            Muscle(f["muscle"], f.get("side", "")) if "muscle" in f else muscle,
            "uV" if microvolt_scale(f.get("unit", "microvolts")) is not None else "counts",
            f.get("status") == "bad",
        )
        for label, f, muscle in zip(labels, found, guessed, strict=True)
    )
    return StreamInfo(stream.name, "file", stream.fs_hz, channels, address=f"file:{path}")


def _entries(recording: Recording, files: list[XdfFile], integrity: dict[int, Integrity]) -> None:
    """Fill in events, notes and gaps from the event stream, which later parts may repeat."""
    seen: set[str] = set()
    left_out = 0
    for f in files:
        for stream in f.streams.values():
            if stream.dtype is not None or stream.name != "fascview.events":
                continue
            for _, text in f.strings(stream):
                if text in seen:
                    continue
                seen.add(text)
                try:
                    entry = entries.parse(text)
                except FormatError:
                    left_out += 1
                    continue
                entry["sample"] = int(str(entry["sample"])) - recording.first_sample
                recording.entries.append(entry)
    if left_out:
        recording.warnings.append(f"{left_out} entries of the event list are damaged and were left out.")
    recording.events, recording.footprints = entries.to_rows(recording.entries)
    recording.events["time_s"] = recording.events["sample"] / recording.fs_hz
    n_muscles = len(recording.info.muscles)
    fits = (
        (recording.events["muscle"] < n_muscles)
        & (recording.events["channel"] < recording.info.n_channels)
        & (recording.events["channel"] >= 0)
    )
    recording.events, recording.footprints = (
        recording.events[fits],
        [p for p, ok in zip(recording.footprints, fits, strict=True) if ok],
    )
    for entry in recording.entries:
        what, sample = str(entry["what"]), int(str(entry["sample"]))
        if what == "gap":
            stop = entry.get("stop")
            if isinstance(stop, int):
                start, end = max(0, sample), min(stop - recording.first_sample, recording.n_samples)
                if end > start:
                    recording.gaps.append(Gap(start, end, plain_text(entry.get("reason", ""))))
        elif what == "verdict" and isinstance(entry.get("id"), int):
            recording.verdicts[int(str(entry["id"]))] = plain_text(entry.get("verdict", ""))
        elif what in ("note", "mark", "setting", "state"):
            said = entry.get("text") if "text" in entry else f"{entry.get('name', '')}: {entry.get('value', '')}"
            recording.notes.append(Note(sample, plain_text(said, 2000), what))
    recording.verdicts = {k: v for k, v in recording.verdicts.items() if v}
    recording.notes.sort(key=lambda n: n.sample)


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
