"""An opened recording, whatever it was stored as."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Protocol

import numpy as np
from numpy.typing import DTypeLike, NDArray

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

    n_samples: int

    def read(self, start: int, stop: int) -> FloatArray:
        """Return rows ``start`` to ``stop``, within the recording, shape ``(n, n_channels)``, uV, NaN where lost."""
        ...

    def read_aux(self, start: int, stop: int) -> FloatArray | None:
        """Return the auxiliary channels of the same rows, shape ``(n, n_aux)``, or None without any."""
        ...

    def close(self) -> None:
        """Release the file."""
        ...


class LazySamples:
    """Samples read when they are asked for; looks like an array of shape ``(n_samples, n_channels)``, float32 uV."""

    dtype = np.dtype(np.float32)
    ndim = 2

    def __init__(self, recording: Recording) -> None:
        self._recording = recording

    @property
    def shape(self) -> tuple[int, int]:
        """``(n_samples, n_channels)``."""
        return self._recording.n_samples, self._recording.info.n_channels

    def __len__(self) -> int:
        """Return the number of samples."""
        return self._recording.n_samples

    def __getitem__(self, key: object) -> FloatArray:
        """Return rows, or rows and columns, as numpy would."""
        rows, columns = key if isinstance(key, tuple) and len(key) == 2 else (key, slice(None))
        n = len(self)
        if isinstance(rows, slice):
            start, stop, step = rows.indices(n)
            if step > 0:
                return np.asarray(self._recording.read(start, max(start, stop))[::step][:, columns])
        elif isinstance(rows, int | np.integer):
            row = int(rows) + (n if rows < 0 else 0)
            if not 0 <= row < n:
                raise IndexError(f"row {rows} of {n}")
            return np.asarray(self._recording.read(row, row + 1)[0][columns])
        picked: FloatArray = self._recording.read(0, n).take(np.arange(n)[rows], axis=0)  # type: ignore[index]
        return np.asarray(picked[:, columns])

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> NDArray[np.generic]:
        """Return everything in memory."""
        return self._recording.read(0, len(self)).astype(dtype or np.float32, copy=False)


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
    refresh : callable or None
        What ``follow`` calls.
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
    refresh: Callable[[], None] | None = None

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

    @property
    def samples_uv(self) -> LazySamples:
        """All samples, shape ``(n_samples, n_channels)``, float32 uV, NaN rows where lost; read when asked for."""
        return LazySamples(self)

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
        """True for a session that was being recorded when it was opened; ``follow`` takes in what was added."""
        return self.refresh is not None

    def follow(self) -> int:
        """Take in what was recorded since, and return the number of new samples; 0 for a finished recording."""
        before = self.n_samples
        if self.refresh is not None:
            self.refresh()
        return self.n_samples - before

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
