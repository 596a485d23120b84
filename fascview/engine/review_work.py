"""What is worked out of a whole recording in the background: its events, and those of other settings."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fascview.analysis.agreement import Agreement, agreement, why_alone
from fascview.analysis.rates import MuscleCounters
from fascview.detection.batch import Detection, detect_pieces
from fascview.detection.events import no_intervals
from fascview.engine.jobs import Task
from fascview.engine.review_labels import PLAIN, counted, counters_of
from fascview.session import found
from fascview.session.formats import open_recording
from fascview.session.recording import Recording, Signal
from fascview.settings import DetectorSettings
from fascview.stream import FloatArray, StreamInfo

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


def _redescribe(recording: Recording, info: StreamInfo) -> None:
    """Give a recording other muscles; its events go to the muscle that their channel lies on now."""
    before, recording.info = recording.info, info
    if [c.muscle for c in before.channels] == [c.muscle for c in info.channels]:
        return

    def move() -> None:
        events, of = recording.events.copy(), np.asarray(info.muscle_of_channel)
        events["muscle"] = of[np.clip(events["channel"], 0, len(of) - 1)]
        recording.events, recording.footprints = events, []  # these were of the channels of the muscle before

    def again() -> bool:
        changed = refresh is not None and refresh()
        if changed:
            move()
        return changed

    refresh = recording.refresh
    move()
    if refresh is not None:
        recording.refresh = again


def opened(path: Path, task: Task, described: Callable[[StreamInfo], StreamInfo] | None = None) -> Opened:
    """Open a recording, with its muscles as ``described`` has them.

    Raises
    ------
    FormatError
        With one sentence saying why it cannot be read.
    """
    recording = open_recording(path, progress=task.tell, at_once=True)
    try:
        task.check()
        if described is not None and not recording.live:
            _redescribe(recording, described(recording.info))
        recording.signal = LockedSignal(recording.signal)
        # Stretches of lost samples are known at once; what else is not analysable has to be found.
        counters = counters_of(recording.info, recording.n_samples, recording.events, no_intervals(), recording.gaps)
    except BaseException:
        recording.close()
        raise
    return Opened(recording, counters)


@dataclass(frozen=True)
class Redetected:
    """Events found with other settings, and how they lie to those that count now."""

    settings: DetectorSettings
    detection: Detection
    found: NDArray[np.void]
    stored: NDArray[np.void]
    agreement: Agreement
    why: dict[str, int]  #: what the new pass says of events that only the list has: see ``why_alone``


def whole(
    recording: Recording,
    task: Task,
    settings: DetectorSettings | None = None,
    so_far: Callable[[Callable[[], Detection]], None] | None = None,
    pieces: Callable[[Task], Iterator[FloatArray]] | None = None,
) -> Detection:
    """Go over a whole recording with the detector, piece by piece, unless that has been done before.

    ``so_far`` is told what is known meanwhile (see ``detect_pieces``); ``pieces`` gives the samples in another way.

    Raises
    ------
    StoppedError
        When the task was stopped.
    """
    words = settings_text(settings or DetectorSettings())
    if (known := found.load(recording, words)) is not None:
        return known
    n = max(1, recording.n_samples)

    def every() -> Iterator[FloatArray]:
        done = 0
        for rows in recording.pieces(PIECE_S):
            task.check()
            yield rows
            done += len(rows)
            task.tell(done / n)

    # Numbers for names: two muscles may be called the same, and their order must be that of the stream.
    names = [str(m) for m in recording.info.muscle_of_channel.tolist()]
    samples = every() if pieces is None else pieces(task)
    made = detect_pieces(samples, recording.fs_hz, names, settings, so_far)
    found.keep(recording, words, made)
    return made


def redetect(task: Task, recording: Recording, settings: DetectorSettings, stored: NDArray[np.void]) -> Redetected:
    """Find the events of other settings and pair them with those that count."""
    made = whole(recording, task, settings)
    rows = made.events[np.isin(made.events["kind"], PLAIN) & counted(made.events, {})]
    pairs = agreement(stored, rows, recording.fs_hz)
    why = why_alone(stored[pairs.only_first], made.events, made.intervals, recording.fs_hz)
    return Redetected(settings, made, rows, stored, pairs, why)


def settings_text(settings: DetectorSettings) -> str:
    """Return settings as one line, for the record."""
    names = DetectorSettings.__dataclass_fields__
    return "; ".join(f"{name}={getattr(settings, name)}" for name in names)
