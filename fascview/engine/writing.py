"""The writer's thread: everything received goes to disk first, and nothing is dropped unsaid."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fascview.engine.awake import Awake
from fascview.engine.earlier import Earlier
from fascview.engine.handover import Handover
from fascview.engine.side_writing import Side, SideKeeper
from fascview.engine.status import RecordingStatus
from fascview.engine.worker import Worker
from fascview.errors import FascviewError, StorageError
from fascview.session.history import LONGEST_S
from fascview.session.writer import SessionWriter
from fascview.stream import Block, FloatArray, SourceEvent, StreamInfo

log = logging.getLogger(__name__)

GATHER_S = 0.2  # samples are written so much at a time; events and commands wake the writer at once
QUEUE_S = 60.0  # what the queue holds while the disk does not take anything
KEEP_S = 120.0  # what came before the button and becomes part of the recording, unless it is told otherwise
ANSWER_S = 5.0  # how long a disk may take to make a folder


@dataclass(frozen=True)
class _Events:
    rows: NDArray[np.void]
    footprints: list[FloatArray]


@dataclass(frozen=True)
class _Entry:
    what: str
    sample: int
    facts: dict[str, object]


@dataclass(frozen=True)
class _Overrun:
    stop: int


@dataclass(frozen=True)
class _Finish:
    """End the recording once all it asked for is written."""


_Item = Block | Side | _Events | _Entry | _Overrun | _Finish | SourceEvent | None


@dataclass(frozen=True)
class _Command:
    act: Callable[[], Path]
    result: Future[Path]


class Recorder:
    """Owns the session that is being written. Methods may be called from any thread.

    Everything received is kept for up to half an hour, so that a recording can start with what came before it.

    What a full or failing disk refuses is kept by the session's writer, and written when there is room again or in
    another folder (``continue_in``). While a disk does not even answer, up to 60 s of samples wait here; past that they
    are lost, and the loss is written down as a gap.
    """

    def __init__(self, info: StreamInfo, remark: Callable[[str, str], None]) -> None:
        self._fs_hz = fs_hz = info.fs_hz
        self.earlier = Earlier(info)
        self._queue: Handover[_Item] = Handover(int(QUEUE_S * fs_hz), int(GATHER_S * fs_hz))
        self._commands: deque[_Command] = deque()
        self._batch: deque[_Item] = deque()
        self._writer: SessionWriter | None = None
        self._accepting = False
        self._finish = False
        self._awake = Awake(remark)
        self._sides = SideKeeper(LONGEST_S)
        self._limit: int | None = None
        self._began_at = 0
        self._next = 0
        self._overrun_from: int | None = None
        self._problem = self._fault = ""
        self._written_at_s = float("nan")
        self._worker = Worker("writer", self._run, self._failed)
        self._worker.start()

    # ---- from other threads

    @property
    def active(self) -> bool:
        """True from a start that succeeded to the end of its recording."""
        return self._writer is not None

    @property
    def full(self) -> bool:
        """True when as many samples are written as the start asked for."""
        writer = self._writer
        return writer is not None and self._limit is not None and writer.samples >= self._limit

    def start(
        self,
        parent: Path,
        info: StreamInfo,
        wall_s: Callable[[int], float],
        *,
        pseudonym: str,
        task: str,
        keep_s: float = 0.0,
        limit_samples: int | None = None,
        only_earlier: bool = False,
    ) -> Path:
        """Begin a session in a new folder inside ``parent`` and return that folder.

        The session begins with up to ``keep_s`` of what was handed over before; samples past ``limit_samples`` are not
        recorded any more, and ``full`` tells when that is so. With ``only_earlier`` it ends with the newest sample
        there is now, and ``finish`` closes it.

        Raises
        ------
        StorageError
            If a recording is running, the folder cannot be made, or the disk does not answer.
        """
        if self._accepting or self._writer is not None:
            raise StorageError("A recording is running already; stop it before starting the next.")
        self._accepting = True

        def open_session() -> Path:
            first = self.earlier.first_of(round(keep_s * self._fs_hz)) if keep_s else self._next
            at_s = wall_s(first)
            if only_earlier:
                self._limit = self._next - first
                if not self._limit:
                    raise StorageError("Nothing has been received yet; there is nothing to keep.")
            else:
                self._limit = limit_samples
            self._began_at = self._next
            self._writer = SessionWriter(
                parent,
                info,
                pseudonym=pseudonym,
                task=task,
                start_sample=first,
                wall_s=at_s if at_s == at_s else time.time(),
                time_of_zero_s=self.earlier.time_of_zero_s(first) if first < self._next else None,
            )
            self.earlier.begin(first)
            self._awake.begin()
            self._batch.extend(self._sides.begin(max(0, self._next - first) / self._fs_hz))
            self._problem = self._fault = ""
            self._written_at_s = time.monotonic()
            return self._writer.folder

        try:
            return self._ask(open_session, ANSWER_S)
        except FascviewError:
            self._accepting = False
            raise

    def stop(self, timeout_s: float = 30.0) -> Path:
        """Write what waits, close the session and return its folder.

        Raises
        ------
        StorageError
            If nothing is being recorded, or the end cannot be written.
        """
        if not self._accepting and self._writer is None:
            raise StorageError("Nothing is being recorded.")
        self._accepting = False
        return self._ask(self._close_session, timeout_s)

    def finish(self) -> None:
        """End the recording by itself once everything asked for is written; returns at once."""
        self._accepting = False
        self._queue.put(_Finish())

    def continue_in(self, parent: Path) -> Path:
        """Go on in another folder after the disk failed; nothing that waits in memory is lost.

        Raises
        ------
        StorageError
            If nothing is being recorded, or that folder cannot be written either.
        """

        def go_on() -> Path:
            if self._writer is None:
                raise StorageError("Nothing is being recorded.")
            folder = self._writer.continue_in(parent)
            self._problem = ""
            return folder

        return self._ask(go_on, ANSWER_S)

    def write(self, block: Block) -> None:
        """Hand over samples. Called for every block, also while nothing is recorded."""
        if self._overrun_from is not None:
            if self._queue.samples > self._queue.limit_samples // 2:
                return
            self._queue.put(_Overrun(block.start))
            self._overrun_from = None
        if not self._queue.put(block, len(block)):
            self._overrun_from = block.start
            self._problem = self._overrun_text()

    def events(self, rows: NDArray[np.void], footprints: list[FloatArray]) -> None:
        """Hand over events."""
        if self._accepting and len(rows):
            self._queue.put(_Events(rows, footprints))

    def beside(self, side: Side) -> bool:
        """Hand over rows of a companion; False when the disk is so far behind that only the EMG is still taken."""
        return self._queue.samples <= 0.9 * self._queue.limit_samples and self._queue.put(side)

    def told(self, event: SourceEvent) -> None:
        """Hand over something the source told."""
        if self._accepting:
            self._queue.put(event)

    def entry(self, what: str, sample: int, **facts: object) -> None:
        """Hand over an entry of the event stream, such as a note or a person's verdict."""
        if self._accepting:
            self._queue.put(_Entry(what, sample, facts))

    def status(self) -> RecordingStatus:
        """Return how the recording stands."""
        writer = self._writer
        if writer is None:
            return RecordingStatus(problem=self._fault or self._problem, earlier_s=self.earlier.kept_s)
        return RecordingStatus(
            active=True,
            folder=str(writer.folder),
            elapsed_s=max(0, writer.next_sample - self._began_at) / self._fs_hz,
            kept_s=max(0, min(writer.next_sample, self._began_at) - writer.start_sample) / self._fs_hz,
            written_bytes=writer.written_bytes,
            disk_left_s=writer.disk_left_s,
            age_s=time.monotonic() - self._written_at_s,
            backlog_s=self._queue.samples / self._fs_hz,
            behind_s=self.earlier.behind_s,
            earlier_s=self.earlier.kept_s,
            problem=self._fault or self._problem or writer.problem,
        )

    def close(self) -> None:
        """End a recording that is still running, then the thread."""
        if self._accepting or self._writer is not None:
            self.stop()
        self._worker.stop_event.set()
        self._queue.put(None)
        self._worker.join()
        self.earlier.close()

    def _ask(self, act: Callable[[], Path], timeout_s: float) -> Path:
        command = _Command(act, Future())
        self._commands.append(command)
        self._queue.put(None)
        try:
            return command.result.result(timeout_s)
        except TimeoutError:
            raise StorageError(
                f"The disk has not answered for {timeout_s:g} s; what was written before is safe. "
                "Choose another folder."
            ) from None

    # ---- on the writer's thread

    def _failed(self, sentence: str) -> None:
        self._problem = sentence

    def _run(self, stop: threading.Event) -> None:
        while True:
            behind = self.earlier.behind and self._writer is not None and not self._writer.problem
            self._batch.extend(self._queue.take(0.0 if behind else 0.25))
            self._write_batch()
            self._awake.check()
            if self._finish and self._writer is not None and not self.earlier.behind:
                self._try(self._end_by_itself)
            while self._commands:
                self._obey(self._commands.popleft())
            if stop.is_set():
                return

    def _obey(self, command: _Command) -> None:
        try:
            command.result.set_result(command.act())
        except FascviewError as error:
            command.result.set_exception(error)
        except OSError as error:
            command.result.set_exception(StorageError(f"The disk refused ({error.strerror}). Choose another folder."))

    def _close_session(self) -> Path:
        self._batch.extend(self._queue.take(0.0))
        self._write_batch()
        while self.earlier.behind and self._writer is not None and not self._writer.problem:
            self._write_batch()
        writer, self._writer = self._writer, None
        if writer is None:
            raise StorageError("Nothing is being recorded.")
        self._limit, self._finish = None, False
        self._awake.end()
        self.earlier.end_recording()
        return writer.close()

    def _end_by_itself(self) -> None:
        self._close_session()

    def _write_batch(self) -> None:
        """Write what was taken; what the disk refuses stays with the session's writer."""
        writer = self._writer
        while self._batch:
            item = self._batch.popleft()
            if isinstance(item, Block):
                self._next = item.stop
                behind = self.earlier.behind  # then it will come from there, in its turn
                self.earlier.take(item)
                if behind:
                    continue
            if writer is not None:
                self._try(lambda item=item: self._write_one(item, writer))  # type: ignore[misc]
            elif isinstance(item, Side):
                self._sides.keep(item)
        if writer is None:
            return
        if not writer.problem:
            self._catch_up(writer)
        if self._try(lambda: writer.tick(time.monotonic())) and not writer.problem:
            self._problem = self._overrun_text()

    def _catch_up(self, writer: SessionWriter) -> None:
        for block in self.earlier.step():
            self._try(lambda block=block: self._write_one(block, writer))  # type: ignore[misc]

    def _try(self, act: Callable[[], None]) -> bool:
        """Do something with the disk; return whether it took it. No fault ends the writer's thread."""
        try:
            act()
        except StorageError as error:
            self._problem = str(error)
        except Exception as error:
            log.exception("writing failed")
            self._fault = (  # stands until another recording begins
                f"Inside fascview writing failed ({type(error).__name__}: {error}). Stop, and record anew; what was "
                "written before is safe."
            )
        else:
            return True
        return False

    def _overrun_text(self) -> str:
        if self._overrun_from is None:
            return ""
        return "The disk is too slow: samples are being lost. Choose another folder."

    def _write_one(self, item: _Item, writer: SessionWriter) -> None:
        match item:
            case None:
                pass
            case Block():
                if self._limit is not None:
                    item = _head(item, max(0, writer.start_sample + self._limit - item.start))
                writer.write(item)
                self._written_at_s = time.monotonic()
            case Side():
                self._sides.write(writer, item)
            case _Events():
                # What lies past the length that was asked for is not part of the recording.
                end = math.inf if self._limit is None else writer.start_sample + self._limit
                inside = np.flatnonzero(item.rows["sample"] < end)
                prints = [item.footprints[k] for k in inside] if item.footprints else []
                writer.write_events(item.rows[inside], prints)
            case _Entry():
                writer.write_entry(item.what, item.sample, **item.facts)
            case _Overrun():
                writer.write_gap(writer.next_sample, item.stop, "writer overrun")
            case _Finish():
                self._finish = True
            case SourceEvent(kind="marker"):
                writer.write_note(item.sample, item.text)
            case SourceEvent():
                writer.write_state(item.sample, item.kind, item.text)


def _head(block: Block, n: int) -> Block:
    """Return the first ``n`` rows of a block."""
    if len(block) <= n:
        return block
    return Block(block.start, block.samples[:n], None if block.aux is None else block.aux[:n])
