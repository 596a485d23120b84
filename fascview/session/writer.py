"""Writing a session: raw samples first, whole chunks only, once a second made lasting.

No thread in here: one thread of the engine owns a writer.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import os
import shutil
import statistics
import time
import uuid
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from fascview import __version__
from fascview.errors import StorageError
from fascview.session import entries, xdf_write
from fascview.session import folder as folders
from fascview.session.describe import describe, emg_channel_facts
from fascview.session.part import INTEGRITY_CHANNELS, Part, Written, integrity_chunk, is_full
from fascview.stream import Block, FloatArray, StreamInfo, plain_text

EMG, AUX, EVENTS, INTEGRITY = 1, 2, 3, 4
MAX_FILLED_GAP_S = 1.0
TICK_S = 1.0
CLOCK_S = 5.0
RESERVE_BYTES = 256 << 10

_Counted = tuple[tuple[int, float, float, int], ...]


class SessionWriter:
    """A session folder being written.

    Parameters
    ----------
    parent_folder : Path
        Where the session's own folder is created.
    info : StreamInfo
        The stream.
    pseudonym, task : str
        Parts of the folder's name; made safe.
    start_sample : int
        Absolute index of the first sample to come.
    wall_s : float, optional
        Wall-clock time of ``start_sample`` [s since 1970]; now where not given.
    filters, montage, software : mapping, optional
        Facts for ``session.json``: what the screen showed, where the electrodes lie, which libraries ran.

    Raises
    ------
    StorageError
        When the folder cannot be made.
    """

    def __init__(
        self,
        parent_folder: Path | str,
        info: StreamInfo,
        *,
        pseudonym: str = "anon",
        task: str = "rest",
        start_sample: int = 0,
        wall_s: float | None = None,
        filters: Mapping[str, object] | None = None,
        montage: Mapping[str, object] | None = None,
        software: Mapping[str, object] | None = None,
    ) -> None:
        self.info = info
        self._names = pseudonym, task
        self._wall_s = time.time() if wall_s is None else wall_s
        self._facts = {
            "filters": dict(filters or {}),
            "montage": dict(montage or {}),
            "software": {"fascview": __version__, **(software or {})},
        }
        self._uid = str(uuid.uuid4())
        self._start = self._next = start_sample
        self._t0: float | None = None
        self._emg_id, self._aux_id = EMG, AUX
        self._lost_from: int | None = None
        self._deviations: list[float] = []
        self._unsynced: list[tuple[bytes, _Counted]] = []
        self._finished: list[dict[str, object]] = []
        self._bytes_before = 0
        self._ticked = self._clocked = -math.inf
        self._n_part = 1
        self._disk_left_bytes = math.nan
        self._closed = False
        self.problem = ""
        self._current: Part | None = None
        self._open_folder(Path(parent_folder), "", {})

    @property
    def _part(self) -> Part:
        if self._current is None:
            raise StorageError("This recording is not open; start a new one.")
        return self._current

    # ---- what is known -------------------------------------------------------------------------------------------

    @property
    def folder(self) -> Path:
        """The session folder now written to."""
        return self._folder

    @property
    def written_bytes(self) -> int:
        """Bytes of recording on disk, in all parts."""
        return self._bytes_before + self._part.size

    @property
    def samples(self) -> int:
        """Length of the recording in samples, lost ones included."""
        return self._next - self._start

    @property
    def next_sample(self) -> int:
        """Absolute index after the last sample written."""
        return self._next

    @property
    def disk_left_s(self) -> float:
        """Time until the disk is full at the rate this stream is written [s]; NaN before the first tick."""
        rate = self.info.fs_hz * (1.1 + 4 * (self.info.n_channels + len(self.info.aux_channels)))
        seconds = self.samples / self.info.fs_hz
        if seconds > 10.0:
            rate = self.written_bytes / seconds
        return self._disk_left_bytes / rate

    # ---- what comes in -------------------------------------------------------------------------------------------

    def write(self, block: Block) -> None:
        """Append a block; when this returns, the operating system has it.

        Rows before ``next_sample`` are already written and are left out. A jump ahead is a gap: up to 1 s becomes rows
        of NaN, a longer one a break in the time stamps, both with an entry.

        Raises
        ------
        StorageError
            When the disk takes no more. Nothing of the block is written then; keep it, call ``continue_in`` with
            another folder and write it again.
        """
        self._check_open()
        rows, aux = block.samples, block.aux
        if block.start < self._next:
            skip = min(self._next - block.start, len(rows))
            rows, aux = rows[skip:], None if aux is None else aux[skip:]
        if len(rows) == 0:
            return
        fs_hz = self.info.fs_hz
        if self._t0 is None:
            now_s = time.monotonic() if block.stamp_s is None else block.stamp_s
            self._begin(now_s - (block.stop - 1) / fs_hz)
        if block.stop - len(rows) > self._next:
            self.write_gap(block.stop - len(rows))
        total = float(rows[:, 0].sum())
        if total != total:
            self._note_lost_rows(np.isnan(rows).all(axis=-1).reshape(-1))
        elif self._lost_from is not None:
            self._end_lost(self._next)
        self._put_rows(np.asarray(rows, "<f4"), None if aux is None else np.asarray(aux, "<f4"))
        if block.stamp_s is not None:
            self._deviations.append(block.stamp_s - self._time(block.stop - 1))

    def write_gap(self, stop: int, reason: str = "lost samples") -> None:
        """Record that the samples from ``next_sample`` to ``stop`` (exclusive) never came."""
        self._check_open()
        start = self._next
        if stop <= start:
            return
        self._ensure_begun()
        if stop - start <= MAX_FILLED_GAP_S * self.info.fs_hz:
            n_aux = len(self.info.aux_channels)
            self._put_rows(
                np.full((stop - start, self.info.n_channels), np.nan, "<f4"),
                np.full((stop - start, n_aux), np.nan, "<f4") if n_aux else None,
            )
        else:
            self._next = stop
        self.write_entry("gap", start, stop=stop, reason=reason)

    def write_events(self, rows: NDArray[np.void], footprints: Sequence[FloatArray] = ()) -> None:
        """Append events (rows of EVENT_DTYPE) with their Vpp [uV] on the channels of their muscle."""
        self._check_open()
        if len(rows) == 0:
            return
        self._ensure_begun()
        prints: list[FloatArray | None] = [*footprints] or [None] * len(rows)
        texts = [entries.event_text(row, p) for row, p in zip(rows, prints, strict=True)]
        self._put_texts([int(s) for s in rows["sample"]], texts)

    def write_note(self, sample: int, text: str, what: str = "note") -> None:
        """Append what somebody wrote (``note``) or marked (``mark``) at ``sample``."""
        self.write_entry(what, sample, text=plain_text(text, 2000))

    def write_setting(self, name: str, value: object, sample: int | None = None) -> None:
        """Append a change of a setting, for the record."""
        self.write_entry("setting", self._next if sample is None else sample, name=plain_text(name), value=value)

    def write_state(self, sample: int, kind: str, text: str) -> None:
        """Append what the source told of itself (see ``SourceEvent``)."""
        self.write_entry("state", sample, kind=plain_text(kind), text=plain_text(text, 500))

    def write_entry(self, what: str, sample: int, **facts: object) -> None:
        """Append any entry of the event stream."""
        self._check_open()
        self._ensure_begun()
        self._put_texts([sample], [entries.to_text(what, sample, facts)])

    def change_stream(self, info: StreamInfo, start_sample: int | None = None) -> None:
        """Go on with another rate or set of channels: new streams in the same file, on the same clock."""
        self._check_open()
        self._ensure_begun()
        start = self._next if start_sample is None else max(start_sample, self._next)
        self.write_gap(start, "stream changed")
        at_s = self._time(start)
        self.info = info
        ids = max(self._part.streams) + 1
        self._emg_id, self._aux_id = ids, ids + 1
        self._t0 = at_s - start / info.fs_hz
        self._part.append(self._signal_headers())
        self.write_entry(
            "state", start, kind="stream", text=f"{info.name}, {info.n_channels} channels at {info.fs_hz:g} Hz"
        )
        self._audit("stream changed", n_channels=info.n_channels, fs_hz=info.fs_hz)

    def tick(self, now: float) -> None:
        """Call at least once a second with a monotonic time [s]: integrity record, clock offset, fdatasync.

        Raises
        ------
        StorageError
            When the disk takes no more, or the folder is gone.
        """
        if self._closed or now - self._ticked < TICK_S:
            return
        if self._part.deleted or not self._folder.is_dir():
            self.problem = f"The folder {self._folder} is gone."
            raise StorageError(
                f"The folder {self._folder.name} is gone; what comes now is kept in memory. Choose another folder."
            )
        self._ticked = now
        with contextlib.suppress(OSError):
            self._disk_left_bytes = float(shutil.disk_usage(self._folder).free)
        if self._t0 is None:
            return
        if now - self._clocked >= CLOCK_S and self._deviations:
            self._clocked = now
            self._put_clock()
        stamp_s, own = self._time(self._next), self._part.streams[INTEGRITY]
        try:
            self._part.seal(lambda *c: integrity_chunk(INTEGRITY, stamp_s, c, self._next) + xdf_write.boundary())
            own.add(stamp_s, stamp_s, 1)
            self._part.sync()
        except OSError as e:
            self._next_part(e)
        else:
            self._unsynced.clear()

    def continue_in(self, parent_folder: Path | str) -> Path:
        """Go on as the next part in a new session folder in ``parent_folder``; return that folder.

        What may not have reached the old disk is written again.

        Raises
        ------
        StorageError
            When that folder cannot be written to either; call again with another.
        """
        self._check_open()
        old, old_part, old_lock = self._folder, self._part, self._lock
        n = self._n_part + 1
        self._open_folder(Path(parent_folder), f"_part{n}", {"continues": old.name, "part": n})
        self._n_part = n
        self._finished_elsewhere(old, old_part, old_lock)
        self.problem = ""
        return self._folder

    def close(self) -> Path:
        """Write footers and manifest, give the folder free, and return it. Safe to call twice.

        Raises
        ------
        StorageError
            When the end could not be written; the samples are safe and the recording can be recovered.
        """
        if self._closed:
            return self._folder
        self._closed = True
        try:
            if self._t0 is None:
                self._begin(time.monotonic() - self._next / self.info.fs_hz)
            if self._lost_from is not None:
                start, self._lost_from = self._lost_from, None
                self._put_texts(
                    [start], [entries.to_text("gap", start, {"stop": self._next, "reason": "lost samples"})]
                )
            self._finish(self._folder, self._part, {})
        except OSError as e:
            raise StorageError(
                f"The end of the recording could not be written ({(e.strerror or 'disk error').lower()}); "
                f"its samples are safe, recover {self._folder.name} when the disk has room."
            ) from None
        finally:
            self._part.abandon()
            self._lock.release()
        return self._folder

    def __enter__(self) -> SessionWriter:
        """Return the writer."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the session."""
        self.close()

    # ---- inside --------------------------------------------------------------------------------------------------

    def _check_open(self) -> None:
        if self._closed:
            raise StorageError("This recording is already closed; start a new one.")

    def _time(self, sample: int) -> float:
        return (self._t0 or 0.0) + sample / self.info.fs_hz

    def _ensure_begun(self) -> None:
        if self._t0 is None:
            self._begin(time.monotonic() - self._next / self.info.fs_hz)

    def _begin(self, t0: float) -> None:
        headers = self._headers(t0)
        try:
            self._part.append(headers)
        except OSError as e:
            raise self._full(e) from None
        self._t0 = t0
        self._count_streams()

    def _headers(self, t0: float) -> bytes:
        old, self._t0 = self._t0, t0
        try:
            created = self._time(self._start)
            header = partial(
                xdf_write.stream_header, fs_hz=0.0, facts={"schema": folders.SCHEMA}, source_id=f"fascview-{self._uid}",
                uid=self._uid, created_s=created,
            )  # fmt: skip
            events = header(
                EVENTS, name="fascview.events", kind="Markers", channel_format="string",
                channels=[{"label": "entry", "unit": "json", "type": "Marker"}],
            )  # fmt: skip
            integrity = header(
                INTEGRITY, name="fascview.integrity", kind="Integrity", channel_format="int64",
                channels=[{"label": c, "unit": "", "type": "Misc"} for c in INTEGRITY_CHANNELS],
            )  # fmt: skip
            return self._signal_headers() + events + integrity
        finally:
            self._t0 = old

    def _signal_headers(self) -> bytes:
        info = self.info
        facts = {
            "schema": folders.SCHEMA, "time_of_sample_0": repr(self._t0), "start_sample": self._start,
            "wall_of_start": repr(self._wall_s),
            "kind": info.kind, "address": info.address, "device": info.device, "part": self._n_part,
        }  # fmt: skip
        header = partial(
            xdf_write.stream_header, channel_format="float32", fs_hz=info.fs_hz, facts=facts, host=info.host,
            source_id=f"fascview-{self._uid}", uid=self._uid, created_s=self._time(self._start),
        )  # fmt: skip
        made = header(self._emg_id, name=info.name, kind="EMG", channels=emg_channel_facts(info))
        if info.aux_channels:
            aux = [{"label": c.name, "unit": c.unit, "type": "Misc"} for c in info.aux_channels]
            made += header(self._aux_id, name=f"{info.name} aux", kind="Misc", channels=aux)
        self._part.streams.setdefault(self._emg_id, Written(self._emg_id))
        if info.aux_channels:
            self._part.streams.setdefault(self._aux_id, Written(self._aux_id))
        return made

    def _count_streams(self) -> None:
        for n in (EVENTS, INTEGRITY):
            self._part.streams.setdefault(n, Written(n))

    def _put_rows(self, rows: FloatArray, aux: FloatArray | None) -> None:
        first_s, n = self._time(self._next), len(rows)
        last_s = self._time(self._next + n - 1)
        data = xdf_write.samples(self._emg_id, first_s, rows)
        counted: _Counted = ((self._emg_id, first_s, last_s, n),)
        if aux is not None and aux.shape[1] == len(self.info.aux_channels) > 0:
            data += xdf_write.samples(self._aux_id, first_s, aux)
            counted += ((self._aux_id, first_s, last_s, n),)
        self._put(data, counted)
        self._next += n

    def _put_texts(self, at: Sequence[int], texts: Sequence[str]) -> None:
        stamps = [self._time(s) for s in at]
        self._put(xdf_write.strings(EVENTS, stamps, texts), ((EVENTS, stamps[0], stamps[-1], len(texts)),))

    def _put_clock(self) -> None:
        at_s, offset_s = self._time(self._next), statistics.median(self._deviations)
        self._deviations.clear()
        # All streams share one clock, so all get the same offset and stay together in every reader.
        self._put(b"".join(xdf_write.clock_offset(n, at_s, offset_s) for n in self._part.streams), ())
        for written in self._part.streams.values():
            written.offsets.append((at_s, offset_s))

    def _put(self, data: bytes, counted: _Counted) -> None:
        try:
            self._part.append(data)
        except OSError as e:
            self._next_part(e)
            try:
                self._part.append(data)
            except OSError as again:
                raise self._full(again) from None
        for stream_id, first_s, last_s, n in counted:
            self._part.streams[stream_id].add(first_s, last_s, n)
        self._unsynced.append((data, counted))

    def _full(self, error: OSError) -> StorageError:
        sentence = folders.storage_error(
            error, self._folder, "What was written is safe, what comes now is kept in memory."
        )
        self.problem = str(sentence)
        return sentence

    def _next_part(self, error: OSError) -> None:
        """Go on in a new file beside the one that failed, which is never touched again."""
        if is_full(error):
            raise self._full(error) from None
        old = self._part
        n = self._n_part + 1
        try:
            part = Part(self._folder / f"recording-part{n}.xdf")
        except OSError as e:
            raise self._full(e) from None
        self._n_part, self._current = n, part
        try:
            self._resume()
        except OSError as e:
            part.abandon()
            with contextlib.suppress(OSError):
                part.path.unlink()
            self._n_part, self._current = n - 1, old
            raise self._full(e) from None
        self._bytes_before += old.size
        self._finished.append(self._listed(old))
        old.abandon()
        self._audit("next part", part=n, reason=(error.strerror or "").lower())

    def _resume(self) -> None:
        """Begin the new part with the headers and with whatever may not have reached the old disk."""
        if self._t0 is None:
            return
        self._part.append(self._headers(self._t0))
        self._count_streams()
        for data, counted in self._unsynced:
            self._part.append(data)
            for stream_id, first_s, last_s, n in counted:
                self._part.streams.setdefault(stream_id, Written(stream_id)).add(first_s, last_s, n)

    def _open_folder(self, parent: Path, suffix: str, more: Mapping[str, object]) -> None:
        made = folders.make_folder(parent, *self._names, time.time() if suffix else self._wall_s, suffix)
        lock = folders.FolderLock(made)
        part: Part | None = None
        before = self._current
        try:
            with contextlib.suppress(OSError):
                fd = os.open(made / folders.RESERVE, os.O_WRONLY | os.O_CREAT | folders.BINARY, 0o600)
                try:
                    folders.write_all(fd, bytes(RESERVE_BYTES))
                finally:
                    os.close(fd)
            document = describe(
                self.info, self._facts, start_sample=self._start, wall_s=self._wall_s, names=self._names
            )
            document.update(more)
            folders.write_whole(made / folders.SESSION, json.dumps(document, ensure_ascii=False, indent=1).encode())
            audit = folders.AuditTrail(made)
            audit.add("recording started", stream=self.info.name, start_sample=self._next, fascview=__version__)
            part = self._current = Part(made / folders.RECORDING)
            if before is not None:
                self._resume()
        except OSError as e:
            if part is not None:
                part.abandon()
            if before is not None:
                self._current = before
            lock.release()
            raise folders.storage_error(e, made, "Nothing was recorded there.") from None
        if before is not None:
            self._bytes_before += before.size
        self._folder, self._lock, self._trail = made, lock, audit

    def _finished_elsewhere(self, old: Path, part: Part, lock: folders.FolderLock) -> None:
        """Close the part that has no room left as well as it still goes: the reserve file gives the room."""
        with contextlib.suppress(OSError):
            self._finish(old, part, {"continued_in": self._folder.name})
        part.abandon()
        lock.release()
        self._finished = []

    def _finish(self, where: Path, part: Part, more: Mapping[str, object]) -> None:
        with contextlib.suppress(OSError):
            (where / folders.RESERVE).unlink()
        if INTEGRITY in part.streams:
            part.footers(INTEGRITY, self._time(self._next), self._next)
        part.sync()
        trail = folders.AuditTrail(where)
        trail.add("recording closed", stop_sample=self._next, **more)
        files = [*self._finished, self._listed(part)]
        files += [file_entry(where / name) for name in (folders.SESSION, folders.AUDIT)]
        document = {
            "schema": folders.SCHEMA, "complete": True, "files": files, "start_sample": self._start,
            "stop_sample": self._next, "n_samples": self.samples, "fs_hz": self.info.fs_hz,
            "n_channels": self.info.n_channels, **more,
        }  # fmt: skip
        folders.write_whole(where / folders.MANIFEST, json.dumps(document, ensure_ascii=False, indent=1).encode())

    @staticmethod
    def _listed(part: Part) -> dict[str, object]:
        return {"name": part.path.name, "bytes": part.size, "sha256": part.sha256()}

    def _audit(self, what: str, **facts: object) -> None:
        with contextlib.suppress(OSError):
            self._trail.add(what, **facts)

    def _note_lost_rows(self, lost: NDArray[np.bool_]) -> None:
        """Write a gap entry at the end of each run of lost rows, also of one that began in an earlier block."""
        edges = np.flatnonzero(np.diff(np.concatenate(([self._lost_from is not None], lost)).astype(np.int8)))
        for edge in edges:
            at = self._next + int(edge)
            if self._lost_from is None:
                self._lost_from = at
            else:
                self._end_lost(at)

    def _end_lost(self, stop: int) -> None:
        start, self._lost_from = self._lost_from, None
        if start is not None:
            self.write_entry("gap", start, stop=stop, reason="lost samples")


def file_entry(path: Path) -> dict[str, object]:
    """Return name, size and hash of a small file, for the manifest."""
    data = path.read_bytes()
    return {"name": path.name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
