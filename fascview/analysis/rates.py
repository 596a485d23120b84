"""How many, and how many per analysable minute: the figures of the muscle cards."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fascview.analysis.poisson import poisson_interval
from fascview.analysis.stretches import SampleSet, StretchSet
from fascview.analysis.verdicts import Verdicts, checked_verdict, counts
from fascview.analysis.windows import CountWindows

__all__ = ["MuscleCount", "MuscleCounter", "MuscleCounters", "Rate", "poisson_interval"]

ENOUGH_S = 90.0  # analysable time in which one fasciculation shows itself, if there are any
LEAST_S = 5.0  # analysable time below which no rate is told
DETECTABLE = 8.0  # smallest detectable Vpp, in sigma of the quietest channel
SPARK_WINDOWS = 30  # of 10 s each: 5 min


class UpdateLike(Protocol):
    """What a detector found out; ``fascview.detection.events.Update`` is one."""

    @property
    def events(self) -> NDArray[np.void]:
        """Rows with at least ``id, sample, muscle, status``."""

    @property
    def intervals(self) -> NDArray[np.void]:
        """Rows of ``muscle, start, stop``."""

    @property
    def settled(self) -> int:
        """Every verdict and interval before this sample is final."""

    @property
    def noise_uv(self) -> NDArray[np.float32]:
        """Sigma per channel [uV], NaN while unknown."""

    @property
    def states(self) -> tuple[str, ...]:
        """One state per muscle."""


@dataclass(frozen=True, slots=True)
class Rate:
    """``n`` events in ``analysable_s`` seconds; rate and exact 95 % limits in 1/min, NaN where none can be told."""

    n: int
    analysable_s: float
    per_min: float = math.nan
    low_per_min: float = math.nan
    high_per_min: float = math.nan

    @classmethod
    def of(cls, n: int, analysable_s: float, fano: float = math.nan) -> Rate:
        """Divide, if there is enough time to divide by."""
        if analysable_s < LEAST_S:
            return cls(n, analysable_s)
        minutes = analysable_s / 60.0
        return cls(n, analysable_s, n / minutes, *poisson_interval(n, minutes, fano))


@dataclass(frozen=True, slots=True)
class MuscleCount:
    """One muscle, as of now.

    ``state`` is one of: ``at rest``, ``voluntary``, ``too noisy``, ``artefact``, ``no data``, ``insufficient``
    (fewer than 90 s analysable), ``not observed`` (none in at least 90 s analysable).
    ``rate_per_min`` is over the last 60 s and NaN where no rate can be told; its limits are exact Poisson 95 %,
    widened by the square root of ``fano`` where that exceeds 1. ``count`` is everything since counting began,
    ``held_s`` the time that could not be analysed. ``sparkline_per_min`` has one rate per 10 s over 5 min, the newest
    last, NaN where not analysable.
    """

    label: str
    state: str
    count: int
    count_10_s: int
    rate_per_min: float
    rate_low_per_min: float
    rate_high_per_min: float
    analysable_s: float
    held_s: float
    noise_uv: float
    smallest_vpp_uv: float
    sparkline_per_min: NDArray[np.float32]
    rate_10_s: Rate = Rate(0, 0.0)
    rate_60_s: Rate = Rate(0, 0.0)
    rate_all: Rate = Rate(0, 0.0)
    fano: float = math.nan


class MuscleCounter:
    """Events and lost time of one muscle; answers for any stretch of samples in logarithmic time."""

    def __init__(self, fs_hz: float) -> None:
        self._fs_hz = fs_hz
        self.counted = SampleSet()
        self.detector_held = StretchSet()
        self._person_held = StretchSet()
        self._person_free = StretchSet()
        self.held = StretchSet()  # the detector's, less what a person freed, and what a person held
        self._windows = CountWindows(fs_hz)

    def add(self, sample: int) -> None:
        """Count an event."""
        self.counted.add(sample)
        self._windows.touch(sample)

    def remove(self, sample: int) -> None:
        """Count an event no longer."""
        self.counted.remove(sample)
        self._windows.touch(sample)

    def hold(self, start: int, stop: int) -> None:
        """Take a stretch out of the analysable time, as the detector says; a person's word goes over it."""
        self.detector_held.add(start, stop)
        for piece in self._person_free.without(start, stop):
            self.held.add(*piece)
        self._windows.touch(start)

    def override(self, start: int, stop: int, analysable: bool | None) -> None:
        """Set a person's word on a stretch: analysable, not analysable, or (None) as the detector says."""
        for kept in (self._person_held, self._person_free):
            kept.subtract(start, stop)
        self.held.subtract(start, stop)
        if analysable is None:
            for piece in self.detector_held.pieces(start, stop):
                self.held.add(*piece)
        elif analysable:
            self._person_free.add(start, stop)
        else:
            self._person_held.add(start, stop)
            self.held.add(start, stop)
        self._windows.touch(start)

    def analysable_s(self, start: int, stop: int) -> float:
        """Return the analysable time from ``start`` to ``stop`` [s]."""
        return (max(0, stop - start) - self.held.length(start, stop)) / self._fs_hz

    def rate(self, start: int, stop: int, fano: float = math.nan) -> Rate:
        """Return the rate over a stretch."""
        return Rate.of(self.counted.count(start, stop), self.analysable_s(start, stop), fano)

    def fano(self, origin: int, settled: int) -> float:
        """Return variance over mean of the counts in 10-s windows since ``origin``, NaN with fewer than 12 of them."""
        return self._windows.fano(self.counted, self.held, origin, settled)

    def sparkline(self, origin: int, settled: int) -> NDArray[np.float32]:
        """Return the rate [1/min] in each of the last 30 closed windows of 10 s, NaN where there is none."""
        return self._windows.rates(self.counted, self.held, origin, settled, SPARK_WINDOWS)


class MuscleCounters:
    """Counts and rates of every muscle, fed by a detector and by a person.

    One thread uses it at a time. What it answers depends on what it was told, not on how that was cut into updates.
    Rates and analysable time reach up to the newest settled sample, so that events and time belong together; counts
    reach up to now and include provisional events. 24 h at 100 events a minute in 16 muscles take about 80 MB.

    Parameters
    ----------
    fs_hz : float
        Sampling rate [Hz].
    labels : sequence of str
        One per muscle.
    muscle_of_channel : array_like of int, shape (n_channels,)
        For each channel its muscle.
    origin : int
        Sample at which counting begins.
    """

    def __init__(self, fs_hz: float, labels: Sequence[str], muscle_of_channel: ArrayLike, origin: int = 0) -> None:
        self.fs_hz = float(fs_hz)
        self.labels = tuple(labels)
        self._muscle_of_channel = np.array(muscle_of_channel, dtype=np.intp)
        self.restart(origin)

    def restart(self, origin: int) -> None:
        """Forget everything, as after a jump in a recording; counting begins at ``origin``."""
        self.origin = int(origin)
        self.settled = int(origin)
        self._newest = int(origin)
        self._muscles = tuple(MuscleCounter(self.fs_hz) for _ in self.labels)
        self._verdicts = Verdicts()
        self._noise_uv = np.full(len(self._muscle_of_channel), np.nan, np.float32)
        self._states: tuple[str, ...] = ("at rest",) * len(self.labels)

    def reset(self, origin: int) -> int:
        """Let counting begin at ``origin`` and return where it began before: reset to that to undo. Nothing is lost."""
        before, self.origin = self.origin, int(origin)
        return before

    def update(self, update: UpdateLike) -> None:
        """Take in what a detector found out; a row with a known id replaces the earlier."""
        rows, held = update.events, update.intervals
        if len(rows):  # most updates bring nothing, sixty times a second
            columns = (rows[name].tolist() for name in ("id", "muscle", "sample", "status"))
            for event_id, muscle, sample, status in zip(*columns, strict=True):
                before = self._verdicts.get(event_id)
                self._set(event_id, muscle, sample, status, before[3] if before else "")
        if len(held):
            columns = (held[name].tolist() for name in ("muscle", "start", "stop"))
            for muscle, start, stop in zip(*columns, strict=True):
                self._muscles[muscle].hold(start, stop)
        self.settled = max(self.settled, int(update.settled))
        if len(update.states):
            self._states = tuple(update.states)
        if len(update.noise_uv):
            self._noise_uv = update.noise_uv

    def _quietest(self) -> list[float]:
        """Return the sigma of each muscle's quietest working channel [uV], NaN without one."""
        noise_uv = np.asarray(self._noise_uv)
        lowest = np.full(len(self.labels), np.inf)
        works = np.isfinite(noise_uv) & (noise_uv > 0.0)
        np.minimum.at(lowest, self._muscle_of_channel[works], noise_uv[works])
        quietest: list[float] = np.where(np.isfinite(lowest), lowest, np.nan).tolist()
        return quietest

    def _set(self, event_id: int, muscle: int, sample: int, detector: str, person: str) -> None:
        before = self._verdicts.get(event_id)
        was = before is not None and counts(before[2], before[3])
        now = counts(detector, person)
        if before is not None and was and not (now and before[:2] == (muscle, sample)):
            self._muscles[before[0]].remove(before[1])
            was = False
        if now and not was:
            self._muscles[muscle].add(sample)
        self._verdicts.put(event_id, muscle, sample, detector, person)

    def judge(self, event_id: int, verdict: str | None) -> None:
        """Set a person's verdict over the detector's: ``accepted``, ``rejected``, or None to take it back.

        Raises
        ------
        KeyError
            If no event has this id.
        UsageError
            If the verdict is another word.
        """
        person = checked_verdict(verdict)
        known = self._verdicts.get(event_id)
        if known is None:
            raise KeyError(event_id)
        self._set(event_id, *known[:3], person)

    def judge_stretch(self, muscle: int, start: int, stop: int, analysable: bool | None) -> None:
        """Set a person's word on a stretch over the detector's: analysable or not, or None to take it back."""
        self._muscles[muscle].override(start, stop, analysable)

    def lost(self, start: int, stop: int) -> None:
        """Take lost samples out of the analysable time of every muscle."""
        for muscle in self._muscles:
            muscle.hold(start, stop)

    @property
    def verdicts(self) -> Verdicts:
        """Both verdicts on every event."""
        return self._verdicts

    def muscle(self, index: int) -> MuscleCounter:
        """Return the counter of one muscle, for other stretches than the cards'."""
        return self._muscles[index]

    def counts(self, now: int, no_data: bool = False) -> tuple[MuscleCount, ...]:
        """Return every muscle as of sample ``now`` (exclusive).

        With ``no_data`` (nothing has arrived for a while) every state says so and no rate is told.
        """
        noise_uv = self._quietest()
        return tuple(self._count(i, int(now), no_data, noise_uv[i]) for i in range(len(self.labels)))

    def _count(self, index: int, now: int, no_data: bool, noise_uv: float) -> MuscleCount:
        muscle = self._muscles[index]
        start, stop = self.origin, max(self.origin, min(self.settled, now))
        fano = muscle.fano(start, stop)
        over_10_s, over_60_s = (muscle.rate(max(start, stop - round(s * self.fs_hz)), stop, fano) for s in (10.0, 60.0))
        over_all = muscle.rate(start, stop, fano)
        state = "no data" if no_data else self._states[index]
        if state == "at rest" and over_all.analysable_s < ENOUGH_S:
            state = "insufficient"
        elif state == "at rest" and over_all.n == 0 and muscle.counted.count(start, now) == 0:
            state = "not observed"
        told = Rate(over_60_s.n, over_60_s.analysable_s) if state == "no data" else over_60_s
        return MuscleCount(
            label=self.labels[index],
            state=state,
            count=muscle.counted.count(start, now),
            count_10_s=muscle.counted.count(max(start, now - round(10.0 * self.fs_hz)), now),
            rate_per_min=told.per_min,
            rate_low_per_min=told.low_per_min,
            rate_high_per_min=told.high_per_min,
            analysable_s=over_all.analysable_s,
            held_s=muscle.held.length(start, stop) / self.fs_hz,
            noise_uv=noise_uv,
            smallest_vpp_uv=DETECTABLE * noise_uv,
            sparkline_per_min=muscle.sparkline(start, stop),
            rate_10_s=over_10_s,
            rate_60_s=over_60_s,
            rate_all=over_all,
            fano=fano,
        )
