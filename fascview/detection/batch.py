"""The detector over a whole recording: the same events as live."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fascview.detection.detector import Detector
from fascview.detection.events import Update, no_events, no_intervals
from fascview.detection.rejected import merged
from fascview.errors import UsageError
from fascview.settings import DetectorSettings
from fascview.stream import Block, FloatArray

_CHUNK_S = 4.0


@dataclass(frozen=True)
class Detection:
    """Everything found in a recording.

    Attributes
    ----------
    fs_hz : float
        Sampling rate [Hz].
    muscles : tuple of str
        Names in index order.
    events : structured array of EVENT_DTYPE
        Final verdicts in order of time; provisional words that were taken back are left out.
    footprints : list of ndarray
        For each event its Vpp [uV] on every channel of its muscle.
    intervals : structured array of INTERVAL_DTYPE
        Stretches that are not analysable, with their reason.
    noise_uv : ndarray, shape (n_channels,)
        Sigma of each channel at the end.
    n_samples : int
        Length of the recording.
    """

    fs_hz: float
    muscles: tuple[str, ...]
    events: NDArray[np.void]
    footprints: list[FloatArray]
    intervals: NDArray[np.void]
    noise_uv: FloatArray
    n_samples: int = 0

    @property
    def fasciculations(self) -> NDArray[np.void]:
        """The accepted events."""
        return np.asarray(self.events[self.events["status"] == "accepted"])

    def intervals_of(self, muscle: int) -> NDArray[np.void]:
        """Rejected stretches of one muscle."""
        return np.asarray(self.intervals[self.intervals["muscle"] == muscle])

    def analysable_s(self, muscle: int) -> float:
        """Time of one muscle less the union of its rejected stretches [s]."""
        covered, reach = 0, 0
        for row in np.sort(self.intervals_of(muscle), order="start"):
            start, stop = max(int(row["start"]), reach), min(int(row["stop"]), self.n_samples)
            covered += max(0, stop - start)
            reach = max(reach, stop)
        return (self.n_samples - covered) / self.fs_hz


@dataclass
class Ledger:
    """Collects updates into final lists: a later row of the same id replaces the earlier."""

    rows: dict[int, tuple[np.void, FloatArray]] = field(default_factory=dict)
    intervals: list[NDArray[np.void]] = field(default_factory=list)

    def add(self, update: Update) -> None:
        """Take one update."""
        for row, footprint in zip(update.events, update.footprints, strict=True):
            self.rows[int(row["id"])] = (row.copy(), footprint)
        if len(update.intervals):
            self.intervals.append(update.intervals)

    def events(self) -> tuple[NDArray[np.void], list[FloatArray]]:
        """Return final events in order of time and numbered by it, with their footprints."""
        kept = [
            (row, footprint)
            for row, footprint in self.rows.values()
            if row["status"] != "provisional" and row["reason"] != "not confirmed"
        ]
        kept.sort(key=lambda item: (int(item[0]["sample"]), int(item[0]["muscle"]), int(item[0]["id"])))
        if not kept:
            return no_events(), []
        rows = np.array([row for row, _ in kept])
        rows["id"] = np.arange(len(rows))  # the running numbers tell how events were announced, not what they are
        return rows, [footprint for _, footprint in kept]

    def all_intervals(self) -> NDArray[np.void]:
        """All intervals, by muscle and start; touching ones of one reason joined."""
        return merged(np.concatenate([no_intervals(), *self.intervals]))


def detect(
    samples_uv: ArrayLike, fs_hz: float, muscles: Sequence[str], settings: DetectorSettings | None = None
) -> Detection:
    """Find the fasciculations of a recording.

    Parameters
    ----------
    samples_uv : array_like, shape (n_samples, n_channels)
        Microvolt; NaN rows are lost samples.
    fs_hz : float
        Sampling rate [Hz].
    muscles : sequence of str
        One muscle name per channel.
    settings : DetectorSettings, optional
        The user's choices.

    Returns
    -------
    Detection
        Events, rejected stretches and noise.

    Raises
    ------
    UsageError
        If shapes and names do not fit together.
    """
    samples = np.asarray(samples_uv, np.float32)
    if samples.ndim != 2 or samples.shape[1] != len(muscles):
        raise UsageError(
            f"The samples have the shape {samples.shape}, and {len(muscles)} muscle names were given; "
            "give samples of the shape (n_samples, n_channels) and one muscle name per channel."
        )
    chunk = max(1, round(_CHUNK_S * fs_hz)) if math.isfinite(fs_hz) else 1
    return detect_pieces((samples[at : at + chunk] for at in range(0, len(samples), chunk)), fs_hz, muscles, settings)


def detect_pieces(
    pieces: Iterable[FloatArray],
    fs_hz: float,
    muscles: Sequence[str],
    settings: DetectorSettings | None = None,
    so_far: Callable[[Callable[[], Detection]], None] | None = None,
) -> Detection:
    """Find the fasciculations of a recording in pieces of the shape ``(n, n_channels)``; see ``detect``.

    ``so_far`` is called after each piece with what returns the detection up to where it is final (its ``n_samples``).
    """
    names = tuple(dict.fromkeys(str(m) for m in muscles))
    if not (math.isfinite(fs_hz) and fs_hz > 0):
        raise UsageError(f"The sampling rate is {fs_hz!r}; it must be a positive number of samples per second.")
    run = Detector(fs_hz, [names.index(str(m)) for m in muscles], settings, first_words=False)
    ledger = Ledger()
    at = 0

    def found(noise_uv: FloatArray, n_samples: int) -> Detection:
        events, footprints = ledger.events()
        return Detection(float(fs_hz), names, events, footprints, ledger.all_intervals(), noise_uv, n_samples)

    for piece in pieces:
        update = run.push(Block(at, np.array(piece, np.float32)))
        ledger.add(update)
        at += len(piece)
        if so_far is not None:
            so_far(functools.partial(found, update.noise_uv, max(0, update.settled)))
    last = run.flush()
    ledger.add(last)
    return found(last.noise_uv, at)
