"""The events of a recording under review: the program's labels, a person's over them, and what they add up to."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fascview.analysis.rates import MuscleCount, MuscleCounters
from fascview.detection.counting import COUNTING, PLAIN, counted, seen
from fascview.detection.events import Update, no_events, no_intervals
from fascview.session.recording import Gap
from fascview.stream import FloatArray, StreamInfo

__all__ = ["COUNTING", "PLAIN", "Labels", "Step", "counted", "counters_of", "seen", "time_of"]

_STATES = {
    "voluntary": "voluntary",
    "semi-rhythmic": "voluntary",
    "movement": "voluntary",
    "too noisy": "too noisy",
    "saturated": "no data",
    "no signal": "no data",
    "lost samples": "no data",
}


def counters_of(
    info: StreamInfo,
    n_samples: int,
    events: NDArray[np.void],
    intervals: NDArray[np.void],
    gaps: Iterable[Gap],
    noise_uv: FloatArray | None = None,
) -> MuscleCounters:
    """Return the counts of a whole recording by the program's labels; they answer for any moment of it."""
    made = MuscleCounters(info.fs_hz, [m.label for m in info.muscles], info.muscle_of_channel)
    noise = np.zeros(0, np.float32) if noise_uv is None else noise_uv
    rows = events[np.isin(events["kind"], PLAIN) | (events["status"] == "rejected")]
    # What is of another class and not rejected (a heart beat that was let pass) is known, but does not count.
    others = events[~np.isin(events["kind"], PLAIN) & (events["status"] != "rejected")].copy()
    others["status"] = "rejected"
    made.update(Update(np.concatenate([rows, others]), [], intervals, n_samples, noise, ()))
    for gap in gaps:
        made.lost(gap.start, gap.stop)
    return made


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a person did: which events, and the label of each before and after."""

    events: tuple[int, ...]
    before: tuple[str, ...]
    after: str


Keep = Callable[[np.void, str, str, str], None]


class Labels:
    """All labels of a recording. One thread uses it.

    Parameters
    ----------
    info : StreamInfo
    events : structured array of EVENT_DTYPE
    footprints : sequence of ndarray
        For each event, or empty.
    verdicts : mapping of int to str
        A person's label by event id.
    counters : MuscleCounters
        See ``counters_of``; the person's labels are put on top here.
    keep : callable
        Told ``(row, before, after, how)`` of every change, before it is made; may raise.
    """

    def __init__(
        self,
        info: StreamInfo,
        events: NDArray[np.void],
        footprints: Sequence[FloatArray],
        verdicts: Mapping[int, str],
        counters: MuscleCounters,
        keep: Keep,
    ) -> None:
        self.info = info
        order = np.argsort(events["sample"], kind="stable")
        self.events: NDArray[np.void] = events[order]
        self.footprints = [footprints[i] for i in order.tolist()] if len(footprints) == len(events) else []
        self.verdicts: dict[int, str] = {k: v for k, v in verdicts.items() if v}
        self.intervals = no_intervals()
        self._place = {int(event): at for at, event in enumerate(self.events["id"].tolist())}
        self._counting = counted(self.events, self.verdicts)
        self._counted: NDArray[np.void] | None = None
        self._machine = counted(self.events, {})
        self._keep = keep
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self.version = 0
        self.set_counters(counters)

    def set_counters(self, counters: MuscleCounters, intervals: NDArray[np.void] | None = None) -> None:
        """Take other counts of the same events, such as those that know what is not analysable."""
        self.counters = counters
        if intervals is not None:
            self.intervals = intervals
        for event, verdict in self.verdicts.items():
            self._count(event, verdict)
        self.version += 1

    def _count(self, event: int, verdict: str) -> None:
        if event in self._place:
            self.counters.judge(event, None if not verdict else "accepted" if verdict in COUNTING else "rejected")

    def row(self, event: int) -> np.void | None:
        """Return an event by its id."""
        at = self._place.get(event)
        return None if at is None else self.events[at]

    def footprint(self, event: int) -> FloatArray | None:
        """Return the Vpp [uV] of an event on each channel of its muscle, None where it was not kept."""
        at = self._place.get(event)
        found = self.footprints[at] if at is not None and self.footprints else None
        return found if found is not None and len(found) else None

    # ---- a person's word

    @property
    def can_undo(self) -> bool:
        """True when there is something to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """True when something was taken back."""
        return bool(self._undone)

    def judge(self, events: Sequence[int], verdict: str) -> tuple[int, ...]:
        """Label events (``""`` takes a label away); return those whose label changed.

        Raises
        ------
        FascviewError
            Where it cannot be kept; then nothing has changed.
        """
        chosen = [e for e in events if e in self._place and self.verdicts.get(e, "") != verdict]
        if not chosen:
            return ()
        step = Step(tuple(chosen), tuple(self.verdicts.get(e, "") for e in chosen), verdict)
        self._set(step.events, (verdict,) * len(chosen), "given")
        self._done.append(step)
        self._undone.clear()
        return step.events

    def undo(self) -> tuple[int, ...]:
        """Take the last labels back; return whose."""
        if not self._done:
            return ()
        step = self._done[-1]
        self._set(step.events, step.before, "undo")
        self._undone.append(self._done.pop())
        return step.events

    def redo(self) -> tuple[int, ...]:
        """Give the labels last taken back again; return whose."""
        if not self._undone:
            return ()
        step = self._undone[-1]
        self._set(step.events, (step.after,) * len(step.events), "redo")
        self._done.append(self._undone.pop())
        return step.events

    def _set(self, events: Sequence[int], verdicts: Sequence[str], how: str) -> None:
        for event, verdict in zip(events, verdicts, strict=True):
            was = self.verdicts.get(event, "")
            if was == verdict:
                continue
            self._keep(self.events[self._place[event]], was, verdict, how)
            at = self._place[event]
            if verdict:
                self.verdicts[event] = verdict
                self._counting[at] = verdict in COUNTING
            else:
                self.verdicts.pop(event, None)
                self._counting[at] = self._machine[at]
            self._counted = None
            self._count(event, verdict)
            self.version += 1

    # ---- figures

    def counted(self) -> NDArray[np.void]:
        """Return the events that count, in order of time; the same array until a label changes."""
        if self._counted is None:
            self._counted = self.events[self._counting]
        return self._counted

    def counts_at(self, sample: int, gaps: Sequence[Gap] = ()) -> tuple[MuscleCount, ...]:
        """Return every muscle as of ``sample``: what its card would have said there."""
        lost = any(g.start <= sample < g.stop for g in gaps)
        here = self.intervals[(self.intervals["start"] <= sample) & (self.intervals["stop"] > sample)]
        states = ["no data" if lost else "at rest" for _ in self.info.muscles]
        for row in here:
            state = _STATES.get(str(row["reason"]), "")
            if state and not lost:
                states[int(row["muscle"])] = state
        told = Update(no_events(), [], no_intervals(), 0, np.zeros(0, np.float32), tuple(states))
        self.counters.update(told)
        return self.counters.counts(sample)

    def count_of(self, muscle: int) -> int:
        """Return how many events of a muscle count."""
        rows = self.counted()
        return int((rows["muscle"] == muscle).sum())


def time_of(rows: NDArray[np.void], fs_hz: float) -> NDArray[np.float64]:
    """Return the times of events [s]."""
    return np.asarray(rows["sample"] / fs_hz if len(rows) and math.isfinite(fs_hz) else np.zeros(len(rows)), np.float64)
