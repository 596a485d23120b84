"""The writer's thread: everything received goes to disk first, and nothing is dropped unsaid."""

from __future__ import annotations

import shutil
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fascview.engine.handover import Handover
from fascview.engine.status import Gap, RecordingStatus
from fascview.engine.worker import Worker
from fascview.errors import FascviewError, StorageError
from fascview.session.writer import SessionWriter
from fascview.stream import Block, FloatArray, SourceEvent, StreamInfo

QUEUE_S = 60.0  # what the queue holds while the disk does not take anything


@dataclass(frozen=True)
class _Open:
    parent: Path
    info: StreamInfo
    pseudonym: str
    task: str
    wall_s: float
    limit_samples: int | None
    result: Future[Path]


@dataclass(frozen=True)
class _Close:
    result: Future[Path]


@dataclass(frozen=True)
class _Events:
    rows: NDArray[np.void]
    footprints: list[FloatArray]


@dataclass(frozen=True)
class _Note:
    sample: int
    text: str


@dataclass(frozen=True)
class _Verdict:
    row: NDArray[np.void]
    verdict: str


_Item = Block | _Open | _Close | _Events | _Note | _Verdict | Gap | SourceEvent


class Recorder:
    """Owns the session that is being written. All methods may be called from any thread."""

    def __init__(self, fs_hz: float) -> None:
        self._fs_hz = fs_hz
        self._queue: Handover[_Item] = Handover(int(QUEUE_S * fs_hz))
        self._writer: SessionWriter | None = None
        self._active = False
        self._began_s = 0.0
        self._written_at_s = float("nan")
        self._problem = ""
        self._disk_left_s = float("nan")
        self._disk_checked_s = 0.0
        self._lost_from: int | None = None
        self._left: int | None = None
        self._worker = Worker("writer", self._run, self._failed)
        self._worker.start()

    @property
    def active(self) -> bool:
        """True between a start that succeeded and the end of its recording."""
        return self._active

    @property
    def full(self) -> bool:
        """True when as many samples were handed over as the start asked for."""
        return self._left == 0

    def start(
        self,
        parent: Path,
        info: StreamInfo,
        *,
        pseudonym: str,
        task: str,
        wall_s: float,
        limit_samples: int | None = None,
    ) -> Path:
        """Begin a session in a new folder inside ``parent`` and return that folder.

        Samples past ``limit_samples`` are not recorded any more; ``full`` tells when that is so.

        Raises
        ------
        StorageError
            If the folder cannot be made or the disk does not answer within 5 s.
        """
        if self._active:
            raise StorageError("A recording is running already; stop it before starting the next.")
        result: Future[Path] = Future()
        self._queue.put(_Open(parent, info, pseudonym, task, wall_s, limit_samples, result))
        return self._answer(result, 5.0)

    def stop(self, timeout_s: float = 30.0) -> Path:
        """Write what waits, close the session and return its folder."""
        if not self._active:
            raise StorageError("Nothing is being recorded.")
        result: Future[Path] = Future()
        self._queue.put(_Close(result))
        return self._answer(result, timeout_s)

    @staticmethod
    def _answer(result: Future[Path], timeout_s: float) -> Path:
        try:
            return result.result(timeout_s)
        except TimeoutError:
            raise StorageError(
                f"The disk has not answered for {timeout_s:g} s; what was written before is safe. Choose another folder."
            ) from None

    def write(self, block: Block) -> None:
        """Hand over samples. Past 60 s of backlog they are lost, and the loss is written down as a gap."""
        if not self._active or self.full:
            return
        if self._left is not None:
            if len(block) > self._left:
                aux = None if block.aux is None else block.aux[: self._left]
                block = Block(block.start, block.samples[: self._left], aux)
            self._left -= len(block)
        if self._lost_from is not None and self._queue.samples < self._queue.limit_samples // 2:
            self._queue.put(Gap(self._lost_from, block.start, "writer overrun"))
            self._lost_from = None
        if self._lost_from is None and not self._queue.put(block, len(block)):
            self._lost_from = block.start
            self._problem = "The disk is too slow: samples are being lost. Choose another folder."

    def events(self, rows: NDArray[np.void], footprints: list[FloatArray]) -> None:
        """Hand over events."""
        if self._active and len(rows):
            self._queue.put(_Events(rows, footprints))

    def tell(self, item: Gap | SourceEvent) -> None:
        """Hand over a gap or something the source told."""
        if self._active:
            self._queue.put(item)

    def note(self, sample: int, text: str) -> None:
        """Hand over a note."""
        if self._active:
            self._queue.put(_Note(sample, text))

    def verdict(self, row: NDArray[np.void], verdict: str) -> None:
        """Hand over a person's verdict of an event."""
        if self._active:
            self._queue.put(_Verdict(row, verdict))

    def status(self) -> RecordingStatus:
        """Return how the recording stands."""
        writer = self._writer
        if not self._active or writer is None:
            return RecordingStatus(problem=self._problem)
        return RecordingStatus(
            active=True,
            folder=str(writer.folder),
            elapsed_s=writer.samples / self._fs_hz,
            written_bytes=writer.written_bytes,
            disk_left_s=self._disk_left_s,
            age_s=time.monotonic() - self._written_at_s,
            backlog_s=self._queue.samples / self._fs_hz,
            problem=self._problem,
        )

    def close(self) -> None:
        """End a recording that is still running, then the thread."""
        if self._active:
            self.stop()
        self._worker.join()

    def _failed(self, sentence: str) -> None:
        self._problem = sentence
        self._active = False

    def _run(self, stop: threading.Event) -> None:
        while True:
            items = self._queue.take(0.25)
            for item in items:
                self._do(item)
            if self._writer is not None:
                self._tick(self._writer)
            if stop.is_set() and not items:
                return

    def _do(self, item: _Item) -> None:
        if isinstance(item, _Open):
            self._open(item)
            return
        writer = self._writer
        if writer is None:
            return
        if isinstance(item, _Close):
            self._close(item, writer)
            return
        try:
            self._hand_on(item, writer)
        except StorageError as error:
            self._problem = str(error)

    def _hand_on(self, item: _Item, writer: SessionWriter) -> None:
        match item:
            case Block():
                writer.write(item)
                self._written_at_s = time.monotonic()
            case _Events():
                writer.write_events(item.rows, item.footprints)
            case Gap():
                writer.write_gap(item.start, item.stop, item.reason)
            case _Note():
                writer.write_note(item.sample, item.text)
            case _Verdict():
                writer.write_verdict(item.row, item.verdict)
            case SourceEvent():
                writer.write_state(item.sample, item.kind, item.text)
            case _:
                raise TypeError(f"the writer was handed a {type(item).__name__}")

    def _open(self, item: _Open) -> None:
        try:
            self._writer = SessionWriter(
                item.parent, item.info, pseudonym=item.pseudonym, task=item.task, wall_s=item.wall_s
            )
        except FascviewError as error:
            item.result.set_exception(error)
            return
        self._problem = ""
        self._left = item.limit_samples
        self._began_s = self._written_at_s = time.monotonic()
        self._active = True
        item.result.set_result(self._writer.folder)

    def _close(self, item: _Close, writer: SessionWriter) -> None:
        self._writer = None
        self._active = False
        try:
            writer.close()
        except FascviewError as error:
            self._problem = str(error)
            item.result.set_exception(error)
        else:
            item.result.set_result(writer.folder)

    def _tick(self, writer: SessionWriter) -> None:
        now = time.monotonic()
        try:
            writer.tick(now)
        except StorageError as error:
            self._problem = str(error)
        if now - self._disk_checked_s > 2.0:
            self._disk_checked_s = now
            elapsed = writer.samples / self._fs_hz
            try:
                free = shutil.disk_usage(writer.folder).free
            except OSError:
                return
            if elapsed > 1.0 and writer.written_bytes:
                self._disk_left_s = free / (writer.written_bytes / elapsed)
