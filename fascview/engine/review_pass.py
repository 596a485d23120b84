"""The one pass of the detector over a recording under review, which tells what it knows while it goes on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fascview.analysis.rates import MuscleCounters
from fascview.detection.batch import Detection
from fascview.engine.following import Known
from fascview.engine.jobs import Job, Task
from fascview.engine.review_labels import counters_of
from fascview.engine.review_work import PIECE_S, whole
from fascview.session.recording import Recording
from fascview.stream import FloatArray

#: So often at most it is told how far it is; and telling takes no more than this share of the time.
TELL_EVERY_S, TELL_SHARE = 1.0, 0.05
#: Pieces of a recording that is being made, and how long to wait for the next.
LIVE_PIECE_S, WAIT_S = 1.0, 0.2


@dataclass(frozen=True)
class Counted:
    """What a pass has found, and the counts of whatever events are shown with it.

    Attributes
    ----------
    detection : Detection
        As far as the pass has come: ``detection.n_samples`` is how far what it says is final.
    known : Known
        What was known of the recording then.
    own : bool
        True where the events are those of the pass, because none are stored.
    events, footprints
        The events that are shown.
    counters : MuscleCounters
        Of these events.
    """

    detection: Detection
    known: Known
    own: bool
    events: NDArray[np.void]
    footprints: tuple[FloatArray, ...]
    counters: MuscleCounters


class CountingPass:
    """Goes over a recording in a thread of its own, to its end or, while that is being made, behind it.

    Parameters
    ----------
    recording : Recording
        Read from that thread too.
    """

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._told: Counted | None = None
        self._found: Callable[[], Detection] | None = None  # what has not been told
        self._next_s = 0.0
        self.known = Known.of(recording)  # whoever follows the recording puts what is new here
        self.job: Job[Counted] = Job("review-count", self._run)

    def start(self) -> CountingPass:
        """Begin, and return the pass."""
        self._next_s = time.monotonic() + TELL_EVERY_S
        self.job.start()
        return self

    def told(self) -> Counted | None:
        """Return what is known so far, where that has not been asked for yet."""
        told, self._told = self._told, None
        return told

    def _run(self, task: Task) -> Counted:
        found = whole(self._recording, task, so_far=self._so_far, pieces=self._pieces)
        self.known = Known.of(self._recording)
        return self._counted(found)

    def _pieces(self, task: Task) -> Iterator[FloatArray]:
        """Give the samples in order, and wait for those that are still to come."""
        recording, at = self._recording, 0
        while True:
            growing, n = recording.growing, recording.n_samples  # in this order: what has ended is complete
            step = max(1, round((LIVE_PIECE_S if recording.live else PIECE_S) * recording.fs_hz))
            while at + step <= n or (at < n and not growing):
                task.check()
                rows = recording.read(at, min(at + step, n))
                yield rows
                at += len(rows)
                task.tell(at / max(1, n))
            if not growing:
                return
            self._tell()
            task.check()
            task.wait(WAIT_S)

    def _so_far(self, found: Callable[[], Detection]) -> None:
        self._found = found
        self._tell()

    def _tell(self) -> None:
        now, found = time.monotonic(), self._found
        if found is not None and now >= self._next_s:
            self._found = None
            self._told = self._counted(found())
            self._next_s = time.monotonic() + max(TELL_EVERY_S, (time.monotonic() - now) / TELL_SHARE)

    def _counted(self, found: Detection) -> Counted:
        recording, known = self._recording, self.known
        own = not len(known.events)
        events = found.events if own else known.events
        footprints = tuple(found.footprints) if own else known.footprints
        gaps = list(known.gaps)
        counters = counters_of(recording.info, found.n_samples, events, found.intervals, gaps, found.noise_uv)
        return Counted(found, known, own, events, footprints, counters)
