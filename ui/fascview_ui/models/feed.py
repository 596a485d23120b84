"""The engine as the views of traces and events see it: samples, events and where they belong, pulled on the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from fascview.engine.status import Gap
from fascview.pyramid import Pyramid
from fascview.ring import Ring
from fascview.stream import FloatArray, StreamInfo
from fascview_ui.models.port import Port

if TYPE_CHECKING:
    from fascview.engine.review_pages import Stretch

BANDS_HZ = ((20.0, 450.0), (10.0, 450.0), (20.0, 250.0), (50.0, 450.0), (5.0, 500.0), (100.0, 500.0))
MAINS_HZ = (50.0, 60.0, 0.0)


class Feed:
    """One stream that is open. Made when the engine has connected, thrown away with it.

    Lists are fetched from the engine only when its version says that something is new.
    """

    def __init__(self, port: Port) -> None:
        info, shown, raw, pyramid = port.info, port.shown, port.raw, port.pyramid
        if info is None or shown is None or raw is None or pyramid is None:
            raise ValueError("the source is not open yet")
        self.port = port
        self.info: StreamInfo = info
        self._shown: Ring = shown
        self.raw: Ring = raw
        self._pyramid: Pyramid = pyramid
        self.version = 0
        self.words: tuple[str, ...] = ("",) * info.n_channels
        self._events: NDArray[np.void] = port.events()
        self._intervals: NDArray[np.void] = port.intervals()
        self._gaps: tuple[Gap, ...] = port.gaps()
        self._engine_version = -1
        self._notes: tuple[tuple[int, str], ...] = ()
        self._page: Stretch | None = None

    @property
    def shown(self) -> Ring:
        """Samples as filtered for the screen; another ring after another filter was chosen."""
        self._shown = self.port.shown or self._shown
        return self._shown

    @property
    def pyramid(self) -> Pyramid:
        """Minima and maxima of these; another one after another filter was chosen."""
        self._pyramid = self.port.pyramid or self._pyramid
        return self._pyramid

    @property
    def oldest(self) -> int:
        """First sample that can be shown, however coarsely."""
        return min(self.shown.first, self.pyramid.first, self.port.earliest)

    def rings(self, start: int, stop: int) -> tuple[Ring, Pyramid]:
        """Return samples and their pyramid for a standing page.

        What the rings no longer hold is read again, in a thread of its own. Until that is done the page that was there
        stays where it covers this one, and else minima and maxima are shown, as coarse as they are remembered.
        """
        shown, earliest = self.shown, self.port.earliest
        beside = max(2, (stop - start) // 100)  # columns at both ends reach a little further than the page
        if start - beside >= shown.first or shown.first <= earliest or stop <= earliest:
            self._page = None
            return shown, self.pyramid
        first, last = max(start - beside, earliest), stop + beside
        self._page = self.port.page(first, last) or self._page
        if self._page is not None and self._page.covers(first, stop):
            return self._page.shown, self._page.pyramid
        return shown, self.pyramid

    def let_go(self) -> None:
        """Keep no page that was read; the newest samples are shown again."""
        if self._page is not None:
            self._page = None
            self.port.page(0, 0)

    def received(self, start: int, stop: int) -> FloatArray:
        """Return samples of any time as received, shape ``(n, n_channels)``; none where they are not kept any more."""
        if start >= self.raw.first:
            return self.raw.read(start, stop)[1]
        return self.port.stored_window(start, stop)[1]

    @property
    def newest(self) -> int:
        """Index after the newest sample that can be drawn."""
        return min(self.shown.end, self.pyramid.end)

    def refresh(self, engine_version: int, words: tuple[str, ...] | None = None) -> bool:
        """Fetch what is new; return whether anything was."""
        intervals, gaps = self.port.intervals(), self.port.gaps()
        words = self.words if words is None else words
        notes = notes_of(self.port)
        same = engine_version == self._engine_version and gaps == self._gaps and words == self.words
        same = same and notes == self._notes
        # The engine gives the same array while nothing is new, so this is seldom more than a glance.
        if same and (intervals is self._intervals or np.array_equal(intervals, self._intervals)):
            return False
        if engine_version != self._engine_version:
            self._events = self.port.events()
        self._intervals, self._gaps, self.words, self._notes = intervals, gaps, words, notes
        self._engine_version = engine_version
        self.version += 1
        return True

    def events(self) -> NDArray[np.void]:
        """Return the events so far (EVENT_DTYPE)."""
        return self._events

    def intervals(self) -> NDArray[np.void]:
        """Return the stretches that are not analysable (INTERVAL_DTYPE)."""
        return self._intervals

    def gaps(self) -> tuple[Gap, ...]:
        """Return the stretches of lost samples."""
        return self._gaps

    def notes(self) -> tuple[tuple[int, str], ...]:
        """Return what was marked or noted so far."""
        return self._notes

    def footprint(self, event_id: int) -> FloatArray | None:
        """Return the Vpp of an event on each channel of its muscle [uV]."""
        return self.port.footprint(event_id)

    def verdicts(self) -> dict[int, str]:
        """Return the person's verdict of every event that has one, by id."""
        return self.port.verdicts()

    def primary_channels(self) -> tuple[int, ...]:
        """Return for each muscle the channel that carries most of its events; its first one while there are none."""
        events = self._events[self._events["status"] != "rejected"]
        found = []
        for muscle in range(len(self.info.muscles)):
            own = np.flatnonzero(self.info.muscle_of_channel == muscle)
            seen = events["channel"][events["muscle"] == muscle]
            seen = seen[np.isin(seen, own)]
            found.append(int(np.bincount(seen).argmax()) if len(seen) else int(own[0]))
        return tuple(found)

    def wall_s(self, sample: int) -> float:
        """Return the wall clock of a sample [s since 1970]."""
        return self.port.wall_s(sample)


def notes_of(port: Port) -> tuple[tuple[int, str], ...]:
    """Return the notes among what happened, in order of sample."""
    return tuple(sorted((i.sample, i.text) for i in port.incidents() if i.kind == "note"))
