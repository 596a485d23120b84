"""How large the signal is all along a recording: made in the background, seen while it is made, kept for next time."""

from __future__ import annotations

import warnings

import numpy as np

from fascview.engine.jobs import Job, Task
from fascview.session import overview
from fascview.session.overview import Overview
from fascview.session.recording import Recording
from fascview.stream import FloatArray

SHOWN_EVERY = 0.02  # of the whole: so often what is new is worth another look


class Sight:
    """The smallest and largest values of a whole recording, as far as they are known.

    Made piece by piece in a thread of its own and kept in the user's cache, outside the recording: the second time it
    is there at once. Whoever looks calls ``poll`` on its clock.

    Parameters
    ----------
    recording : Recording
        One that does not grow any more. Read from that thread too.
    """

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._made: Overview | None = None
        self._told = 0.0
        self._drawn: tuple[int, float, FloatArray] | None = None
        self._job: Job[Overview | None] = Job("review-sight", self._make)

    def start(self) -> Sight:
        """Begin, and return the sight."""
        self._job.start()
        return self

    def _make(self, task: Task) -> Overview | None:
        return overview.build(self._recording, task.tell, task.stopped, begun=self._begun)

    def _begun(self, made: Overview) -> None:
        self._made = made

    @property
    def progress(self) -> float:
        """How much of the recording it covers, 0 to 1."""
        return 1.0 if self._job.done else self._job.progress

    def poll(self) -> bool:
        """Return whether there is enough new to look again."""
        if self._job.result is not None:
            self._made = self._job.result
        now = self.progress
        if now - self._told < (SHOWN_EVERY if now < 1.0 else 1e-9):
            return False
        self._told = now
        return self._made is not None

    def envelope(self, n: int) -> FloatArray | None:
        """Return the height of the signal in ``n`` equal columns, shape ``(n, n_muscles)``, peak to peak in uV.

        Of every muscle the largest channel that is not marked bad; NaN where nothing is known or all is lost. None
        before there is anything.
        """
        made, info = self._made, self._recording.info
        if made is None or n < 1:
            return None
        if self._drawn is not None and self._drawn[:2] == (n, self._told):
            return self._drawn[2]
        low, high = made.columns(0, made.n_samples, n)
        height = high - low
        height[:, [c.bad for c in info.channels]] = np.nan
        out = np.full((n, len(info.muscles)), np.nan, np.float32)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # columns that are all lost
            for muscle in range(len(info.muscles)):
                mine = height[:, info.muscle_of_channel == muscle]
                if mine.shape[1]:
                    out[:, muscle] = np.fmax.reduce(mine, axis=1)
        self._drawn = n, self._told, out
        return out

    def cancel(self) -> None:
        """Leave off."""
        self._job.cancel()

    def join(self, timeout_s: float = 5.0) -> bool:
        """Leave off and wait; return whether the thread has ended."""
        return self._job.join(timeout_s)
