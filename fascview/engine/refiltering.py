"""Going over what is held again after the screen was told to show it otherwise, a slice at a time.

A minute of many channels takes the better part of a second to filter. Done in one go it would hold up what comes in,
the sound and the counts; so every block pays for a slice, and the picture changes when the newest part is done.
"""

from __future__ import annotations

import time

from fascview.dsp.derive import Derivation
from fascview.engine.display import DisplayFilter
from fascview.pyramid import Pyramid
from fascview.ring import Ring

#: The filters begin so long before what is shown, so that they have settled: 14 time constants of the mains notches.
SETTLE_S = 3.0
#: So much of the newest is shown as soon as it is done; the rest follows.
NEWEST_S = 10.0
NEWEST_ROOM_S = 30.0  # the rest has followed long before that is full
SLICE_VALUES = 65_536  # samples times channels between two looks at the clock


class Refilter:
    """Filters what a ring holds, from ``shown_from`` on into a ring and a pyramid of its own, until it has caught up.

    Parameters
    ----------
    raw : Ring
        As received; it may go on growing.
    begin : int
        The filters start here, from rest.
    shown_from : int
        The first sample that is kept of what comes out.
    capacity : int
        Samples that the new ring holds.
    filtered, derived
        From samples to what is heard, and from that to what is shown; both go on with what comes later.
    """

    def __init__(
        self,
        raw: Ring,
        begin: int,
        shown_from: int,
        capacity: int,
        filtered: DisplayFilter,
        derived: Derivation,
    ) -> None:
        self._raw = raw
        self._at = begin
        self.first = shown_from
        self.filtered, self.derived = filtered, derived
        self._step = max(64, SLICE_VALUES // raw.n_channels)
        self.shown, self.pyramid = Ring(capacity, raw.n_channels), Pyramid(capacity, raw.n_channels)
        self._begin(shown_from)

    def _begin(self, first: int) -> None:
        self.first = first
        self.shown.restart(first)
        self.pyramid.restart(first)

    @property
    def done(self) -> bool:
        """True when nothing is left to be filtered."""
        return self._at >= self._raw.end

    @property
    def whole(self) -> bool:
        """True when all that the ring of received samples holds is part of it."""
        return self.first <= self._raw.first

    def work(self, seconds: float) -> None:
        """Filter slices for about ``seconds``, one at least."""
        until_s = time.perf_counter() + seconds
        while not self.done:
            start, rows = self._raw.read(self._at, min(self._at + self._step, self._raw.end))
            # What was written over meanwhile is not there any more; the filters go on behind it as behind a loss.
            if self.first < start and self.shown.end == self.first:
                self._begin(start)
            part = self.derived(self.filtered(rows))
            self._at = start + len(rows)
            skip = max(0, self.first - start)
            if skip < len(part):
                self.shown.append(start + skip, part[skip:])
                self.pyramid.append(start + skip, part[skip:])
            if time.perf_counter() >= until_s:
                return


def newest_first(raw: Ring, fs_hz: float) -> tuple[int, int]:
    """Return where the filters begin and what is shown from, to have the newest part soon."""
    shown_from = max(raw.first, raw.end - round(NEWEST_S * fs_hz))
    begin = max(raw.first, shown_from - round(SETTLE_S * fs_hz))
    return begin, (raw.first if begin == raw.first else shown_from)
