"""What is worked out of a whole recording in the background: its events, and those of other settings."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fascview.analysis.agreement import Agreement, agreement
from fascview.analysis.rates import MuscleCounters
from fascview.detection.batch import Detection, detect_pieces
from fascview.engine.jobs import Task
from fascview.engine.review_labels import PLAIN, counted
from fascview.session import found
from fascview.session.recording import Recording, Signal
from fascview.settings import DetectorSettings
from fascview.stream import FloatArray

PIECE_S = 4.0


class LockedSignal:
    """Lets several threads read one recording, one after the other."""

    def __init__(self, signal: Signal) -> None:
        self._signal = signal
        self._lock = threading.Lock()

    @property
    def n_samples(self) -> int:
        """Length."""
        return self._signal.n_samples

    def read(self, start: int, stop: int) -> FloatArray:
        """Return rows ``start`` to ``stop``."""
        with self._lock:
            return self._signal.read(start, stop)

    def read_aux(self, start: int, stop: int) -> FloatArray | None:
        """Return the auxiliary channels of the same rows."""
        with self._lock:
            return self._signal.read_aux(start, stop)

    def close(self) -> None:
        """Release the file."""
        with self._lock:
            self._signal.close()


@dataclass(frozen=True)
class Opened:
    """A recording, and its events as they were stored."""

    recording: Recording
    counters: MuscleCounters


@dataclass(frozen=True)
class Counted:
    """What one pass over the whole recording found, and the counts of whatever events are shown with it."""

    detection: Detection
    counters: MuscleCounters


@dataclass(frozen=True)
class Redetected:
    """Events found with other settings, and how they lie to those that count now."""

    settings: DetectorSettings
    detection: Detection
    found: NDArray[np.void]
    stored: NDArray[np.void]
    agreement: Agreement


def whole(recording: Recording, task: Task, settings: DetectorSettings | None = None) -> Detection:
    """Go over a whole recording with the detector, piece by piece, unless that has been done before.

    Raises
    ------
    StoppedError
        When the task was stopped.
    """
    words = settings_text(settings or DetectorSettings())
    if (known := found.load(recording, words)) is not None:
        return known
    n = max(1, recording.n_samples)

    def pieces() -> Iterator[FloatArray]:
        done = 0
        for rows in recording.pieces(PIECE_S):
            task.check()
            yield rows
            done += len(rows)
            task.tell(done / n)

    # Numbers for names: two muscles may be called the same, and their order must be that of the stream.
    names = [str(m) for m in recording.info.muscle_of_channel.tolist()]
    made = detect_pieces(pieces(), recording.fs_hz, names, settings)
    found.keep(recording, words, made)
    return made


def redetect(task: Task, recording: Recording, settings: DetectorSettings, stored: NDArray[np.void]) -> Redetected:
    """Find the events of other settings and pair them with those that count."""
    made = whole(recording, task, settings)
    rows = made.events[np.isin(made.events["kind"], PLAIN) & counted(made.events, {})]
    return Redetected(settings, made, rows, stored, agreement(stored, rows, recording.fs_hz))


def settings_text(settings: DetectorSettings) -> str:
    """Return settings as one line, for the record."""
    names = DetectorSettings.__dataclass_fields__
    return "; ".join(f"{name}={getattr(settings, name)}" for name in names)
