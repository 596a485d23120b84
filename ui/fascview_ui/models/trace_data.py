"""What the views of traces and events pull from whatever runs the samples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from fascview.pyramid import Pyramid
from fascview.ring import Ring
from fascview.stream import FloatArray, StreamInfo

EventRows = NDArray[np.void]


class Stretch(Protocol):
    """Samples ``start`` to ``stop`` (exclusive), such as a gap."""

    @property
    def start(self) -> int:
        """First sample."""
        ...

    @property
    def stop(self) -> int:
        """Sample after the last."""
        ...


@runtime_checkable
class Farther(Protocol):
    """Data that reach further back than ``shown`` and ``pyramid``."""

    @property
    def oldest(self) -> int:
        """First sample that can be shown."""
        ...

    def rings(self, start: int, stop: int) -> tuple[Ring, Pyramid]:
        """Return samples and their pyramid to draw a standing page from; others once it has been read. Never waits."""
        ...


class TraceData(Protocol):
    """What a view pulls on each tick of the clock. Every method is cheap and may be called from the GUI thread."""

    @property
    def info(self) -> StreamInfo:
        """The stream."""
        ...

    @property
    def shown(self) -> Ring:
        """The display-filtered samples [uV]."""
        ...

    @property
    def pyramid(self) -> Pyramid:
        """Minimum and maximum of the display-filtered samples since the start."""
        ...

    @property
    def newest(self) -> int:
        """Index after the newest sample that may be drawn."""
        ...

    @property
    def version(self) -> int:
        """Counts changes of events, intervals, gaps and channel words, so that a view knows when to look."""
        ...

    @property
    def words(self) -> tuple[str, ...]:
        """For each channel what is wrong with it (``clipped``, ``no signal``, ``lead off``), or an empty text."""
        ...

    def events(self) -> EventRows:
        """Return the events so far, rows of EVENT_DTYPE in order of sample."""
        ...

    def intervals(self) -> EventRows:
        """Return the stretches that are not analysable, rows of INTERVAL_DTYPE."""
        ...

    def gaps(self) -> Sequence[Stretch]:
        """Return the stretches of lost samples."""
        ...

    def footprint(self, event_id: int) -> FloatArray | None:
        """Return the Vpp [uV] of an event on each channel of its muscle, in order of channels, or None if unknown."""
        ...

    def verdicts(self) -> Mapping[int, str]:
        """Return the person's verdict of every event that has one, by id; it goes over the machine's."""
        ...

    def notes(self) -> Sequence[tuple[int, str]]:
        """Return what was marked or noted: the sample and its words, in order."""
        ...

    def wall_s(self, sample: int) -> float:
        """Return the wall-clock time of a sample [s since 1970]."""
        ...
