"""What is recorded beside the EMG: triggers, markers, force, on clocks of their own.

The EMG's sample index is the clock of a recording. Everything else keeps its own time stamps, with what must be added
to them to reach this computer's clock, so that nothing is resampled and nothing is lost.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from fascview.errors import FormatError
from fascview.stream import MAX_CHANNELS, MAX_RATE_HZ, Channel, SourceEvent


@dataclass(frozen=True, slots=True)
class SideInfo:
    """Everything known of a companion before its first row.

    Attributes
    ----------
    name : str
        As it calls itself, made safe to show.
    fs_hz : float
        Nominal rate [Hz]; 0 where rows come when they please (markers, switches).
    channels : tuple of Channel
        The columns of its rows; of texts there is one.
    format : str
        ``float32`` or ``double64`` for numbers, ``string`` for texts (markers).
    type : str
        The kind of content it states, such as ``Markers`` or ``Force``.
    address, host, source_id : str
        How to open it again, where it is, its lasting identity.
    """

    name: str
    fs_hz: float
    channels: tuple[Channel, ...]
    format: str = "float32"
    type: str = ""
    address: str = ""
    host: str = ""
    source_id: str = ""
    properties: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not (math.isfinite(self.fs_hz) and 0.0 <= self.fs_hz <= MAX_RATE_HZ):
            raise FormatError(f"{self.name} says its rate is {self.fs_hz:g} Hz; up to {MAX_RATE_HZ:g} Hz can be read.")
        if not 1 <= len(self.channels) <= MAX_CHANNELS or (self.text and len(self.channels) != 1):
            many = "1" if self.text else f"1 to {MAX_CHANNELS}"
            raise FormatError(f"{self.name} has {len(self.channels)} channels; {many} can be recorded beside the EMG.")

    @property
    def text(self) -> bool:
        """True where its rows are texts."""
        return self.format == "string"


@dataclass(frozen=True, slots=True)
class SideRows:
    """Rows of a companion.

    Attributes
    ----------
    stamps_s : ndarray, shape (n,), float64
        On the companion's own clock [s].
    values : ndarray, shape (n, n_channels), float32 or float64
        In the units of its channels; ``(n, 0)`` where they are texts.
    texts : tuple of str
        One per row, where they are texts.
    offset_s : float
        What to add to these stamps to reach this computer's monotonic clock [s].
    """

    stamps_s: NDArray[np.float64]
    values: NDArray[np.floating]
    texts: tuple[str, ...] = ()
    offset_s: float = 0.0

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.stamps_s)

    def later_than(self, at_s: float) -> SideRows:
        """Return the rows from ``at_s`` on, by this computer's clock [s]."""
        first = int(np.searchsorted(self.stamps_s + self.offset_s, at_s))
        return SideRows(self.stamps_s[first:], self.values[first:], self.texts[first:], self.offset_s)


class SideSource(Protocol):
    """A companion. One thread uses it; ``close`` may be called from any thread, twice."""

    def open(self) -> SideInfo:
        """Connect. Raises SourceError (or FormatError) with a sentence."""
        ...

    def read(self, timeout_s: float = 0.1) -> SideRows | None:
        """Return what has come, or None after ``timeout_s``. Raises SourceLostError when it has gone for good."""
        ...

    def events(self) -> list[SourceEvent]:
        """Return and forget what it had to tell; the sample numbers in these mean nothing."""
        ...

    def close(self) -> None:
        """Release everything."""
        ...
