"""An opened recording, whatever it was stored as."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from fascview.detection.events import no_events
from fascview.errors import FormatError
from fascview.stream import FloatArray, StreamInfo

MAX_ARRAY_BYTES = 16 << 30
_PIECE = 65_536


@dataclass(frozen=True, slots=True)
class Gap:
    """Samples that are not there, from ``start`` to ``stop`` (exclusive), and why."""

    start: int
    stop: int
    reason: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something written or marked at a sample.

    ``what`` is ``note``, ``mark``, ``setting``, ``state`` or ``annotation``.
    """

    sample: int
    text: str
    what: str = "note"


class Signal(Protocol):
    """Where the samples of a recording come from."""

    @property
    def n_samples(self) -> int:
        """Length; it may grow."""
        ...

    def read(self, start: int, stop: int) -> FloatArray:
        """Return rows ``start`` to ``stop``, within the recording, shape ``(n, n_channels)``, uV, NaN where lost."""
        ...

    def read_aux(self, start: int, stop: int) -> FloatArray | None:
        """Return the auxiliary channels of the same rows, shape ``(n, n_aux)``, or None without any."""
        ...

    def close(self) -> None:
        """Release the file."""
        ...


@dataclass
class Recording:
    """An opened recording.

    Attributes
    ----------
    info : StreamInfo
        The stream; ``n_samples`` is set.
    path : Path
        What was opened.
    events : structured array of EVENT_DTYPE
        The events stored with it, in order; ``sample`` counts from the first sample of the recording.
    footprints : list of ndarray
        For each event its Vpp [uV] on the channels of its muscle (may be empty).
    notes, gaps : list
        What was written at which sample, and what is missing.
    warnings : list of str
        Sentences for the user about damage and guesses.
    first_sample : int
        Absolute index that the first sample had while it was recorded.
    started_wall_s : float or None
        Wall-clock time of the first sample [s since 1970].
    verdicts : dict of int to str
        What a person decided of an event, by its id; it goes over the program's own.
    entries : list of dict
        The raw entries of the event stream, for the record.
    parts : tuple of Path
        The session folders it was put together from; more than one where it went on in another.
    known : float
        How much of a long recording that was opened at once has been read by now, 0 to 1.
    live : bool
        True while another program is recording it.
    refresh : callable or None
        What ``follow`` calls; returns whether anything has changed.
    """

    info: StreamInfo
    signal: Signal
    path: Path
    events: NDArray[np.void] = field(default_factory=no_events)
    footprints: list[FloatArray] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    first_sample: int = 0
    started_wall_s: float | None = None
    verdicts: dict[int, str] = field(default_factory=dict)
    entries: list[dict[str, object]] = field(default_factory=list)
    parts: tuple[Path, ...] = ()
    known: float = 1.0
    live: bool = False
    refresh: Callable[[], bool] | None = None

    @property
    def fs_hz(self) -> float:
        """Sampling rate [Hz]."""
        return self.info.fs_hz

    @property
    def n_samples(self) -> int:
        """Length in samples, lost ones included."""
        return self.signal.n_samples

    @property
    def duration_s(self) -> float:
        """Length [s]."""
        return self.n_samples / self.fs_hz

    @property
    def muscles_per_channel(self) -> tuple[str, ...]:
        """The label of each channel's muscle."""
        return tuple(c.muscle.label for c in self.info.channels)

    @cached_property
    def samples_uv(self) -> FloatArray:
        """All samples in memory, shape ``(n_samples, n_channels)``, float32 uV, NaN rows where lost.

        Read when first asked for; ``read`` and ``pieces`` give a long recording bit by bit.
        """
        return self.read(0, self.n_samples)

    def pieces(self, seconds: float = 10.0) -> Iterator[FloatArray]:
        """Give the samples in order, about ``seconds`` at a time."""
        step = max(1, round(seconds * self.fs_hz))
        for start in range(0, self.n_samples, step):
            yield self.read(start, start + step)

    def _within(self, start: int, stop: int) -> tuple[int, int]:
        start = min(max(0, start), self.n_samples)
        return start, min(max(start, stop), self.n_samples)

    def read(self, start: int, stop: int) -> FloatArray:
        """Return rows ``start`` to ``stop``, clipped to the recording, shape ``(n, n_channels)``, float32 uV.

        Raises
        ------
        FormatError
            Where so much cannot be held in memory.
        """
        start, stop = self._within(start, stop)
        if (stop - start) * self.info.n_channels * 4 > MAX_ARRAY_BYTES:
            raise FormatError(
                f"{self.path.name[:80]} is too long to be held in memory at once; read it piece by piece."
            )
        if stop - start <= _PIECE:
            return self.signal.read(start, stop)
        out = np.empty((stop - start, self.info.n_channels), np.float32)
        for at in range(start, stop, _PIECE):
            end = min(at + _PIECE, stop)
            out[at - start : end - start] = self.signal.read(at, end)
        return out

    def read_aux(self, start: int, stop: int) -> FloatArray | None:
        """Return the auxiliary channels of the same rows, shape ``(n, n_aux)``, or None without any."""
        return self.signal.read_aux(*self._within(start, stop))

    @property
    def growing(self) -> bool:
        """True while more may come: it is being recorded, or was opened at once and is not known to its end."""
        return self.refresh is not None

    def follow(self) -> int:
        """Take in what was recorded, or could be read, since; return the number of new samples.

        Samples, events, notes and gaps are those known now. Returns 0 for a recording that is finished and known.
        One thread at a time; others may read meanwhile.
        """
        before = self.n_samples
        self.refreshed()
        return self.n_samples - before

    def refreshed(self) -> bool:
        """Do what ``follow`` does, and return whether anything has changed, be it an entry or that it has ended."""
        if self.refresh is None or not self.refresh():
            return False
        self.__dict__.pop("samples_uv", None)  # read anew when next asked for
        return True

    def with_muscles(self, labels: Sequence[str]) -> Recording:
        """Name one muscle per channel, in place, and return the recording."""
        self.info = self.info.with_muscles(tuple(labels))
        return self

    def close(self) -> None:
        """Close the file. Safe to call twice."""
        self.signal.close()

    def __enter__(self) -> Recording:
        """Return the recording."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self.close()


class ArraySignal:
    """Samples held in memory: a small file that was read whole.

    Parameters
    ----------
    samples : ndarray, shape (n_samples, n_channels), float32, uV
    aux : ndarray, shape (n_samples, n_aux), float32, or None
    """

    def __init__(self, samples: FloatArray, aux: FloatArray | None = None) -> None:
        self._samples, self._aux = samples, aux
        self.n_samples = len(samples)

    def read(self, start: int, stop: int) -> FloatArray:
        """Return a copy of rows ``start`` to ``stop``."""
        return self._samples[start:stop].copy()

    def read_aux(self, start: int, stop: int) -> FloatArray | None:
        """Return a copy of the auxiliary rows, or None."""
        return None if self._aux is None else self._aux[start:stop].copy()

    def close(self) -> None:
        """Do nothing: the file is closed already."""
