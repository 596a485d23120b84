"""Finishing what a crash, a power cut or a full disk left unfinished. The original is never changed."""

from __future__ import annotations

import contextlib
import json
import math
import os
import shutil
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from fascview import __version__
from fascview.errors import FascviewError, FormatError, SessionLockedError, StorageError
from fascview.session import folder as folders
from fascview.session import xdf_index, xdf_write
from fascview.session.folder import MANIFEST, SCHEMA, SESSION
from fascview.session.headers import INTEGRITY
from fascview.session.joined import RECOVERED as SUFFIX
from fascview.session.joined import read_json
from fascview.session.session_open import open_session, part_paths
from fascview.session.store import file_entry
from fascview.session.xdf_own import mark_damaged
from fascview.session.xdf_read import XdfFile
from fascview.session.xdf_stream import XdfStream
from fascview.stream import plain_text

_COPY = 4 << 20


@dataclass(frozen=True, slots=True)
class RecoveryReport:
    """What came back and what did not.

    Attributes
    ----------
    original, folder : str
        The session as it was found, and the finished one (the same where nothing was to be done).
    recovered_s, lost_s, damaged_s : float
        Length of what can be read; of what was begun and not finished at its end; and of what is there but fails its
        check sum [s].
    n_samples, n_events : int
    problems : tuple of str
        Sentences about the damage.
    needed : bool
        False when the session was finished already.
    """

    original: str
    folder: str
    recovered_s: float
    lost_s: float
    damaged_s: float
    n_samples: int
    n_events: int
    problems: tuple[str, ...] = ()
    needed: bool = True

    def __str__(self) -> str:
        """Return one sentence for the user."""
        if not self.needed:
            return f"{Path(self.original).name} is complete: {self.recovered_s:.1f} s, nothing had to be recovered."
        lost = (
            f"{self.lost_s:.2f} s at the end could not be read"
            if self.lost_s
            else "nothing that was written is missing"
        )
        bad = f", {self.damaged_s:.1f} s are damaged" if self.damaged_s else ""
        return f"{self.recovered_s:.1f} s and {self.n_events} events came back, {lost}{bad}: {self.folder}"


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A session without an end that nobody is writing to."""

    folder: Path
    started: str
    n_bytes: int


def find_unfinished(parent: Path | str) -> list[Unfinished]:
    """Return the sessions in ``parent`` left unfinished and not recovered yet, newest first."""
    found = []
    try:
        candidates = sorted((p for p in Path(parent).iterdir() if p.is_dir()), reverse=True)
    except OSError:
        return []
    for path in candidates:
        with contextlib.suppress(OSError):
            parts = [] if path.name.endswith((".part", SUFFIX)) else part_paths(path)
            if not parts or is_complete(path) or folders.is_locked(path) or _target(path).is_dir():
                continue
            if (n_bytes := sum(p.stat().st_size for p in parts)) > len(xdf_write.file_header()):
                found.append(Unfinished(path, _started(path), n_bytes))
    return found


def is_complete(path: Path) -> bool:
    """Tell whether the session has a manifest that says so."""
    try:
        manifest = read_json(path / MANIFEST)
    except FascviewError:
        return False
    return isinstance(manifest, dict) and manifest.get("complete") is True


def _started(path: Path) -> str:
    with contextlib.suppress(FascviewError):
        document = read_json(path / SESSION)
        if isinstance(document, dict):
            return plain_text(document.get("started", ""))
    return path.name[:15]


def _target(path: Path) -> Path:
    return path.with_name(path.name + SUFFIX)


def recover(path: Path | str, progress: Callable[[float], None] | None = None) -> RecoveryReport:
    """Make a finished copy of an unfinished session beside it and tell what came back.

    May be repeated: an earlier attempt that was itself cut short is begun anew, one that succeeded is told again.

    Raises
    ------
    SessionLockedError
        When a program is still writing to it.
    FormatError
        When there is nothing to recover from.
    StorageError
        When there is no room for the copy.
    """
    path = Path(path)
    if path.name == folders.RECORDING:
        path = path.parent
    if not path.is_dir() or not part_paths(path):
        raise FormatError(f"{path.name[:80]} is not a session folder; choose the folder that holds recording.xdf.")
    if folders.is_locked(path):
        raise SessionLockedError(f"{path.name} is still being recorded; stop the recording first.")
    if is_complete(path):
        return _report(path, path, 0.0, needed=False)
    target = _target(path)
    if target.is_dir() and is_complete(target):
        return _report(path, target, _lost_before(target))
    work = target.with_name(target.name + ".part")
    try:
        shutil.rmtree(work, ignore_errors=True)
        parts = part_paths(path)
        size = sum(p.stat().st_size for p in parts)
        if shutil.disk_usage(path).free < size + (256 << 10):
            raise StorageError(
                f"Recovering {path.name} needs {size / 1e6:.1f} MB on the disk; make room and try again."
            )
        work.mkdir(mode=0o700)
        lost_s, entries = 0.0, []
        for i, part in enumerate(parts):
            lost, entry = _finish_copy(part, work / part.name, _share(progress, i, len(parts)))
            lost_s += lost
            entries += entry
        lost_s = math.ceil(lost_s * 1000) / 1000  # whatever is lost shows
        _describe(path, work, lost_s, entries)
        if target.exists():
            shutil.rmtree(target)
        os.rename(work, target)
        folders.sync_folder(target.parent)
    except OSError as e:
        raise folders.storage_error(e, path.parent, "The original is as it was.") from None
    return _report(path, target, lost_s)


def _share(progress: Callable[[float], None] | None, i: int, n: int) -> Callable[[float], None]:
    def told(fraction: float) -> None:
        if progress is not None:
            progress((i + fraction) / n)

    return told


def _finish_copy(
    source: Path, target: Path, progress: Callable[[float], None]
) -> tuple[float, list[dict[str, object]]]:
    """Copy the whole chunks of one file and add footers; return seconds cut off and the manifest's lines."""
    try:
        file = XdfFile(source)
    except FormatError:
        return 0.0, []  # not even its first bytes were written
    try:
        tail, left = b"", file.bytes.size - file.end
        streams = [s for s in file.streams.values() if s.footer is None]
        signals = [s for s in streams if s.dtype is not None and s.fs_hz > 0]
        per_s = sum(s.fs_hz * (s.width + 1) for s in signals if s.stream_id <= 2)
        records = file.streams.get(INTEGRITY)
        with open(target, "xb") as out:
            os.chmod(target, 0o600)
            crc = 0
            sealed = _last_sealed(file, records)
            at = 0
            while at < file.end:
                data = file.bytes.read(at, min(_COPY, file.end - at))
                if not data:
                    break
                crc = zlib.crc32(data[max(0, sealed - at) :], crc) if at + len(data) > sealed else crc
                out.write(data)
                at += len(data)
                progress(at / file.end)
            footers = b"".join(_footer(s) for s in streams if s is not records)
            if records is not None and records in streams:
                crc = zlib.crc32(footers, crc)
                stamp = max((_last_stamp(s) for s in signals), default=0.0)
                stop_sample = _stop_sample(file)
                row = np.array([[sealed, at + len(footers), crc, stop_sample]], "<i8")
                tail = xdf_write.samples(INTEGRITY, stamp, row) + xdf_write.boundary()
                tail += xdf_write.stream_footer(INTEGRITY, _first_stamp(records, stamp), stamp, records.n_samples + 1)
            out.write(footers + tail)
            out.flush()
            os.fsync(out.fileno())
        finished = XdfFile(target)
        index = target.with_suffix(".idx")
        if not finished.problems:
            folders.write_whole(index, xdf_index.from_file(finished))
        finished.close()
    finally:
        file.close()
    lines = [file_entry(p) for p in (target, index) if p.exists()]
    return left / per_s if per_s else 0.0, lines


def _last_sealed(file: XdfFile, records: XdfStream | None) -> int:
    """Return up to where the last integrity record vouches."""
    if records is None or not records.offsets or records.dtype is None or records.n_channels != 4:
        return 0
    values, _ = file.numbers(records, len(records.offsets) - 1)
    stop = int(values[-1, 1])
    return stop if 0 <= stop <= file.end else 0


def _stop_sample(file: XdfFile) -> int:
    for s in file.streams.values():
        facts = s.facts()
        if s.kind == "EMG" and "time_of_sample_0" in facts and s.stamps:
            return round((_last_stamp(s) - float(facts["time_of_sample_0"])) * s.fs_hz) + 1
    return 0


def _first_stamp(stream: XdfStream, default: float = 0.0) -> float:
    return next((t for t in stream.stamps if t == t), default)


def _last_stamp(stream: XdfStream) -> float:
    if not stream.stamps or stream.stamps[-1] != stream.stamps[-1]:
        return 0.0
    return stream.stamps[-1] + ((stream.counts[-1] - 1) / stream.fs_hz if stream.fs_hz > 0 else 0.0)


def _footer(stream: XdfStream) -> bytes:
    return xdf_write.stream_footer(
        stream.stream_id, _first_stamp(stream), _last_stamp(stream), stream.n_samples, stream.clock_offsets
    )


def _describe(path: Path, work: Path, lost_s: float, entries: list[dict[str, object]]) -> None:
    """Copy what describes the session, add a line to its trail, and write the manifest last."""
    for name in (folders.SESSION, folders.AUDIT):
        if (path / name).is_file() and (path / name).stat().st_size <= 64 << 20:
            folders.write_whole(work / name, (path / name).read_bytes())
    folders.AuditTrail(work).add("recovered", original=path.name, lost_s=lost_s, fascview=__version__)
    with open_session(work, alone=True) as recording:
        facts: dict[str, object] = {
            "start_sample": recording.first_sample,
            "stop_sample": recording.first_sample + recording.n_samples,
            "n_samples": recording.n_samples,
            "fs_hz": recording.fs_hz,
            "n_channels": recording.info.n_channels,
        }
    files = entries + [file_entry(work / n) for n in (folders.SESSION, folders.AUDIT) if (work / n).is_file()]
    document = {
        "schema": SCHEMA,
        "complete": True,
        "recovered_from": path.name,
        "lost_s": lost_s,
        "files": files,
        **facts,
    }
    folders.write_whole(work / MANIFEST, json.dumps(document, ensure_ascii=False, indent=1).encode())


def _lost_before(target: Path) -> float:
    manifest = read_json(target / MANIFEST)
    lost = manifest.get("lost_s") if isinstance(manifest, dict) else 0.0
    return float(lost) if isinstance(lost, int | float) else 0.0


def _report(original: Path, folder: Path, lost_s: float, needed: bool = True) -> RecoveryReport:
    with open_session(folder, alone=True) as recording:
        mark_damaged(recording)
        bad = sum(g.stop - g.start for g in recording.gaps if g.reason == "damaged") / recording.fs_hz
        return RecoveryReport(
            str(original),
            str(folder),
            recording.duration_s - bad,
            lost_s,
            bad,
            recording.n_samples,
            len(recording.events),
            tuple(recording.warnings),
            needed,
        )


def to_dict(report: RecoveryReport) -> dict[str, object]:
    """Return the report as plain values, for JSON."""
    return asdict(report)
