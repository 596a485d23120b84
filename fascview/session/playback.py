"""A recording as a source: what was recorded walks the same way as what is live."""

from __future__ import annotations

import math
import threading
import time

from fascview.errors import UsageError
from fascview.session.recording import Recording
from fascview.stream import Block, SourceEvent, StreamInfo

BLOCK_S = 0.016
#: As fast as it can: blocks this long, so that the cost per block does not count.
FAST_BLOCK_S = 0.25


class PlaybackSource:
    """Gives the samples of a recording at their own pace, or ``speed`` times as fast.

    Deadlines are absolute: a late read is made up for, so that the pace never drifts. ``read`` belongs to one thread;
    ``seek``, ``speed``, ``paused`` and ``close`` may be used from any.

    Parameters
    ----------
    recording : Recording
        Not closed by this source unless ``owns`` is true.
    speed : float
        1 for real time, ``math.inf`` for as fast as it can.
    start : int
        First sample.
    loop : bool
        Begin again at the end; the sample index goes on rising.
    """

    def __init__(
        self, recording: Recording, speed: float = 1.0, start: int = 0, loop: bool = False, owns: bool = False
    ) -> None:
        self.recording = recording
        self._loop = loop
        self._owns = owns
        self._reading = threading.Lock()  # the file is not closed under a read
        self._wake = threading.Condition()
        self._at = min(max(0, start), recording.n_samples)  # next row of the recording
        self._shift = 0  # added to rows: how often the end was passed
        self._paused = False
        self._closed = False
        self._ended = False
        self._events: list[SourceEvent] = []
        self._speed = 1.0
        self._anchor: tuple[float, int] | None = None  # (monotonic s, row) from which deadlines count
        self.speed = speed

    @property
    def speed(self) -> float:
        """How many times real time; ``inf`` for as fast as it can."""
        return self._speed

    @speed.setter
    def speed(self, value: float) -> None:
        if math.isnan(value) or value <= 0:
            raise UsageError(f"The speed is {value:g}; it must be above 0.")
        with self._wake:
            self._speed = float(value)
            self._anchor = None
            self._wake.notify_all()

    @property
    def paused(self) -> bool:
        """True while no samples are given."""
        return self._paused

    @paused.setter
    def paused(self, value: bool) -> None:
        with self._wake:
            self._paused = bool(value)
            self._anchor = None
            self._wake.notify_all()

    @property
    def position(self) -> int:
        """Row of the recording that comes next."""
        return self._at

    def seek(self, sample: int) -> None:
        """Go on from ``sample`` of the recording. The next block starts there, ahead of or behind the one before."""
        with self._wake:
            self._at = min(max(0, int(sample)), self.recording.n_samples)
            self._shift = 0
            self._ended = False
            self._anchor = None
            self._events.append(
                SourceEvent(self._at, "seek", f"playback goes on at {self._at / self.recording.fs_hz:.1f} s")
            )
            self._wake.notify_all()

    def open(self) -> StreamInfo:
        """Return the stream; the pace counts from the first read."""
        return self.recording.info

    def read(self, timeout_s: float = 0.1) -> Block | None:
        """Return the next block when it is due, or None when none was within ``timeout_s``, or at the end."""
        limit = time.monotonic() + timeout_s
        with self._wake:
            while True:
                now = time.monotonic()
                if self._closed:
                    return None
                if not self._paused:
                    stop, due = self._next(now)
                    if stop == self._at:
                        self._ended = True
                    elif due <= now:
                        start = self._at
                        self._at = stop
                        self._ended = stop >= self.recording.n_samples and not self._loop
                        shift = self._shift
                        break
                    elif due <= limit:
                        limit_wait = due - now
                        self._wake.wait(limit_wait)
                        continue
                if now >= limit:
                    return None
                self._wake.wait(limit - now)
        with self._reading:
            if self._closed:
                return None
            samples, aux = self.recording.read(start, stop), self.recording.read_aux(start, stop)
        return Block(start + shift, samples, aux)

    def _next(self, now: float) -> tuple[int, float]:
        """Return where the next block ends and when it is due [s, monotonic]."""
        n, fs_hz = self.recording.n_samples, self.recording.fs_hz
        if self._at >= n and self._loop and n > 0:
            self._at, self._shift, self._anchor = 0, self._shift + n, None
        if math.isinf(self._speed):
            return min(self._at + max(1, round(FAST_BLOCK_S * fs_hz)), n), now
        if self._anchor is None:
            self._anchor = now, self._at
        # Blocks of 16 ms of real time: faster playback means longer blocks, not more of them.
        stop = min(self._at + max(1, round(BLOCK_S * fs_hz * max(1.0, self._speed))), n)
        return stop, self._anchor[0] + (stop - self._anchor[1]) / (fs_hz * self._speed)

    def events(self) -> list[SourceEvent]:
        """Return and forget what there was to tell."""
        with self._wake:
            told, self._events = self._events, []
        return told

    @property
    def ended(self) -> bool:
        """True once the last block was given and the recording does not loop."""
        return self._ended

    def close(self) -> None:
        """Stop a waiting read. Safe to call twice, from any thread."""
        with self._wake:
            self._closed = True
            self._wake.notify_all()
        if self._owns:
            with self._reading:
                self.recording.close()
