"""A recording that is still growing, followed in a thread of its own: being recorded elsewhere, or being read."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from fascview.engine.worker import Worker
from fascview.errors import FascviewError
from fascview.session.recording import Gap, Note, Recording
from fascview.stream import FloatArray

EVERY_S = 0.5  # so often a recording that another program makes is looked at
FIRST_S = 0.3  # so long the rest of a long file waits, for its first page to be drawn


@dataclass(frozen=True)
class Known:
    """What is known of a recording at one moment: lists that belong together, and that nobody changes any more."""

    n_samples: int
    events: NDArray[np.void]
    footprints: tuple[FloatArray, ...]
    verdicts: dict[int, str]
    notes: tuple[Note, ...]
    gaps: tuple[Gap, ...]
    warnings: tuple[str, ...]

    @classmethod
    def of(cls, recording: Recording) -> Known:
        """Return what is known of a recording that nobody refreshes meanwhile."""
        r = recording
        return cls(
            r.n_samples, r.events, tuple(r.footprints), dict(r.verdicts), tuple(r.notes), tuple(r.gaps),
            tuple(r.warnings),
        )  # fmt: skip


@dataclass(frozen=True)
class News:
    """What came to a recording between two looks.

    Attributes
    ----------
    start, stop : int
        The new samples; ``stop`` is the length of the recording now. Equal where none came.
    events : structured array of EVENT_DTYPE
        Events that are new, or whose row or verdict changed; of several with one id the last counts.
    notes : tuple of Note
    gaps : tuple of Gap
        Those that are new.
    now : Known
        All there is now.
    known : float
        How much of a long file has been read, 0 to 1.
    live : bool
        True while another program records it.
    ended : bool
        True when nothing more will come: it is known as a whole, and finished or left.
    """

    start: int
    stop: int
    events: NDArray[np.void]
    notes: tuple[Note, ...]
    gaps: tuple[Gap, ...]
    now: Known
    known: float
    live: bool
    ended: bool


class Follower:
    """Takes in what is added to a recording, until nothing more will come.

    Samples are read from the recording by anybody meanwhile, up to its ``n_samples``. Its lists are replaced one after
    the other; ``News.now`` has them as they belong together. Nothing is ever written where the recording lies.

    Parameters
    ----------
    recording : Recording
        One whose ``growing`` is true; of another nothing is told.
    every_s : float
        How long to wait between two looks at what another program records [s].

    Attributes
    ----------
    problem : str
        Why it is not followed any more, in one sentence, or nothing.
    """

    def __init__(self, recording: Recording, every_s: float = EVERY_S) -> None:
        self._recording = recording
        self._every_s = every_s
        self._news: deque[News] = deque()
        self._ended = not recording.growing
        self._last = Known.of(recording)
        self.problem = ""
        self._newest_s = time.monotonic()
        self._worker = Worker("follow", self._run, self._failed)

    def start(self) -> Follower:
        """Begin, and return the follower."""
        if not self._ended:
            self._worker.start()
        return self

    @property
    def active(self) -> bool:
        """True while something may still come."""
        return not self._ended

    @property
    def age_s(self) -> float:
        """For how long no sample has come [s]: a recorder that was held up, or its disk, shows here."""
        return time.monotonic() - self._newest_s

    def news(self) -> News | None:
        """Return what is new since the last call, or None; from one thread. Never waits."""
        found: News | None = None
        while self._news:
            next_ = self._news.popleft()
            if found is not None:
                events = np.concatenate([found.events, next_.events])
                notes, gaps = found.notes + next_.notes, found.gaps + next_.gaps
                next_ = replace(next_, start=found.start, events=events, notes=notes, gaps=gaps)
            found = next_
        return found

    def stop(self) -> bool:
        """End; the recording stays open as it is known. Return whether the thread has ended."""
        return self._worker.join()

    def _failed(self, sentence: str) -> None:
        self.problem, self._ended = sentence, True
        self._tell(True)

    def _run(self, stop: threading.Event) -> None:
        recording = self._recording
        if recording.known < 1.0:
            stop.wait(FIRST_S)
        while recording.growing and not stop.is_set():
            known, n = recording.known, recording.n_samples
            try:
                changed = recording.refreshed()
            except FascviewError as error:
                self._failed(str(error))
                return
            if recording.n_samples > n:
                self._newest_s = time.monotonic()
            self._ended = not recording.growing
            if changed or self._ended or recording.known != known:
                self._tell(self._ended)
            stop.wait(0.001 if recording.known < 1.0 else self._every_s)  # others want to read, too

    def _tell(self, ended: bool) -> None:
        before, now = self._last, Known.of(self._recording)
        had_notes, had_gaps = set(before.notes), set(before.gaps)
        self._news.append(
            News(
                min(before.n_samples, now.n_samples),
                now.n_samples,
                now.events[changed_events(before, now)],
                tuple(n for n in now.notes if n not in had_notes),
                tuple(g for g in now.gaps if g not in had_gaps),
                now,
                self._recording.known,
                self._recording.live,
                ended,
            )
        )
        self._last = now


def changed_events(before: Known, now: Known) -> NDArray[np.bool_]:
    """Return which events of ``now`` were not there before, or were otherwise, or were judged otherwise."""
    new = np.ones(len(now.events), bool)
    if now.events is before.events:
        new[:] = False
    elif len(before.events) and len(now.events):
        order = np.argsort(before.events["id"])
        place = np.searchsorted(before.events["id"], now.events["id"], sorter=order)
        was = before.events[order[np.minimum(place, len(order) - 1)]]
        fields = ("id", "kind", "status", "sample", "muscle", "channel", "group")
        new = ~np.logical_and.reduce([was[name] == now.events[name] for name in fields])
    ids = {*now.verdicts, *before.verdicts}
    judged = [i for i in ids if now.verdicts.get(i) != before.verdicts.get(i)]
    return np.asarray(new | np.isin(now.events["id"], np.array(judged, np.int64)))
