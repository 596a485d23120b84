"""Writing a session: raw samples first, whole chunks only, once a second made lasting.

No thread in here: one thread of the engine owns a writer.
"""

from __future__ import annotations

import contextlib
import math
import shutil
import statistics
import time
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fascview import __version__
from fascview.errors import StorageError
from fascview.session import entries, xdf_write
from fascview.session.batch import LostRuns, RowBatch
from fascview.session.beside import BesideWriter
from fascview.session.describe import describe
from fascview.session.headers import EMG, EVENTS, StreamList
from fascview.session.part import Part
from fascview.session.store import Store
from fascview.stream import Block, FloatArray, StreamInfo, plain_text

MAX_FILLED_GAP_S, TICK_S, CLOCK_S = 1.0, 1.0, 5.0
BATCH_S = 0.16  # rows of so long go to the operating system as one chunk: a tenth of the calls
KEPT_S, MIN_KEPT_BYTES = 120.0, 64 << 20  # what is kept in memory while no disk takes it


def _bytes_per_s(info: StreamInfo) -> float:
    return info.fs_hz * (2 + 4 * (info.n_channels + len(info.aux_channels)))


class SessionWriter(BesideWriter):
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
    time_of_zero_s : float, optional
        Time of sample 0 on the clock of the stamps; by the stamp or the arrival of the first block where not given.
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
        time_of_zero_s: float | None = None,
        filters: Mapping[str, object] | None = None,
        montage: Mapping[str, object] | None = None,
        software: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__()
        self.info = info
        self._wall_s = time.time() if wall_s is None else wall_s
        self._start = start_sample
        self._batch = RowBatch(start_sample, len(info.aux_channels))
        self._batch_rows = max(1, round(BATCH_S * info.fs_hz))
        self._aux_missing = True
        self._lost = LostRuns()
        self._handed_s = time.monotonic()
        self._emg_id = EMG
        self._streams = StreamList(str(uuid.uuid4()), self._wall_s)
        self._t0: float | None = None
        self._told_t0 = time_of_zero_s
        self._last_gap = (0, 0)
        self._deviations: list[float] = []
        self._ticked = self._clocked = -math.inf  # the latter in samples
        self._disk_left_bytes = math.nan
        self._closed = False
        facts = {
            "filters": dict(filters or {}),
            "montage": dict(montage or {}),
            "software": {"fascview": __version__, **(software or {})},
        }
        names = pseudonym, task
        document = describe(info, facts, start_sample=start_sample, wall_s=self._wall_s, names=names)
        limit = max(MIN_KEPT_BYTES, int(KEPT_S * _bytes_per_s(info)))
        self._store = Store(Path(parent_folder), names, self._wall_s, document, limit, self._streams.all)

    @property
    def folder(self) -> Path:
        """The session folder now written to."""
        return self._store.folder

    @property
    def written_bytes(self) -> int:
        """Bytes of recording on disk, in all parts."""
        return self._store.written_bytes

    @property
    def start_sample(self) -> int:
        """Absolute index of the first sample."""
        return self._start

    @property
    def samples(self) -> int:
        """Length of the recording in samples, lost ones included."""
        return self._batch.stop - self._start

    @property
    def next_sample(self) -> int:
        """Absolute index after the last sample taken."""
        return self._batch.stop

    @property
    def waiting_s(self) -> float:
        """How much is kept in memory because the disk does not take it [s]; less than 0.16 s in good order."""
        return self._store.waiting_bytes / _bytes_per_s(self.info)

    @property
    def problem(self) -> str:
        """The sentence of the last failure that still stands, or nothing."""
        return self._store.problem

    @property
    def disk_left_s(self) -> float:
        """Time until the disk is full at the rate this stream is written [s]; NaN before the first tick."""
        seconds = self.samples / self.info.fs_hz
        rate = self.written_bytes / seconds if seconds > 10.0 else _bytes_per_s(self.info)
        return self._disk_left_bytes / rate

    def write(self, block: Block) -> None:
        """Append a block; the operating system has it within 0.16 s (see ``flush``), the disk within a second.

        Rows before ``next_sample`` are already written and are left out. A jump ahead is a gap: up to 1 s becomes rows
        of NaN, a longer one a break in the time stamps, both with an entry.

        Raises
        ------
        StorageError
            When the disk begins to refuse. The block is kept nevertheless, and so are those that follow, for at least
            two minutes: they are written when the disk has room again or after ``continue_in`` another folder.
        """
        batch = self._batch
        if block.start == batch.stop and self._plain and (block.aux is None) == self._aux_missing:
            batch.add(block.samples, block.aux)  # the usual case, without detours
        elif not self._write_odd(block):
            return
        if block.stamp_s is not None:
            self._deviations.append(block.stamp_s - self._time(block.stop - 1))
        if batch.stop - batch.start >= self._batch_rows:
            self._hand_over()

    def _write_odd(self, block: Block) -> bool:
        """Take a block that is the first, or does not follow the one before, or comes while the disk refuses."""
        self._check_open()
        self._store.check_room()
        rows, aux = block.samples, block.aux
        if block.start < self._batch.stop:
            skip = min(self._batch.stop - block.start, len(rows))
            rows, aux = rows[skip:], None if aux is None else aux[skip:]
        if len(rows) == 0:
            return False
        if self._t0 is None:
            now_s = time.monotonic() if block.stamp_s is None else block.stamp_s
            self._begin(now_s - (block.stop - 1) / self.info.fs_hz)
        start = block.stop - len(rows)
        if start > self._batch.stop:
            self.write_gap(self._batch.stop, start)
        if not self._batch.fits(aux):
            self._build()
        self._batch.add(rows, aux)
        self._aux_missing = aux is None
        return True

    @property
    def _plain(self) -> bool:
        return self._t0 is not None and not self._closed and not self._store.problem

    def write_gap(self, start: int, stop: int, reason: str = "lost samples") -> None:
        """Record that the samples from ``start`` to ``stop`` (exclusive) never came, unless it is recorded already."""
        self._check_open()
        if stop <= max(start, self._last_gap[1]) and start >= self._last_gap[0]:
            return
        self._ensure_begun()
        if stop > self._batch.stop:
            missing = stop - self._batch.stop
            self._build()
            if missing <= MAX_FILLED_GAP_S * self.info.fs_hz:
                n_aux = len(self.info.aux_channels)
                aux = np.full((missing, n_aux), np.nan, np.float32) if n_aux else None
                self._batch.add(np.full((missing, self.info.n_channels), np.nan, np.float32), aux)
            else:
                self._batch.skip_to(stop)
        self.write_entry("gap", start, stop=stop, reason=plain_text(reason))
        self._last_gap = start, stop

    def write_events(self, rows: NDArray[np.void], footprints: Sequence[FloatArray] = ()) -> None:
        """Append events (rows of EVENT_DTYPE) with their Vpp [uV] on the channels of their muscle."""
        self._check_open()
        if len(rows) == 0:
            return
        self._ensure_begun()
        prints: list[FloatArray | None] = [*footprints] or [None] * len(rows)
        texts = [entries.event_text(row, p) for row, p in zip(rows, prints, strict=True)]
        self._put_texts([int(s) for s in rows["sample"]], texts)

    def write_entry(self, what: str, sample: int, **facts: object) -> None:
        """Append any entry of the event stream."""
        self._check_open()
        self._ensure_begun()
        self._put_texts([sample], [entries.to_text(what, sample, facts)])

    def change_stream(self, info: StreamInfo, start_sample: int | None = None) -> None:
        """Go on with another rate or set of channels: new streams in the same file, on the same clock."""
        self._check_open()
        self._ensure_begun()
        self._build()
        start = self._batch.stop if start_sample is None else max(start_sample, self._batch.stop)
        if start > self._batch.stop:
            self.write_gap(self._batch.stop, start, "stream changed")
        at_s, self.info = self._time(start), info
        self._batch = RowBatch(start, len(info.aux_channels))
        self._batch_rows = max(1, round(BATCH_S * info.fs_hz))
        self._t0 = at_s - start / info.fs_hz
        self._emg_id = self._streams.add(info, self._t0, start)
        self._store.begin(*self._streams.newest(self._store.n_part))
        self.write_state(start, "stream", f"{info.name}, {info.n_channels} channels at {info.fs_hz:g} Hz")
        self._store.audit("stream changed", n_channels=info.n_channels, fs_hz=info.fs_hz)

    def tick(self, now: float) -> None:
        """Call at least once a second with a monotonic time [s]: integrity record, clock offset, fdatasync.

        Raises
        ------
        StorageError
            When the disk takes no more, or the folder is gone.
        """
        if not self._closed and time.monotonic() - self._handed_s >= BATCH_S:
            self._hand_over()
        if self._closed or now - self._ticked < TICK_S:
            return
        self._ticked = now
        self._store.check_there()
        with contextlib.suppress(OSError):
            self._disk_left_bytes = float(shutil.disk_usage(self.folder).free)
        if self._t0 is None:
            return
        self._put_clock(CLOCK_S)
        self._build()
        self._store.seal(self._time(self._batch.stop), self._batch.stop)

    def flush(self) -> None:
        """Hand everything to the operating system now.

        Raises
        ------
        StorageError
            When the disk takes nothing; everything is kept.
        """
        self._check_open()
        self._build()
        self._store.flush()

    def continue_in(self, parent_folder: Path | str) -> Path:
        """Go on as the next part in a new session folder in ``parent_folder``; return that folder.

        What may not have reached the old disk is written again.

        Raises
        ------
        StorageError
            When that folder cannot be written to either; call again with another.
        """
        self._check_open()
        self._build()
        self._disk_left_bytes = math.nan  # of the other disk the next tick tells
        return self._store.move(Path(parent_folder), self._time(self._batch.stop), self._batch.stop, self._facts())

    def close(self) -> Path:
        """Write footers and manifest, give the folder free, and return it. Safe to call twice.

        Raises
        ------
        StorageError
            When the end could not be written; the samples are safe and the recording can be recovered.
        """
        if self._closed:
            return self.folder
        problem: OSError | StorageError | None = None
        try:
            self._ensure_begun()
            self._build()
            self._put_clock()
            self._end_sides()
            self._tell_lost(self._lost.end(self._batch.stop))
        except StorageError as e:
            problem = e
        self._closed = True
        try:
            self._store.close(self._time(self._batch.stop), self._batch.stop, self._facts())
        except (OSError, StorageError) as e:
            problem = e
        if problem is not None:
            lost = f"; the last {self.waiting_s:.1f} s are lost" if self.waiting_s else ""
            reason = getattr(problem, "strerror", None) or "no room"
            raise StorageError(
                f"The end of the recording could not be written ({reason.lower()}){lost}. What was written is safe: "
                f"recover {self.folder.name} when the disk has room."
            ) from None
        return self.folder

    def _check_open(self) -> None:
        if self._closed:
            raise StorageError("This recording is already closed; start a new one.")

    def _time(self, sample: int) -> float:
        return (self._t0 or 0.0) + sample / self.info.fs_hz

    def _facts(self) -> dict[str, object]:
        return {
            "start_sample": self._start,
            "stop_sample": self._batch.stop,
            "n_samples": self.samples,
            "fs_hz": self.info.fs_hz,
            "n_channels": self.info.n_channels,
        }

    def _ensure_begun(self) -> None:
        if self._t0 is None:
            self._begin(time.monotonic() - self._batch.stop / self.info.fs_hz)

    def _begin(self, t0: float) -> None:
        t0 = t0 if self._told_t0 is None else self._told_t0
        self._emg_id = self._streams.add(self.info, t0, self._start)
        self._t0 = t0
        self._store.begin(*self._streams.all(self._store.n_part))

    def _hand_over(self) -> None:
        self._put_clock(CLOCK_S)  # also while what came before the button is written, faster than it came
        self._build()
        self._handed_s = time.monotonic()
        if not self._store.problem:  # else tick tries again once a second
            self._store.flush()

    def _build(self) -> None:
        """Make one chunk of the rows that came since the last one."""
        if not len(self._batch):
            return
        first, rows, aux = self._batch.take()
        first_s, last_s = self._time(first), self._time(first + len(rows) - 1)

        def fill(part: Part) -> None:
            part.add_rows(self._emg_id, first_s, last_s, rows)
            if aux is not None:
                part.add_rows(self._emg_id + 1, first_s, last_s, aux)

        self._store.put(fill)
        self._tell_lost(self._lost.feed(first, rows))

    def _tell_lost(self, runs: list[tuple[int, int]]) -> None:
        for start, stop in runs:
            self.write_gap(start, stop)

    def _put_texts(self, at: Sequence[int], texts: Sequence[str]) -> None:
        stamps = [self._time(s) for s in at]
        data = xdf_write.strings(EVENTS, stamps, texts)
        self._store.put(lambda part: part.add(data, EVENTS, len(texts), stamps[0], stamps[-1], again=True))

    def _put_clock(self, after_s: float = 0.0) -> None:
        """Write what the clock of the source is ahead by, where the last time was ``after_s`` of the signal ago."""
        if not self._deviations or self._batch.stop - self._clocked < after_s * self.info.fs_hz:
            return
        at_s, offset_s = self._time(self._batch.stop), statistics.median(self._deviations)
        self._clocked = self._batch.stop
        self._deviations.clear()
        # These streams share one clock, so all get the same offset and stay together in every reader.
        self._put_offsets([n for n in self._store.part.streams if n not in self._sides], at_s, offset_s)
