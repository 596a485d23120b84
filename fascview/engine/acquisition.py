"""The thread that reads the source and hands every block to the writer first, then to the processing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from fascview.engine.clock_line import ClockLine
from fascview.engine.handover import Handover
from fascview.engine.writing import Recorder
from fascview.errors import FormatError
from fascview.stream import Block, Source, SourceEvent, StreamInfo

PROCESSING_QUEUE_S = 5.0
RATE_AFTER_S = 5.0  # a measured rate is told only after this long


@dataclass(frozen=True)
class Restart:
    """The next block begins a new run at ``at``: a seek."""

    at: int


@dataclass(frozen=True)
class Ended:
    """The source has given its last block."""


ToProcess = Block | Restart | Ended


class RateMeter:
    """Measures the sampling rate from the arrival of blocks, or from their stamps where they have some."""

    def __init__(self) -> None:
        self._first: tuple[int, float] | None = None
        self.fs_hz = float("nan")

    def reset(self) -> None:
        """Begin anew."""
        self._first = None
        self.fs_hz = float("nan")

    def take(self, block: Block, now_s: float) -> None:
        """Count a block that arrived at ``now_s``."""
        at_s = now_s if block.stamp_s is None else block.stamp_s
        if self._first is None:
            self._first = (block.stop, at_s)
            return
        elapsed_s = at_s - self._first[1]
        if elapsed_s > RATE_AFTER_S:
            self.fs_hz = (block.stop - self._first[0]) / elapsed_s


class Acquisition:
    """What the acquiring thread does: ``run`` is its body."""

    def __init__(
        self, source: Source, opened: Callable[[StreamInfo], None], told: Callable[[SourceEvent], None]
    ) -> None:
        self.source = source
        self.info: StreamInfo | None = None
        self.recorder: Recorder | None = None
        self.newest = 0
        self.arrived_s = float("nan")
        self.first_wall_s = float("nan")
        self.first_sample = 0
        self.overrun_samples = 0
        self.ended = False
        self.stamps_arrivals = False
        """Whether blocks without a stamp are recorded with the time they came: something else is recorded beside."""
        self.line = ClockLine(1.0)
        self.rate = RateMeter()
        self.queue: Handover[ToProcess] = Handover(1)
        self._opened = opened
        self._told = told
        self._seek_to: int | None = None
        self._hearing = threading.Lock()

    def seek(self, sample: int) -> None:
        """Go to ``sample``, for sources that can; done by the acquiring thread, so that order is kept."""
        self._seek_to = sample

    def run(self, stop: threading.Event) -> None:
        """Open the source, read it until ``stop`` or its end, close it."""
        try:
            self._read_all(stop)
        finally:
            self.source.close()

    def _read_all(self, stop: threading.Event) -> None:
        info = self.source.open()
        self.queue = Handover(max(1, int(PROCESSING_QUEUE_S * info.fs_hz)))
        self.info = info
        self.line = ClockLine(info.fs_hz)
        # A recorded or simulated source can wait for the processing; a live one cannot.
        waits = info.kind in ("file", "demo")
        self._opened(info)
        while not stop.is_set():
            if self._seek_to is not None:
                self._go(self._seek_to)
            block = self.source.read(0.1)
            self.hear()
            if block is not None and len(block):
                self._hand_on(block, info, waits, stop)
            elif self.source.ended and self._seek_to is None:
                if not self.ended:
                    self.ended = True
                    self.queue.put(Ended())
                stop.wait(0.02)

    def _go(self, sample: int) -> None:
        seek = getattr(self.source, "seek", None)
        self._seek_to = None
        if seek is None:
            return
        seek(sample)
        self.queue.clear()
        self.queue.put(Restart(sample))
        self.newest = sample
        self.ended = False
        self.rate.reset()

    def hear(self) -> None:
        """Hand on what the source has to tell, also while it is being opened by another thread."""
        with self._hearing:
            for event in self.source.events():
                self._told(event)
                if self.recorder is not None:
                    self.recorder.told(event)

    def _hand_on(self, block: Block, info: StreamInfo, waits: bool, stop: threading.Event) -> None:
        if block.samples.shape[1] != info.n_channels:
            raise FormatError(
                f"{info.name} began with {info.n_channels} channels and now sends {block.samples.shape[1]}; "
                "what was recorded so far is safe. Open it again."
            )
        now = time.monotonic()
        if self.first_wall_s != self.first_wall_s:  # not a number: nothing has arrived before
            self.first_wall_s = time.time() - len(block) / info.fs_hz
            self.first_sample = block.start
        self.arrived_s = now
        self.newest = block.stop
        self.rate.take(block, now)
        self.line.take(block, now)
        if self.recorder is not None:
            stamped = block.stamp_s is not None or not (self.stamps_arrivals and self.line.settled)
            self.recorder.write(block if stamped else replace(block, stamp_s=self.line.end_of(block)))
        if waits:
            self.queue.put_wait(block, len(block), stop)
        elif not self.queue.put(block, len(block)):
            self.overrun_samples += len(block)
