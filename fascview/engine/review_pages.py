"""The stretch of a stored recording that is on screen, and what lies beside it, filtered and ready to be drawn."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from fascview.engine.display import DisplayFilter
from fascview.engine.worker import Worker
from fascview.pyramid import Pyramid
from fascview.ring import Ring
from fascview.settings import FilterSettings
from fascview.stream import FloatArray, StreamInfo

#: How long before the stretch the filters begin, so that they have settled when it starts [s].
SETTLE_S = 3.0
#: How much beside the page may be held for turning it [bytes].
BESIDE_BYTES = 48_000_000
_STEP_S = 2.0


@dataclass(frozen=True)
class Stretch:
    """Samples ``start`` to ``stop`` as shown: the same two containers that live samples are drawn from."""

    start: int
    stop: int
    filters: FilterSettings
    shown: Ring
    pyramid: Pyramid

    def covers(self, start: int, stop: int) -> bool:
        """Return whether a page lies within."""
        return self.start <= start and stop <= self.stop


class Readable(Protocol):
    """Samples that can be read anywhere: a recording, or what a source has sent so far."""

    @property
    def info(self) -> StreamInfo:
        """What they are."""
        ...

    @property
    def n_samples(self) -> int:
        """Index after the last."""
        ...

    def read(self, start: int, stop: int) -> FloatArray:
        """Return rows ``start`` to ``stop``, shape ``(n, n_channels)``, uV, NaN where lost."""
        ...


class PageReader:
    """Reads the stretch around a page in a thread of its own; ``stretch`` is the newest that is ready.

    Parameters
    ----------
    recording : Readable
        Read from this thread too.
    filters : FilterSettings
        What the screen shows.
    """

    def __init__(self, recording: Readable, filters: FilterSettings) -> None:
        self._recording = recording
        self._wake = threading.Condition()
        self._asked: tuple[int, int, FilterSettings] | None = None
        self._filters = filters
        self.stretch: Stretch | None = None
        self.problem = ""
        self._worker = Worker("pages", self._run, self._failed)

    def start(self) -> None:
        """Begin."""
        self._worker.start()

    def stop(self) -> bool:
        """End; return whether the thread has."""
        self._worker.stop_event.set()
        with self._wake:
            self._wake.notify_all()
        return self._worker.join()

    @property
    def filters(self) -> FilterSettings:
        """What the screen shall show."""
        return self._filters

    def set_filters(self, filters: FilterSettings) -> None:
        """Show the samples otherwise."""
        self._filters = filters

    @property
    def busy(self) -> bool:
        """True while something is being read."""
        return self._asked is not None

    def want(self, start: int, stop: int) -> bool:
        """Ask for a page; return whether it is ready as it shall be shown."""
        n = self._recording.n_samples
        start, stop = max(0, min(start, n)), max(0, min(stop, n))
        ready = self.stretch
        good = ready is not None and ready.filters == self._filters and ready.covers(start, stop)
        if good and ready is not None:
            # Well inside, nothing is to be done; near an edge the next stretch is fetched beforehand.
            margin = (stop - start) // 2
            inside = ready.covers(max(0, start - margin), min(n, stop + margin))
            if inside or self._span(start, stop) == (ready.start, ready.stop):
                return True
        # The page alone first; what lies beside it once the page is there.
        asked = (*(self._span(start, stop) if good else (start, stop)), self._filters)
        with self._wake:
            if self._asked != asked:
                self._asked = asked
                self._wake.notify_all()
        return good

    def _span(self, start: int, stop: int) -> tuple[int, int]:
        page = max(1, stop - start)
        room = BESIDE_BYTES // (8 * self._recording.info.n_channels)
        beside = min(page, max(0, (room - page) // 2))
        return max(0, start - beside), min(self._recording.n_samples, stop + beside)

    def _run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            with self._wake:
                while self._asked is None and not stop.is_set():
                    self._wake.wait(0.5)
                asked = self._asked
            if asked is None or stop.is_set():
                continue
            made = self._read(*asked, stop)
            with self._wake:
                if made is not None:
                    self.stretch = made
                if self._asked == asked:
                    self._asked = None

    def _failed(self, sentence: str) -> None:
        self.problem = sentence

    def _screen(self, filters: FilterSettings) -> Callable[[FloatArray], FloatArray]:
        """Return what makes of samples what the screen shows."""
        info = self._recording.info
        return DisplayFilter(info.fs_hz, info.n_channels, filters)

    def _read(self, start: int, stop: int, filters: FilterSettings, end: threading.Event) -> Stretch | None:
        """Read and filter; None when something else is wanted by now."""
        info = self._recording.info
        n = max(1, stop - start)
        ring, pyramid = Ring(n, info.n_channels), Pyramid(n, info.n_channels)
        ring.restart(start)
        pyramid.restart(start)
        screen = self._screen(filters)
        step = max(1, round(_STEP_S * info.fs_hz))
        at = max(0, start - round(SETTLE_S * info.fs_hz))
        while at < stop:
            if end.is_set() or self._asked != (start, stop, filters):
                return None
            rows = screen(self._recording.read(at, min(at + step, stop)))
            first = max(0, start - at)
            if first < len(rows):
                ring.append(at + first, rows[first:])
                pyramid.append(at + first, rows[first:])
            at += max(1, len(rows))
        return Stretch(start, stop, filters, ring, pyramid)
